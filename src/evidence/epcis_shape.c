/* SPDX-License-Identifier: Apache-2.0 */
/* Which field stands in which object, and of what kind: the tables of the official JSON schema of EPCIS 2.0
 * (https://gs1.github.io/EPCIS/EPCIS-JSON-Schema.json). Where it differs from the XML schema of the same standard, or
 * from the standard's text, docs/formats/epcis.md says which of them these tables follow. */
#include "evidence/epcis_priv.h"

#define REQ VB_EPCIS_REQUIRED
#define LIST VB_EPCIS_LIST
#define SET (VB_EPCIS_LIST | VB_EPCIS_SET)
#define FILLED (VB_EPCIS_LIST | VB_EPCIS_FILLED)
#define F(name, kind, flags)                             \
    {                                                    \
        VB_W(name), VB_EPCIS_F_##kind, flags, NULL, NULL \
    }
#define W(name, words, flags)                                       \
    {                                                               \
        VB_W(name), VB_EPCIS_F_WORD, flags, &vb_epcis_##words, NULL \
    }
#define O(name, shape, flags)                              \
    {                                                      \
        VB_W(name), VB_EPCIS_F_OBJECT, flags, NULL, &shape \
    }
#define SHAPE(name, what, fields, names, rule) \
    const vb_epcis_shape name = {what, fields, sizeof fields / sizeof fields[0], names, rule}

/* ---- Parts of events */

static const vb_epcis_field quantity_fields[] = {F("epcClass", EPC_CLASS, REQ), F("quantity", AMOUNT, 0),
                                                 F("uom", UNIT, 0)};
static SHAPE(quantity, "a quantity element", quantity_fields, VB_EPCIS_SEALED, NULL);

static const vb_epcis_field transaction_fields[] = {W("type", transaction_types, 0), F("bizTransaction", URI, REQ)};
static SHAPE(transaction, "a business transaction", transaction_fields, VB_EPCIS_SEALED, NULL);

static const vb_epcis_field source_fields[] = {W("type", end_types, REQ), F("source", URI, REQ)};
static SHAPE(source, "a source", source_fields, VB_EPCIS_SEALED, NULL);

static const vb_epcis_field destination_fields[] = {W("type", end_types, REQ), F("destination", URI, REQ)};
static SHAPE(destination, "a destination", destination_fields, VB_EPCIS_SEALED, NULL);

static const vb_epcis_field place_fields[] = {F("id", URI, REQ)};
static SHAPE(place, "a place", place_fields, VB_EPCIS_EXTENSIBLE, NULL);

static vb_code some_disposition(vb_epcis_reader *ps, const vb_json *object, const vb_epcis_place *at)
{
    if (vb_json_get(object, VB_S("set")) != NULL || vb_json_get(object, VB_S("unset")) != NULL)
        return VB_OK;
    return vb_epcis_refuse(ps, VB_E_PARSE, at, object, "a persistent disposition needs the field \"set\" or \"unset\"");
}
static const vb_epcis_field persistent_fields[] = {
    W("set", dispositions, SET | FILLED),
    W("unset", dispositions, SET | FILLED),
};
static SHAPE(persistent, "a persistent disposition", persistent_fields, VB_EPCIS_SEALED, some_disposition);

static const vb_epcis_field declaration_fields[] = {
    F("declarationTime", TIME, REQ),
    W("reason", error_reasons, 0),
    F("correctiveEventIDs", URI, LIST),
};
static SHAPE(declaration, "an error declaration", declaration_fields, VB_EPCIS_EXTENSIBLE, NULL);

static const vb_epcis_shape ilmd = {"ilmd", NULL, 0, VB_EPCIS_EXTENSIBLE, NULL};

static const vb_epcis_field metadata_fields[] = {
    F("time", TIME, 0),
    F("startTime", TIME, 0),
    F("endTime", TIME, 0),
    F("deviceID", URI, 0),
    F("deviceMetadata", URI, 0),
    F("rawData", URI, 0),
    F("dataProcessingMethod", URI, 0),
    F("bizRules", URI, 0),
};
static SHAPE(metadata, "sensor metadata", metadata_fields, VB_EPCIS_EXTENSIBLE, NULL);

/* The XML schema makes the type optional, and GS1's example of an alert alone has none. */
static vb_code type_or_exception(vb_epcis_reader *ps, const vb_json *object, const vb_epcis_place *at)
{
    if (vb_json_get(object, VB_S("type")) != NULL || vb_json_get(object, VB_S("exception")) != NULL)
        return VB_OK;
    return vb_epcis_refuse(ps, VB_E_PARSE, &(vb_epcis_place){at, VB_S("type"), 0}, object,
                           "a sensor report needs the field \"type\" (what is measured) or \"exception\"");
}
static const vb_epcis_field report_fields[] = {
    W("type", measurements, 0),
    W("exception", alerts, 0),
    F("deviceID", URI, 0),
    F("deviceMetadata", URI, 0),
    F("rawData", URI, 0),
    F("dataProcessingMethod", URI, 0),
    F("bizRules", URI, 0),
    F("time", TIME, 0),
    F("microorganism", URI, 0),
    F("chemicalSubstance", URI, 0),
    F("coordinateReferenceSystem", URI, 0),
    F("value", NUMBER, 0),
    W("component", components, 0),
    F("stringValue", TEXT, 0),
    F("booleanValue", TRUTH, 0),
    F("hexBinaryValue", HEX, 0),
    F("uriValue", URI, 0),
    F("minValue", NUMBER, 0),
    F("maxValue", NUMBER, 0),
    F("meanValue", NUMBER, 0),
    F("sDev", NUMBER, 0),
    F("percRank", NUMBER, 0),
    F("percValue", NUMBER, 0),
    F("uom", TEXT, 0),
};
static SHAPE(report, "a sensor report", report_fields, VB_EPCIS_EXTENSIBLE, type_or_exception);

static const vb_epcis_field sensor_fields[] = {O("sensorMetadata", metadata, 0),
                                               O("sensorReport", report, REQ | FILLED)};
static SHAPE(sensor, "a sensor element", sensor_fields, VB_EPCIS_EXTENSIBLE, NULL);

/* ---- Rules of single event types, over more than one field */

static bool filled(const vb_json *object, vb_str name)
{
    const vb_json *list = vb_json_get(object, name);
    return list != NULL && list->n > 0;
}

static bool has_action(const vb_json *event, vb_str action)
{
    const vb_str *stated = vb_json_string(vb_json_get(event, VB_S("action")));
    return stated != NULL && vb_str_eq(*stated, action);
}

/* An empty epcList is allowed: GS1's examples of events about quantities have one. */
static vb_code object_rule(vb_epcis_reader *ps, const vb_json *event, const vb_epcis_place *at)
{
    if (vb_json_get(event, VB_S("ilmd")) != NULL && !has_action(event, VB_S("ADD")))
        return vb_epcis_refuse(ps, VB_E_RANGE, &(vb_epcis_place){at, VB_S("ilmd"), 0}, vb_json_get(event, VB_S("ilmd")),
                               "ilmd stands in object events of action ADD only");
    if (vb_json_get(event, VB_S("epcList")) != NULL || filled(event, VB_S("quantityList")) ||
        (filled(event, VB_S("sensorElementList")) && vb_json_get(event, VB_S("readPoint")) != NULL))
        return VB_OK;
    return vb_epcis_refuse(
        ps, VB_E_PARSE, &(vb_epcis_place){at, VB_S("epcList"), 0}, event,
        "an object event needs \"epcList\" or \"quantityList\", or \"sensorElementList\" with \"readPoint\"");
}

static vb_code transaction_rule(vb_epcis_reader *ps, const vb_json *event, const vb_epcis_place *at)
{
    if (vb_json_get(event, VB_S("epcList")) != NULL || filled(event, VB_S("quantityList")) ||
        has_action(event, VB_S("DELETE")))
        return VB_OK;
    return vb_epcis_refuse(ps, VB_E_PARSE, &(vb_epcis_place){at, VB_S("epcList"), 0}, event,
                           "a transaction event needs \"epcList\" or \"quantityList\", unless its action is DELETE");
}

static vb_code children_rule(vb_epcis_reader *ps, const vb_json *event, const vb_epcis_place *at)
{
    if (filled(event, VB_S("childEPCs")) || filled(event, VB_S("childQuantityList")) ||
        has_action(event, VB_S("DELETE")))
        return VB_OK;
    return vb_epcis_refuse(
        ps, VB_E_PARSE, &(vb_epcis_place){at, VB_S("childEPCs"), 0}, event,
        "the event needs \"childEPCs\" or \"childQuantityList\" with an entry, unless its action is DELETE");
}

/* EPCIS 2.0, AggregationEvent: the parent may be left out only where children are observed. */
static vb_code aggregation_rule(vb_epcis_reader *ps, const vb_json *event, const vb_epcis_place *at)
{
    if (vb_json_get(event, VB_S("parentID")) == NULL && !has_action(event, VB_S("OBSERVE")))
        return vb_epcis_refuse(ps, VB_E_PARSE, &(vb_epcis_place){at, VB_S("parentID"), 0}, event,
                               "an aggregation event needs the field \"parentID\", unless its action is OBSERVE");
    return children_rule(ps, event, at);
}

static vb_code transformation_rule(vb_epcis_reader *ps, const vb_json *event, const vb_epcis_place *at)
{
    bool in = filled(event, VB_S("inputEPCList")) || filled(event, VB_S("inputQuantityList"));
    bool out = filled(event, VB_S("outputEPCList")) || filled(event, VB_S("outputQuantityList"));
    bool id = vb_json_get(event, VB_S("transformationID")) != NULL;
    if ((in && out) || (id && (in || out)))
        return VB_OK;
    vb_str lacks = in ? VB_S("outputEPCList") : VB_S("inputEPCList");
    return vb_epcis_refuse(
        ps, VB_E_PARSE, &(vb_epcis_place){at, lacks, 0}, event,
        "a transformation event needs inputs and outputs (\"inputEPCList\" or \"inputQuantityList\", "
        "\"outputEPCList\" or \"outputQuantityList\"), or \"transformationID\" with either");
}

/* ---- Events */

#define ALL_EVENTS                                                                                                     \
    F("type", TEXT, REQ), F("eventTime", TIME, REQ), F("eventTimeZoneOffset", OFFSET, REQ), F("@context", CONTEXT, 0), \
        F("recordTime", TIME, 0), F("eventID", URI, 0), F("certificationInfo", CERTIFICATION, 0),                      \
        O("errorDeclaration", declaration, 0)
/* persistentDisposition stands in every event type of the XML schema, in two of the JSON schema. */
#define STANDARD_EVENTS                                                                                       \
    W("bizStep", biz_steps, 0), W("disposition", dispositions, 0), O("persistentDisposition", persistent, 0), \
        O("readPoint", place, 0), O("bizLocation", place, 0), O("sourceList", source, LIST),                  \
        O("destinationList", destination, LIST), O("sensorElementList", sensor, LIST)

static const vb_epcis_field object_fields[] = {
    ALL_EVENTS,
    STANDARD_EVENTS,
    F("action", ACTION, REQ),
    F("epcList", EPC, SET),
    O("quantityList", quantity, LIST),
    O("bizTransactionList", transaction, LIST),
    O("ilmd", ilmd, 0),
};
static const vb_epcis_field transaction_event_fields[] = {
    ALL_EVENTS,
    STANDARD_EVENTS,
    F("action", ACTION, REQ),
    F("parentID", EPC, 0),
    F("epcList", EPC, LIST),
    O("quantityList", quantity, LIST),
    O("bizTransactionList", transaction, REQ | FILLED),
};
static const vb_epcis_field transformation_fields[] = {
    ALL_EVENTS,
    STANDARD_EVENTS,
    F("inputEPCList", EPC, SET),
    F("outputEPCList", EPC, SET),
    O("inputQuantityList", quantity, LIST),
    O("outputQuantityList", quantity, LIST),
    F("transformationID", URI, 0),
    O("bizTransactionList", transaction, LIST),
    O("ilmd", ilmd, 0),
};
static const vb_epcis_field aggregation_fields[] = {
    ALL_EVENTS,
    STANDARD_EVENTS,
    F("action", ACTION, REQ),
    F("parentID", EPC, 0),
    F("childEPCs", EPC, LIST),
    O("childQuantityList", quantity, LIST),
    O("bizTransactionList", transaction, LIST),
};
static const vb_epcis_field association_fields[] = {
    ALL_EVENTS,
    STANDARD_EVENTS,
    F("action", ACTION, REQ),
    F("parentID", EPC, REQ),
    F("childEPCs", EPC, LIST),
    O("childQuantityList", quantity, LIST),
    O("bizTransactionList", transaction, LIST),
};
static const vb_epcis_field own_fields[] = {ALL_EVENTS};

#define EVENT(what, fields, names, rule)                            \
    {                                                               \
        what, fields, sizeof fields / sizeof fields[0], names, rule \
    }
const vb_epcis_shape vb_epcis_event_shapes[6] = {
    [VB_EPCIS_OBJECT] = EVENT("an object event", object_fields, VB_EPCIS_EXTENSIBLE, object_rule),
    [VB_EPCIS_AGGREGATION] = EVENT("an aggregation event", aggregation_fields, VB_EPCIS_EXTENSIBLE, aggregation_rule),
    [VB_EPCIS_TRANSACTION] =
        EVENT("a transaction event", transaction_event_fields, VB_EPCIS_EXTENSIBLE, transaction_rule),
    [VB_EPCIS_TRANSFORMATION] =
        EVENT("a transformation event", transformation_fields, VB_EPCIS_EXTENSIBLE, transformation_rule),
    [VB_EPCIS_ASSOCIATION] = EVENT("an association event", association_fields, VB_EPCIS_EXTENSIBLE, children_rule),
    [VB_EPCIS_OWN_TYPE] = EVENT("an event", own_fields, VB_EPCIS_OPEN, NULL),
};

/* ---- Documents. The events themselves are read one by one, so that each is judged (epcis.c). */

static const vb_epcis_field attribute_fields[] = {F("id", URI, REQ), F("attribute", ATTRIBUTE, 0)};
static SHAPE(attribute, "an attribute", attribute_fields, VB_EPCIS_OPEN, NULL);

static const vb_epcis_field element_fields[] = {F("id", URI, REQ), O("attributes", attribute, LIST),
                                                F("children", URI, LIST)};
static SHAPE(element, "a vocabulary element", element_fields, VB_EPCIS_OPEN, NULL);

static const vb_epcis_field vocabulary_fields[] = {F("type", URI, REQ), O("vocabularyElementList", element, LIST)};
static SHAPE(vocabulary, "a vocabulary", vocabulary_fields, VB_EPCIS_OPEN, NULL);

static const vb_epcis_field master_fields[] = {O("vocabularyList", vocabulary, LIST)};
static SHAPE(master, "epcisMasterData", master_fields, VB_EPCIS_OPEN, NULL);

static const vb_epcis_field header_fields[] = {O("epcisMasterData", master, 0)};
static SHAPE(header, "epcisHeader", header_fields, VB_EPCIS_EXTENSIBLE, NULL);

static const vb_epcis_field body_fields[] = {F("eventList", ANY, REQ | LIST)};
static SHAPE(body, "epcisBody", body_fields, VB_EPCIS_EXTENSIBLE, NULL);

static const vb_epcis_field document_fields[] = {
    F("@context", CONTEXT, REQ),
    F("type", TEXT, REQ),
    F("schemaVersion", VERSION, REQ),
    F("creationDate", TIME, REQ),
    O("epcisBody", body, REQ),
    O("epcisHeader", header, 0),
    F("id", URI, 0),
    F("instanceIdentifier", TEXT, 0),
    F("sender", TEXT, 0),
    F("receiver", TEXT, 0),
};
SHAPE(vb_epcis_document, "an EPCIS document", document_fields, VB_EPCIS_EXTENSIBLE, NULL);

static const vb_epcis_field results_body_fields[] = {F("eventList", ANY, REQ | LIST),
                                                     O("vocabularyList", vocabulary, LIST)};
static SHAPE(results_body, "resultsBody", results_body_fields, VB_EPCIS_EXTENSIBLE, NULL);

static const vb_epcis_field results_fields[] = {F("queryName", TEXT, REQ), F("subscriptionID", TEXT, 0),
                                                O("resultsBody", results_body, REQ)};
static SHAPE(results, "queryResults", results_fields, VB_EPCIS_EXTENSIBLE, NULL);

static const vb_epcis_field query_body_fields[] = {O("queryResults", results, REQ)};
static SHAPE(query_body, "epcisBody", query_body_fields, VB_EPCIS_EXTENSIBLE, NULL);

static const vb_epcis_field query_document_fields[] = {
    F("@context", CONTEXT, REQ),    F("type", TEXT, REQ),       O("epcisBody", query_body, REQ),
    F("schemaVersion", VERSION, 0), F("creationDate", TIME, 0), F("id", URI, 0),
};
SHAPE(vb_epcis_query_document, "an EPCIS query document", query_document_fields, VB_EPCIS_EXTENSIBLE, NULL);
