/* SPDX-License-Identifier: Apache-2.0 */
/* EPCIS 2.0: what the standard takes and refuses, field by field; the URIs of the GS1 standards; the line of JSON.
 * What must be in which event: the official JSON schema; what differs on purpose: docs/formats/epcis.md. */
#include "support.h"

#include "evidence/epcis.h"

#define CONTEXT "\"@context\": \"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\""
#define WHEN "\"eventTime\": \"2025-03-01T10:15:00+08:00\", \"eventTimeZoneOffset\": \"+08:00\""
#define OBJECT "\"type\": \"ObjectEvent\", " WHEN ", \"action\": \"OBSERVE\""
#define EPC "\"urn:epc:id:sgtin:4000001.065432.17\""
#define EPCS "\"epcList\": [" EPC "]"
#define SENSOR \
    "\"sensorElementList\": [{\"sensorReport\": [{\"type\": \"Temperature\", \"value\": 26.5e0, \"uom\": \"CEL\"}]}]"
#define PLACE "\"readPoint\": {\"id\": \"geo:42.69,23.31\"}"
#define BOX "\"parentID\": \"urn:epc:id:sscc:4000001.0111111122\""
#define TRANSFORM "\"type\": \"TransformationEvent\", " WHEN

/* One event of a document; where == NULL: taken, else refused with this place behind "epcisBody.eventList[0]". */
static const struct {
    const char *what, *event, *where;
} events[] = {
    {"an object event", OBJECT ", " EPCS, NULL},
    {"an empty epcList alone (schema: minItems 0)", OBJECT ", \"epcList\": []", NULL},
    {"a quantity instead of EPCs",
     OBJECT ", \"quantityList\": [{\"epcClass\": \"urn:epc:idpat:sgtin:4012345.066666.*\"}]", NULL},
    {"an empty quantityList alone", OBJECT ", \"quantityList\": []", ".epcList"},
    {"a sensor at a place instead of objects", OBJECT ", " SENSOR ", " PLACE, NULL},
    {"a sensor nowhere", OBJECT ", " SENSOR, ".epcList"},
    {"no objects", OBJECT, ".epcList"},
    {"no action", "\"type\": \"ObjectEvent\", " WHEN ", " EPCS, ".action"},
    {"no type", WHEN ", " EPCS, ".type"},
    {"a type of nobody", "\"type\": \"QuantityEvent\", " WHEN, ".type"},
    {"a type of one's own", "\"type\": \"ex:TestEvent\", " WHEN ", \"whatever\": [1]", NULL},
    {"a type of one's own still has a time", "\"type\": \"ex:TestEvent\", \"eventTimeZoneOffset\": \"+08:00\"",
     ".eventTime"},
    {"a list for a type", "\"type\": [\"ObjectEvent\"], " WHEN ", " EPCS, ".type"},

    {"an id of ours", OBJECT ", " EPCS ", \"eventID\": \"ni:///sha-256;df?ver=CBV2.0\"", NULL},
    {"an id by hash and by UUID", OBJECT ", " EPCS ", \"eventID\": \"ni:///a;b\", \"eventID\": \"urn:uuid:1\"", NULL},
    {"an id without scheme", OBJECT ", " EPCS ", \"eventID\": \"4711\"", ".eventID"},
    {"a record time", OBJECT ", " EPCS ", \"recordTime\": \"2025-03-01T10:15:00.123456Z\"", NULL},
    {"a record time that is none", OBJECT ", " EPCS ", \"recordTime\": \"now\"", ".recordTime"},
    {"one certificate", OBJECT ", " EPCS ", \"certificationInfo\": \"https://example.org/1\"", NULL},
    {"certificates", OBJECT ", " EPCS ", \"certificationInfo\": [\"https://example.org/1\", \"https://example.org/2\"]",
     NULL},
    {"a certificate that is no URI", OBJECT ", " EPCS ", \"certificationInfo\": [\"https://example.org/1\", {}]",
     ".certificationInfo[1]"},

    {"a step by CURIE", OBJECT ", " EPCS ", \"bizStep\": \"cbv:BizStep-shipping\"", NULL},
    {"a step by URL", OBJECT ", " EPCS ", \"bizStep\": \"https://ref.gs1.org/cbv/BizStep-shipping\"", NULL},
    {"a step by URN", OBJECT ", " EPCS ", \"bizStep\": \"urn:epcglobal:cbv:bizstep:shipping\"", NULL},
    {"a step of one's own", OBJECT ", " EPCS ", \"bizStep\": \"https://example.com/bizStep/burning\"", NULL},
    {"a step of nobody", OBJECT ", " EPCS ", \"bizStep\": \"transforming\"", ".bizStep"},
    {"two steps", OBJECT ", " EPCS ", \"bizStep\": [\"shipping\"]", ".bizStep"},
    {"a disposition", OBJECT ", " EPCS ", \"disposition\": \"in_transit\"", NULL},
    {"a disposition of nobody", OBJECT ", " EPCS ", \"disposition\": \"in_transport\"", ".disposition"},
    {"lasting dispositions",
     OBJECT ", " EPCS ", \"persistentDisposition\": {\"set\": [\"stolen\"], \"unset\": [\"active\"]}", NULL},
    {"neither set nor unset", OBJECT ", " EPCS ", \"persistentDisposition\": {}", ".persistentDisposition"},
    {"set of nothing", OBJECT ", " EPCS ", \"persistentDisposition\": {\"set\": []}", ".persistentDisposition.set"},
    {"set twice", OBJECT ", " EPCS ", \"persistentDisposition\": {\"set\": [\"stolen\", \"stolen\"]}",
     ".persistentDisposition.set[1]"},

    {"documents",
     OBJECT
     ", " EPCS
     ", \"bizTransactionList\": [{\"type\": \"po\", \"bizTransaction\": \"urn:epcglobal:cbv:bt:0614141073467:1152\"}]",
     NULL},
    {"a document without type", OBJECT ", " EPCS ", \"bizTransactionList\": [{\"bizTransaction\": \"urn:uuid:1\"}]",
     NULL},
    {"a document without name", OBJECT ", " EPCS ", \"bizTransactionList\": [{\"type\": \"po\"}]",
     ".bizTransactionList[0].bizTransaction"},
    {"a document of no known type",
     OBJECT ", " EPCS ", \"bizTransactionList\": [{\"type\": \"licence\", \"bizTransaction\": \"urn:uuid:1\"}]",
     ".bizTransactionList[0].type"},
    {"a destination under a source's name",
     OBJECT ", " EPCS ", \"destinationList\": [{\"type\": \"location\", \"source\": \"urn:x:y\"}]",
     ".destinationList[0].destination"},
    {"a source of no known type", OBJECT ", " EPCS ", \"sourceList\": [{\"type\": \"place\", \"source\": \"urn:x:y\"}]",
     ".sourceList[0].type"},
    {"a place without id", OBJECT ", " EPCS ", \"bizLocation\": {}", ".bizLocation.id"},
    {"a place as text", OBJECT ", " EPCS ", \"readPoint\": \"urn:epc:id:sgln:4000001.00012.0\"", ".readPoint"},
    {"a place with more", OBJECT ", " EPCS ", \"readPoint\": {\"id\": \"urn:x:y\", \"ext:dock\": 4}", NULL},

    {"a quantity with unit",
     OBJECT ", \"quantityList\": [{\"epcClass\": \"urn:x:y\", \"quantity\": 200.5, \"uom\": \"KGM\"}]", NULL},
    {"a quantity of nothing", OBJECT ", \"quantityList\": [{\"quantity\": 8}]", ".quantityList[0].epcClass"},
    {"a unit in small letters",
     OBJECT ", \"quantityList\": [{\"epcClass\": \"urn:x:y\", \"quantity\": 8, \"uom\": \"kg\"}]",
     ".quantityList[0].uom"},
    {"a quantity as text", OBJECT ", \"quantityList\": [{\"epcClass\": \"urn:x:y\", \"quantity\": \"8\"}]",
     ".quantityList[0].quantity"},
    {"an object as class", OBJECT ", \"quantityList\": [{\"epcClass\": " EPC "}]", ".quantityList[0].epcClass"},

    {"ilmd of the begin",
     "\"type\": \"ObjectEvent\", " WHEN ", \"action\": \"ADD\", " EPCS ", \"ilmd\": {\"cbvmda:lotNumber\": \"L\"}",
     NULL},
    {"ilmd later", OBJECT ", " EPCS ", \"ilmd\": {\"cbvmda:lotNumber\": \"L\"}", ".ilmd"},
    {"ilmd without prefix",
     "\"type\": \"ObjectEvent\", " WHEN ", \"action\": \"ADD\", " EPCS ", \"ilmd\": {\"lot\": \"L\"}", ".ilmd.lot"},

    {"a declaration",
     OBJECT ", " EPCS ", \"errorDeclaration\": {\"declarationTime\": \"2025-03-02T00:00:00Z\", \"reason\": "
            "\"did_not_occur\", \"correctiveEventIDs\": [\"urn:uuid:1\"], \"ext:who\": 1}",
     NULL},
    {"a declaration without time", OBJECT ", " EPCS ", \"errorDeclaration\": {\"reason\": \"did_not_occur\"}",
     ".errorDeclaration.declarationTime"},
    {"a declaration for no known reason",
     OBJECT ", " EPCS
            ", \"errorDeclaration\": {\"declarationTime\": \"2025-03-02T00:00:00Z\", \"reason\": \"mistake\"}",
     ".errorDeclaration.reason"},

    {"a sensor without reports", OBJECT ", " EPCS ", \"sensorElementList\": [{\"sensorReport\": []}]",
     ".sensorElementList[0].sensorReport"},
    {"a sensor without a report", OBJECT ", " EPCS ", \"sensorElementList\": [{}]",
     ".sensorElementList[0].sensorReport"},
    {"an alert alone",
     OBJECT ", " EPCS ", \"sensorElementList\": [{\"sensorReport\": [{\"exception\": \"ALARM_CONDITION\"}]}]", NULL},
    {"a report of nothing", OBJECT ", " EPCS ", \"sensorElementList\": [{\"sensorReport\": [{\"value\": 1}]}]",
     ".sensorElementList[0].sensorReport[0].type"},
    {"a measure of one's own",
     OBJECT ", " EPCS ", \"sensorElementList\": [{\"sensorReport\": [{\"type\": \"ex:mood\", \"booleanValue\": true, "
            "\"hexBinaryValue\": \"f0F0\", \"stringValue\": \"\"}]}]",
     NULL},
    {"a measure of nobody", OBJECT ", " EPCS ", \"sensorElementList\": [{\"sensorReport\": [{\"type\": \"Mood\"}]}]",
     ".sensorElementList[0].sensorReport[0].type"},
    {"a value as text",
     OBJECT ", " EPCS ", \"sensorElementList\": [{\"sensorReport\": [{\"type\": \"Mass\", \"value\": \"1\"}]}]",
     ".sensorElementList[0].sensorReport[0].value"},
    {"hexadecimal that is none",
     OBJECT ", " EPCS
            ", \"sensorElementList\": [{\"sensorReport\": [{\"type\": \"Mass\", \"hexBinaryValue\": \"0x1\"}]}]",
     ".sensorElementList[0].sensorReport[0].hexBinaryValue"},
    {"truth as text",
     OBJECT ", " EPCS
            ", \"sensorElementList\": [{\"sensorReport\": [{\"type\": \"Mass\", \"booleanValue\": \"true\"}]}]",
     ".sensorElementList[0].sensorReport[0].booleanValue"},
    {"metadata with a wrong time",
     OBJECT ", " EPCS ", \"sensorElementList\": [{\"sensorMetadata\": {\"startTime\": \"2025\"}, \"sensorReport\": "
            "[{\"type\": \"Mass\"}]}]",
     ".sensorElementList[0].sensorMetadata.startTime"},

    {"packing", "\"type\": \"AggregationEvent\", " WHEN ", \"action\": \"ADD\", " BOX ", \"childEPCs\": [" EPC "]",
     NULL},
    {"packing into nothing", "\"type\": \"AggregationEvent\", " WHEN ", \"action\": \"ADD\", \"childEPCs\": [" EPC "]",
     ".parentID"},
    {"seen together", "\"type\": \"AggregationEvent\", " WHEN ", \"action\": \"OBSERVE\", \"childEPCs\": [" EPC "]",
     NULL},
    {"packing nothing", "\"type\": \"AggregationEvent\", " WHEN ", \"action\": \"ADD\", " BOX ", \"childEPCs\": []",
     ".childEPCs"},
    {"unpacking all", "\"type\": \"AggregationEvent\", " WHEN ", \"action\": \"DELETE\", " BOX, NULL},
    {"an epcList in a packing", "\"type\": \"AggregationEvent\", " WHEN ", \"action\": \"DELETE\", " BOX ", " EPCS,
     ".epcList"},
    {"mounting",
     "\"type\": \"AssociationEvent\", " WHEN ", \"action\": \"ADD\", " BOX
     ", \"childQuantityList\": [{\"epcClass\": \"urn:x:y\"}]",
     NULL},
    {"a sight without the whole",
     "\"type\": \"AssociationEvent\", " WHEN ", \"action\": \"OBSERVE\", \"childEPCs\": [" EPC "]", ".parentID"},
    {"a transaction",
     "\"type\": \"TransactionEvent\", " WHEN ", \"action\": \"ADD\", " EPCS
     ", \"bizTransactionList\": [{\"bizTransaction\": \"urn:uuid:1\"}]",
     NULL},
    {"a transaction of nothing", "\"type\": \"TransactionEvent\", " WHEN ", \"action\": \"ADD\", " EPCS,
     ".bizTransactionList"},
    {"a transaction without objects",
     "\"type\": \"TransactionEvent\", " WHEN
     ", \"action\": \"ADD\", \"bizTransactionList\": [{\"bizTransaction\": \"urn:uuid:1\"}]",
     ".epcList"},
    {"an ended transaction without objects",
     "\"type\": \"TransactionEvent\", " WHEN
     ", \"action\": \"DELETE\", \"bizTransactionList\": [{\"bizTransaction\": \"urn:uuid:1\"}]",
     NULL},
    {"a transformation",
     TRANSFORM ", \"inputEPCList\": [" EPC "], \"outputQuantityList\": [{\"epcClass\": \"urn:x:y\"}]", NULL},
    {"a transformation with an action",
     TRANSFORM ", \"action\": \"ADD\", \"inputEPCList\": [" EPC "], \"outputEPCList\": [" EPC "]", ".action"},
    {"half a transformation", TRANSFORM ", \"inputEPCList\": [" EPC "]", ".outputEPCList"},
    {"half a transformation that continues",
     TRANSFORM ", \"inputEPCList\": [" EPC "], \"transformationID\": \"urn:uuid:1\"", NULL},
    {"a transformation of nothing", TRANSFORM ", \"transformationID\": \"urn:uuid:1\", \"outputEPCList\": []",
     ".inputEPCList"},

    {"an extension", OBJECT ", " EPCS ", \"ext:anything\": {\"unprefixed\": [null, 1e400]}", NULL},
    {"an extension by URL", OBJECT ", " EPCS ", \"http://example.com/a\": 1", NULL},
    {"a field of nobody", OBJECT ", " EPCS ", \"anything\": 1", ".anything"},
    {"a field whose prefix is empty", OBJECT ", " EPCS ", \":a\": 1", ".:a"},
    {"a term of the event's context", OBJECT ", " EPCS ", \"@context\": [{\"anything\": \"urn:x:y\"}], \"anything\": 1",
     NULL},
    {"a term taken away by the event's context",
     OBJECT ", " EPCS ", \"@context\": {\"anything\": null}, \"anything\": 1", ".anything"},
    {"a part of a context twice", OBJECT ", " EPCS ", \"@context\": [{\"a\": \"urn:x:y\"}, {\"a\": \"urn:x:y\"}]",
     ".@context[1]"},
    {"a context that is a number", OBJECT ", " EPCS ", \"@context\": [1]", ".@context[0]"},
};

static char document[8192];

static vb_str in_document(const char *event)
{
    int n = snprintf(document, sizeof document,
                     "{" CONTEXT ", \"type\": \"EPCISDocument\", \"schemaVersion\": \"2.0\", "
                     "\"creationDate\": \"2025-03-02T00:00:00Z\", \"epcisBody\": {\"eventList\": [{%s}]}}",
                     event);
    assert_in_range(n, 1, sizeof document - 1);
    return (vb_str){document, (size_t)n};
}

static void every_event(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        vb_arena arena = {0};
        const vb_epcis_event *found;
        size_t n = 0;
        vb_error err = {.where = ""};
        vb_code rc = vb_epcis_parse(in_document(events[i].event), false, &arena, &found, &n, &err);
        char where[128] = "taken";
        if (events[i].where != NULL)
            (void)snprintf(where, sizeof where, "epcisBody.eventList[0]%s", events[i].where);
        if (strcmp(rc == VB_OK ? "taken" : err.where, where) != 0)
            fail_msg("%s: expected %s, got %s %s", events[i].what, where, rc == VB_OK ? "taken" : err.where,
                     err.message);
        if (rc == VB_OK)
            assert_int_equal(n, 1);
        vb_arena_free(&arena);
    }
}

#define DOC                                                                                     \
    "{" CONTEXT ", \"type\": \"EPCISDocument\", \"schemaVersion\": \"2.0\", \"creationDate\": " \
    "\"2025-03-02T00:00:00Z\""
static const struct {
    const char *what, *text, *where;
    size_t n;
} documents[] = {
    {"a document", DOC ", \"epcisBody\": {\"eventList\": []}}", NULL, 0},
    {"all that may stand in it",
     DOC ", \"id\": \"urn:x:y\", \"sender\": \"a\", \"receiver\": \"b\", \"instanceIdentifier\": \"c\", "
         "\"ext:d\": 1, \"epcisHeader\": {\"epcisMasterData\": {\"vocabularyList\": [{\"type\": \"urn:x:v\", "
         "\"vocabularyElementList\": "
         "[{\"id\": \"urn:x:e\", \"attributes\": [{\"id\": \"urn:x:a\", \"attribute\": 1}], \"children\": "
         "[\"urn:x:c\"]}]}]}}, "
         "\"epcisBody\": {\"eventList\": [{" OBJECT ", " EPCS "}]}}",
     NULL, 1},
    {"a term of the document's context",
     "{\"@context\": [\"https://x.example/\", {\"anything\": \"urn:x:y\"}], "
     "\"type\": \"EPCISDocument\", \"schemaVersion\": \"2.0\", \"creationDate\": \"2025-03-02T00:00:00Z\", "
     "\"epcisBody\": {\"eventList\": [{" OBJECT ", " EPCS ", \"anything\": 1}]}}",
     NULL, 1},
    {"a master data attribute that is true",
     DOC ", \"epcisHeader\": {\"epcisMasterData\": {\"vocabularyList\": [{\"type\": "
         "\"urn:x:v\", \"vocabularyElementList\": [{\"id\": \"urn:x:e\", \"attributes\": [{\"id\": \"urn:x:a\", "
         "\"attribute\": true}]}]}]}}, "
         "\"epcisBody\": {\"eventList\": []}}",
     "epcisHeader.epcisMasterData.vocabularyList[0].vocabularyElementList[0].attributes[0].attribute", 0},
    {"a second event that is wrong", DOC ", \"epcisBody\": {\"eventList\": [{" OBJECT ", " EPCS "}, {" OBJECT "}]}}",
     "epcisBody.eventList[1].epcList", 0},
    {"no events", DOC ", \"epcisBody\": {}}", "epcisBody.eventList", 0},
    {"a body with more", DOC ", \"epcisBody\": {\"eventList\": [], \"events\": []}}", "epcisBody.events", 0},
    {"a field of nobody", DOC ", \"epcisBody\": {\"eventList\": []}, \"comment\": \"\"}", "comment", 0},
    {"no version",
     "{" CONTEXT ", \"type\": \"EPCISDocument\", \"creationDate\": \"2025-03-02T00:00:00Z\", \"epcisBody\": "
     "{\"eventList\": []}}",
     "schemaVersion", 0},
    {"an address of a context that is none",
     "{\"@context\": \"context.jsonld\", \"type\": \"EPCISDocument\", \"schemaVersion\": "
     "\"2.0\", \"creationDate\": \"2025-03-02T00:00:00Z\", \"epcisBody\": {\"eventList\": []}}",
     "@context", 0},
    {"answers to a query",
     "{" CONTEXT ", \"type\": \"EPCISQueryDocument\", \"epcisBody\": {\"queryResults\": {\"queryName\": "
     "\"q\", \"resultsBody\": {\"eventList\": [{" OBJECT ", " EPCS "}]}}}}",
     NULL, 1},
    {"a wrong answer to a query",
     "{" CONTEXT ", \"type\": \"EPCISQueryDocument\", \"epcisBody\": {\"queryResults\": {\"queryName\": "
     "\"q\", \"resultsBody\": {\"eventList\": [{" OBJECT "}]}}}}",
     "epcisBody.queryResults.resultsBody.eventList[0].epcList", 0},
    {"an event alone", "{" CONTEXT ", " OBJECT ", " EPCS "}", NULL, 1},
    {"an event alone without a context", "{" OBJECT ", " EPCS "}", "@context", 0},
    {"a list of events", "[{" CONTEXT ", " OBJECT ", " EPCS "}, {" CONTEXT ", " OBJECT ", " EPCS "}]", NULL, 2},
    {"a list with a text", "[{" CONTEXT ", " OBJECT ", " EPCS "}, \"\"]", "[1]", 0},
    {"a query", "{" CONTEXT ", \"eventType\": [\"ObjectEvent\"]}", "type", 0},
    {"a number", "1", "", 0},
    {"an empty list", "[]", "", 0},
    {"no JSON", "{" CONTEXT ", ", "", 0},
};

static void every_document(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        vb_arena arena = {0};
        const vb_epcis_event *found;
        size_t n = 99;
        vb_error err = {.where = ""};
        vb_str text = {documents[i].text, strlen(documents[i].text)};
        vb_code rc = vb_epcis_parse(text, false, &arena, &found, &n, &err);
        bool taken = documents[i].where == NULL;
        if (taken != (rc == VB_OK) || (!taken && strcmp(err.where, documents[i].where) != 0))
            fail_msg("%s: got %d at %s: %s", documents[i].what, (int)rc, err.where, err.message);
        assert_int_equal(n, taken ? documents[i].n : 99); /* untouched on error */
        vb_arena_free(&arena);
    }
}

static void message_has(const char *event, const char *part)
{
    vb_arena arena = {0};
    const vb_epcis_event *found;
    size_t n;
    vb_error err = {.where = ""};
    assert_int_not_equal(vb_epcis_parse(in_document(event), false, &arena, &found, &n, &err), VB_OK);
    if (strstr(err.message, part) == NULL)
        fail_msg("no \"%s\" in \"%s\"", part, err.message);
    vb_arena_free(&arena);
}

static void reasons_help(void **state)
{
    (void)state;
    message_has("\"type\": \"ObjectEvent\", " EPCS,
                "\"eventTime\", \"eventTimeZoneOffset\", \"action\", which are missing");
    message_has(OBJECT ", " EPCS ", \"sourceList\": [{\"type\": \"place\", \"source\": \"urn:x:y\"}]",
                "expected location, owning_party, possessing_party");
    message_has(OBJECT ", " EPCS ", \"bizStep\": \"Shipping\"", "expected shipping");
    message_has(OBJECT "}, {" OBJECT "}, {" OBJECT, "; 2 more events are refused");
    message_has(OBJECT ", \"epcList\": [\"urn:epc:id:sgtin:4000001.65432.17\"]", "13 digits");
}

/* The examples of the EPC Tag Data Standard 2.0, and near misses of them. */
static const struct {
    const char *uri;
    bool good;
} uris[] = {
    {"urn:epc:id:sgtin:0614141.112345.400", true},
    {"urn:epc:id:sscc:0614141.1234567890", true},
    {"urn:epc:id:sgln:0614141.12345.400", true},
    {"urn:epc:id:grai:0614141.12345.400", true},
    {"urn:epc:id:giai:0614141.12345400", true},
    {"urn:epc:id:gsrn:0614141.1234567890", true},
    {"urn:epc:id:gsrnp:0614141.1234567890", true},
    {"urn:epc:id:gdti:0614141.12345.400", true},
    {"urn:epc:id:cpi:0614141.123ABC.123456789", true},
    {"urn:epc:id:cpi:0614141.11%2F33%23.1", true},
    {"urn:epc:id:sgcn:4012345.67890.04711", true},
    {"urn:epc:id:ginc:0614141.xyz3311cba", true},
    {"urn:epc:id:gsin:0614141.123456789", true},
    {"urn:epc:id:itip:4012345.012345.01.02.987", true},
    {"urn:epc:id:upui:1234567.089456.51qIgY)%3C%26Jp3*j7'SDB", true},
    {"urn:epc:id:pgln:1234567.89012", true},
    {"urn:epc:id:gid:95100000.12345.400", true},
    {"urn:epc:id:usdod:CJ2XX.12345", true},
    {"urn:epc:id:adi:W81X9C.3KL984PX1.2WMA52", true},
    {"urn:epc:id:adi:W81X9C..2WMA52", true},
    {"urn:epc:id:bic:CSQU3054383", true},
    {"urn:epc:id:imovn:9176187", true},
    {"urn:epc:class:lgtin:4012345.012345.998877", true},
    {"urn:epc:idpat:sgtin:0614141.112345.*", true},
    {"urn:epc:idpat:sgtin:0614141.*.*", true},
    {"urn:epc:idpat:sgtin:*.*.*", true},
    {"urn:epc:id:sgln:123456789012..0", true},       /* a company prefix of 12 leaves the reference empty */
    {"urn:epc:id:sgtin:0614141.112345.4.0.0", true}, /* dots may stand in a serial number */
    {"urn:epc:id:sgtin:0614141.112345.12345678901234567890", true},
    {"urn:epc:id:sgtin:0614141.112345.123456789012345678901", false},
    {"urn:epc:id:sgtin:0614141.112345.", false},
    {"urn:epc:id:sgtin:0614141.112345", false},
    {"urn:epc:id:sgtin:0614141.12345.400", false},
    {"urn:epc:id:sgtin:06141.41112345.400", false},
    {"urn:epc:id:sgtin:O614141.112345.400", false},
    {"urn:epc:id:sgtin:0614141.112345.a/b", false},
    {"urn:epc:id:sscc:0614141.123456789", false},
    {"urn:epc:id:sscc:0614141.1234567890.1", false},
    {"urn:epc:id:sgln:0614141.12345", false},
    {"urn:epc:id:grai:0614141.12345.12345678901234567", false},
    {"urn:epc:id:giai:0614141.", false},
    {"urn:epc:id:giai:0614141.123456789012345678901234", false},
    {"urn:epc:id:pgln:0614141.1234", false},
    {"urn:epc:id:itip:4012345.012345.1.02.987", false},
    {"urn:epc:id:imovn:917618A", false},
    {"urn:epc:id:sgtim:0614141.112345.400", false},
    {"urn:epc:id:lgtin:4012345.012345.998877", false},
    {"urn:epc:class:sgtin:4012345.012345.998877", false},
    {"urn:epc:idpat:sgtin:0614141.112345.400", false},
    {"urn:epc:idpat:sgtin:0614141.*.400", false},
    {"urn:epc:tag:sgtin-96:3.0614141.112345.400", false},
    {"https://id.gs1.org/01/09506000134352/21/12345", true}, /* GS1 Digital Link 1.3 */
    {"https://id.gs1.org/414/9506000134307/254/A", true},
    {"https://id.gs1.org/00/123456789012345675", true},
    {"https://id.gs1.org/01/09506000134352?17=251231", true},
    {"https://id.gs1.org/01/9506000134352/21/12345", false},
    {"https://id.gs1.org/00/12345678901234567", false},
    {"https://id.gs1.org/01/09506000134352/21", false},
    {"https://id.gs1.org/01/0950600013435A/21/1", false},
    {"https://dalgiardino.example/01/9506000134352", true}, /* another's domain is another's rules */
    {"urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", true},
};

static void every_uri(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        const char *fault = vb_epcis_epc_fault((vb_str){uris[i].uri, strlen(uris[i].uri)});
        if ((fault == NULL) != uris[i].good)
            fail_msg("%s: %s", uris[i].uri, fault == NULL ? "taken" : fault);
    }
}

static void fields_are_taken(void **state)
{
    (void)state;
    const char *event =
        "\"type\": \"AggregationEvent\", \"eventTime\": \"2025-03-01T10:15:30.9+08:00\", \"eventTimeZoneOffset\": "
        "\"-03:30\", "
        "\"action\": \"DELETE\", \"bizStep\": \"urn:epcglobal:cbv:bizstep:unpacking\", \"disposition\": "
        "\"cbv:Disp-damaged\", "
        "\"eventID\": \"urn:uuid:1\", " BOX
        ", \"childEPCs\": [\"urn:x:2\", \"urn:x:1\", \"urn:x:2\"], \"childQuantityList\": ["
        "{\"epcClass\": \"urn:x:a\", \"quantity\": 600.0}, {\"epcClass\": \"urn:x:b\", \"quantity\": 8, \"uom\": "
        "\"EA\"}, "
        "{\"epcClass\": \"urn:x:c\", \"quantity\": 8, \"uom\": \"KGM\"}, {\"epcClass\": \"urn:x:d\", \"quantity\": "
        "0.5}, "
        "{\"epcClass\": \"urn:x:e\"}], \"sourceList\": [{\"type\": \"cbv:SDT-location\", \"source\": \"urn:x:f\"}], "
        "\"errorDeclaration\": {\"declarationTime\": \"2025-03-02T00:00:00Z\", \"correctiveEventIDs\": "
        "[\"urn:uuid:2\"]}";
    vb_arena arena = {0};
    const vb_epcis_event *e;
    size_t n;
    vb_error err;
    vb_str text = in_document(event);
    assert_int_equal(vb_epcis_parse(text, false, &arena, &e, &n, &err), VB_OK);
    assert_int_equal(e->type, VB_EPCIS_AGGREGATION);
    assert_int_equal(e->action, VB_EPCIS_DELETE);
    assert_int_equal(e->at.at, 1740795330); /* date -u -d 2025-03-01T02:15:30Z +%s */
    assert_int_equal(e->zone_minutes, -210);
    assert_true(vb_str_eq(e->biz_step, VB_S("unpacking")));
    assert_true(vb_str_eq(e->disposition, VB_S("damaged")));
    assert_int_equal(e->children.n, 2); /* a set: the second urn:x:2 says nothing more */
    assert_true(vb_str_eq(e->children.v[0], VB_S("urn:x:2")));
    assert_int_equal(e->child_quantities.n, 5);
    const int64_t counts[] = {600, 8, -1, -1, -1};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(e->child_quantities.v[i].count, counts[i]);
    assert_true(vb_str_eq(e->from.v[0].kind, VB_S("location")));
    assert_true(e->in_error);
    assert_int_equal(e->corrective_ids.n, 1);
    assert_int_equal(text.p[e->begin], '{');
    assert_int_equal(e->end - e->begin, strlen(event) + 2);
    vb_arena_free(&arena);
}

static void lines_are_events(void **state)
{
    (void)state;
    const char *text = "{" OBJECT ", " EPCS "}\r\n\n" DOC ", \"epcisBody\": {\"eventList\": [{" OBJECT ", " EPCS
                       "}, {" OBJECT ", " EPCS "}]}}\n{" OBJECT ", \"epcList\": [\"urn:x:last\"]}";
    vb_arena arena = {0};
    const vb_epcis_event *e;
    size_t n;
    vb_error err;
    assert_int_equal(vb_epcis_parse((vb_str){text, strlen(text)}, true, &arena, &e, &n, &err), VB_OK);
    assert_int_equal(n, 4);
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(e[i].index, i);
        assert_int_equal(text[e[i].begin], '{');
        assert_int_equal(text[e[i].end - 1], '}');
    }
    assert_true(vb_str_eq(e[3].items.v[0], VB_S("urn:x:last")));
    assert_int_equal(e[3].end, strlen(text));
    const char *bad = "{" OBJECT ", " EPCS "}\n\n{" OBJECT "}\n{\n";
    assert_int_equal(vb_epcis_parse((vb_str){bad, strlen(bad)}, true, &arena, &e, &n, &err), VB_E_PARSE);
    assert_string_equal(err.where, "line 3: epcList");
    assert_non_null(strstr(err.message, "1 more event is refused"));
    assert_int_equal(bad[err.offset], '{');
    assert_true(vb_epcis_is_ndjson(VB_S("events/a.NDJSON")) && vb_epcis_is_ndjson(VB_S("a.jsonl")));
    assert_false(vb_epcis_is_ndjson(VB_S("a.json")) || vb_epcis_is_ndjson(VB_S("a.jsonld")) ||
                 vb_epcis_is_ndjson(VB_S("l")));
    vb_arena_free(&arena);
}

/* The lines of docs/formats/epcis.md for a file that uses every member. */
static void lines_for_others(void **state)
{
    (void)state;
    vb_test_file in = vb_test_read("tests/golden/epcis/events.json"),
                 want = vb_test_read("tests/golden/epcis/events.ndjson");
    vb_arena arena = {0};
    vb_buf out = {0};
    const vb_epcis_event *e;
    size_t n;
    vb_error err = {.where = ""};
    if (vb_epcis_parse((vb_str){in.p, in.n}, false, &arena, &e, &n, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(vb_epcis_event_json(&e[i], VB_S("events.json"), i, &out, &err), VB_OK);
        vb_buf_char(&out, '\n');
    }
    assert_int_equal(out.n, want.n);
    assert_memory_equal(out.p, want.p, want.n);
    vb_buf_free(&out);
    vb_arena_free(&arena);
    free(in.p);
    free(want.p);
}

static void file_names_are_bytes(void **state)
{
    (void)state;
    vb_arena arena = {0};
    vb_buf out = {0};
    const vb_epcis_event *e;
    size_t n;
    vb_error err;
    assert_int_equal(vb_epcis_parse(in_document(OBJECT ", " EPCS), false, &arena, &e, &n, &err), VB_OK);
    assert_int_equal(vb_epcis_event_json(e, VB_S("a\xFF\n"), 0, &out, &err), VB_OK);
    assert_true(vb_str_utf8(vb_buf_str(&out), NULL));
    assert_int_equal(vb_str_find(vb_buf_str(&out), VB_S("\n"), 0), SIZE_MAX);
    vb_buf_free(&out);
    vb_arena_free(&arena);
}

/* Every allocation of the arena may be the one that fails: the answer is "no memory", never half a result. */
static void memory_runs_out(void **state)
{
    (void)state;
    vb_str text = in_document(OBJECT ", " EPCS ", " SENSOR ", " PLACE);
    for (size_t limit = 1; limit < 1 << 20; limit *= 2) {
        vb_arena arena = {.limit = limit};
        const vb_epcis_event *e = NULL;
        size_t n = 99;
        vb_error err;
        vb_code rc = vb_epcis_parse(text, false, &arena, &e, &n, &err);
        assert_true(rc == VB_E_NOMEM ? n == 99 && e == NULL && err.code == VB_E_NOMEM : rc == VB_OK && n == 1);
        vb_arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event),      cmocka_unit_test(every_document),       cmocka_unit_test(reasons_help),
        cmocka_unit_test(every_uri),        cmocka_unit_test(fields_are_taken),     cmocka_unit_test(lines_are_events),
        cmocka_unit_test(lines_for_others), cmocka_unit_test(file_names_are_bytes), cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
