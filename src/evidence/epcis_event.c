/* SPDX-License-Identifier: Apache-2.0 */
/* One event: checked against its type's table, then taken over into plain fields. */
#include <assert.h>

#include "base/dict.h"
#include "base/number.h"
#include "evidence/epcis_priv.h"

static const struct {
    vb_str name;
    vb_epcis_type type;
} types[] = {
    {VB_W("ObjectEvent"), VB_EPCIS_OBJECT},           {VB_W("AggregationEvent"), VB_EPCIS_AGGREGATION},
    {VB_W("TransactionEvent"), VB_EPCIS_TRANSACTION}, {VB_W("TransformationEvent"), VB_EPCIS_TRANSFORMATION},
    {VB_W("AssociationEvent"), VB_EPCIS_ASSOCIATION},
};

static vb_code take_type(vb_epcis_reader *ps, const vb_json *event, const vb_epcis_place *at, vb_epcis_event *out)
{
    const vb_json *type = vb_json_get(event, VB_S("type"));
    vb_epcis_place here = {at, VB_S("type"), 0};
    if (type == NULL)
        return vb_epcis_refuse(ps, VB_E_PARSE, &here, event, "an event needs the field \"type\", which is missing");
    if (type->kind != VB_JSON_STRING)
        return vb_epcis_refuse(ps, VB_E_PARSE, &here, type, "the type of an event is a text, as in \"ObjectEvent\"");
    out->type_name = type->text;
    out->type = VB_EPCIS_OWN_TYPE;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (vb_str_eq(types[i].name, type->text))
            out->type = types[i].type;
    if (out->type == VB_EPCIS_OWN_TYPE && vb_epcis_uri_fault(type->text, VB_EPCIS_ANY_URI) != NULL)
        return vb_epcis_refuse(ps, VB_E_RANGE, &here, type,
                               "\"%.*s\" is no event type; expected ObjectEvent, AggregationEvent, TransactionEvent, "
                               "TransformationEvent, AssociationEvent or a URI of your own",
                               (int)(type->text.n > 60 ? 60 : type->text.n), type->text.p);
    return VB_OK;
}

/* From here on the event is known to be well-formed: what is there is of its kind. */

static vb_str text_of(const vb_json *object, vb_str name)
{
    const vb_str *s = vb_json_string(vb_json_get(object, name));
    return s == NULL ? VB_STR_NONE : *s;
}

static vb_str word_of(const vb_json *object, vb_str name, const vb_epcis_vocabulary *words)
{
    vb_str text = text_of(object, name), word = VB_STR_NONE;
    return text.p != NULL && vb_epcis_word(words, text, &word) ? word : VB_STR_NONE;
}

static vb_when time_of(const vb_json *object, vb_str name)
{
    vb_when when = {VB_NO_TIME, 0};
    vb_str text = text_of(object, name);
    vb_code rc = text.p == NULL ? VB_OK : vb_epcis_time(text, &when, NULL);
    assert(rc == VB_OK);
    (void)rc;
    return when;
}

/* The texts of a list, the first of equal ones; words != NULL: as CBV names. */
static vb_code take_texts(vb_epcis_reader *ps, const vb_json *object, vb_str name, const vb_epcis_vocabulary *words,
                          vb_epcis_texts *out)
{
    const vb_json *list = vb_json_get(object, name);
    if (list == NULL || list->n == 0)
        return VB_OK;
    VB_CLEANUP(vb_dict, vb_dict_free) seen = {0};
    vb_str *v = VB_NEW(ps->arena, vb_str, list->n);
    size_t n = 0;
    for (const vb_json *e = list->first; v != NULL && e != NULL; e = e->next) {
        vb_str text = e->text;
        bool known = words == NULL || vb_epcis_word(words, e->text, &text);
        assert(known);
        (void)known;
        uint32_t before = seen.n, id = vb_dict_add(&seen, text);
        if (id == VB_NONE)
            v = NULL;
        else if (id == before)
            v[n++] = text;
    }
    if (v == NULL)
        return vb_fail(ps->err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for a list of %zu", list->n);
    *out = (vb_epcis_texts){v, n};
    return VB_OK;
}

/* EA, C62 and H87 are "each", "one" and "piece" in UN/CEFACT Recommendation 20. */
static int64_t whole_pieces(vb_str amount, vb_str unit)
{
    int64_t count;
    if (unit.n > 0 && !vb_str_eq(unit, VB_S("EA")) && !vb_str_eq(unit, VB_S("C62")) && !vb_str_eq(unit, VB_S("H87")))
        return -1;
    return amount.n > 0 && vb_decimal_parse(amount, '.', 0, 1, VB_MAX_QUANTITY, &count, NULL) == VB_OK ? count : -1;
}

static vb_code take_quantities(vb_epcis_reader *ps, const vb_json *event, vb_str name, vb_epcis_quantities *out)
{
    const vb_json *list = vb_json_get(event, name);
    if (list == NULL || list->n == 0)
        return VB_OK;
    vb_epcis_quantity *v = VB_NEW(ps->arena, vb_epcis_quantity, list->n);
    if (v == NULL)
        return vb_fail(ps->err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for %zu quantities", list->n);
    size_t n = 0;
    for (const vb_json *e = list->first; e != NULL; e = e->next) {
        const vb_json *amount = vb_json_get(e, VB_S("quantity"));
        vb_epcis_quantity q = {.epc_class = text_of(e, VB_S("epcClass")), .unit = text_of(e, VB_S("uom"))};
        q.amount = amount == NULL ? VB_STR_NONE : amount->text;
        q.count = whole_pieces(q.amount, q.unit);
        v[n++] = q;
    }
    *out = (vb_epcis_quantities){v, n};
    return VB_OK;
}

static vb_code take_ends(vb_epcis_reader *ps, const vb_json *event, vb_str name, vb_str id,
                         const vb_epcis_vocabulary *kinds, vb_epcis_ends *out)
{
    const vb_json *list = vb_json_get(event, name);
    if (list == NULL || list->n == 0)
        return VB_OK;
    vb_epcis_end *v = VB_NEW(ps->arena, vb_epcis_end, list->n);
    if (v == NULL)
        return vb_fail(ps->err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for a list of %zu", list->n);
    size_t n = 0;
    for (const vb_json *e = list->first; e != NULL; e = e->next)
        v[n++] = (vb_epcis_end){word_of(e, VB_S("type"), kinds), text_of(e, id)};
    *out = (vb_epcis_ends){v, n};
    return VB_OK;
}

static vb_epcis_action action_of(const vb_json *event)
{
    vb_str action = text_of(event, VB_S("action"));
    if (vb_str_eq(action, VB_S("ADD")))
        return VB_EPCIS_ADD;
    if (vb_str_eq(action, VB_S("OBSERVE")))
        return VB_EPCIS_OBSERVE;
    return vb_str_eq(action, VB_S("DELETE")) ? VB_EPCIS_DELETE : VB_EPCIS_NO_ACTION;
}

static int32_t zone_of(const vb_json *event) /* "+05:30" */
{
    vb_str s = text_of(event, VB_S("eventTimeZoneOffset"));
    if (s.n != 6)
        return 0;
    int32_t minutes = ((s.p[1] - '0') * 10 + (s.p[2] - '0')) * 60 + (s.p[4] - '0') * 10 + (s.p[5] - '0');
    return s.p[0] == '-' ? -minutes : minutes;
}

static vb_code take_declaration(vb_epcis_reader *ps, const vb_json *event, vb_epcis_event *out)
{
    const vb_json *declaration = vb_json_get(event, VB_S("errorDeclaration"));
    if (declaration == NULL)
        return VB_OK;
    out->in_error = true;
    out->declared_at = time_of(declaration, VB_S("declarationTime"));
    out->error_reason = word_of(declaration, VB_S("reason"), &vb_epcis_error_reasons);
    return take_texts(ps, declaration, VB_S("correctiveEventIDs"), NULL, &out->corrective_ids);
}

static vb_code take_objects(vb_epcis_reader *ps, const vb_json *event, vb_epcis_event *out)
{
    out->parent = text_of(event, VB_S("parentID"));
    out->transformation_id = text_of(event, VB_S("transformationID"));
    VB_TRY(take_texts(ps, event, VB_S("epcList"), NULL, &out->items));
    VB_TRY(take_texts(ps, event, VB_S("childEPCs"), NULL, &out->children));
    VB_TRY(take_texts(ps, event, VB_S("inputEPCList"), NULL, &out->inputs));
    VB_TRY(take_texts(ps, event, VB_S("outputEPCList"), NULL, &out->outputs));
    VB_TRY(take_quantities(ps, event, VB_S("quantityList"), &out->quantities));
    VB_TRY(take_quantities(ps, event, VB_S("childQuantityList"), &out->child_quantities));
    VB_TRY(take_quantities(ps, event, VB_S("inputQuantityList"), &out->input_quantities));
    return take_quantities(ps, event, VB_S("outputQuantityList"), &out->output_quantities);
}

static vb_code take_fields(vb_epcis_reader *ps, const vb_json *event, vb_epcis_event *out)
{
    const vb_json *persistent = vb_json_get(event, VB_S("persistentDisposition"));
    out->action = action_of(event);
    out->biz_step = word_of(event, VB_S("bizStep"), &vb_epcis_biz_steps);
    out->disposition = word_of(event, VB_S("disposition"), &vb_epcis_dispositions);
    out->read_point = text_of(vb_json_get(event, VB_S("readPoint")), VB_S("id"));
    out->biz_location = text_of(vb_json_get(event, VB_S("bizLocation")), VB_S("id"));
    VB_TRY(take_texts(ps, persistent, VB_S("set"), &vb_epcis_dispositions, &out->set));
    VB_TRY(take_texts(ps, persistent, VB_S("unset"), &vb_epcis_dispositions, &out->unset));
    VB_TRY(take_ends(ps, event, VB_S("sourceList"), VB_S("source"), &vb_epcis_end_types, &out->from));
    VB_TRY(take_ends(ps, event, VB_S("destinationList"), VB_S("destination"), &vb_epcis_end_types, &out->to));
    VB_TRY(take_ends(ps, event, VB_S("bizTransactionList"), VB_S("bizTransaction"), &vb_epcis_transaction_types,
                     &out->documents));
    return take_objects(ps, event, out);
}

vb_code vb_epcis_take_event(vb_epcis_reader *ps, const vb_json *value, const vb_epcis_place *at, bool needs_context,
                            vb_epcis_event *out)
{
    vb_epcis_event e = {.begin = ps->base + value->begin, .end = ps->base + value->end};
    if (value->kind != VB_JSON_OBJECT)
        return vb_epcis_refuse(ps, VB_E_PARSE, at, value, "an event is an object, { ... }");
    VB_TRY(take_type(ps, value, at, &e));
    ps->contexts[1] = vb_json_get(value, VB_S("@context"));
    if (needs_context && ps->contexts[1] == NULL)
        return vb_epcis_refuse(ps, VB_E_PARSE, &(vb_epcis_place){at, VB_S("@context"), 0}, value,
                               "an event outside a document needs the field \"@context\", which is missing");
    VB_TRY(vb_epcis_check(ps, &vb_epcis_event_shapes[e.type], value, at));
    e.at = time_of(value, VB_S("eventTime"));
    e.zone_minutes = zone_of(value);
    e.event_id = text_of(value, VB_S("eventID"));
    VB_TRY(take_declaration(ps, value, &e));
    if (e.type != VB_EPCIS_OWN_TYPE) /* of those only the common fields are checked */
        VB_TRY(take_fields(ps, value, &e));
    *out = e;
    return VB_OK;
}
