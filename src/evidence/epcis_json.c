/* SPDX-License-Identifier: Apache-2.0 */
/* One event as a line for other programs. */
#include <jansson.h>

#include "evidence/epcis_priv.h"

static json_t *text(vb_str s) /* null when it is not stated */
{
    return s.n == 0 ? json_null() : json_stringn(s.p, s.n);
}

static void append(json_t *list, vb_epcis_texts texts, bool *good)
{
    for (size_t i = 0; i < texts.n; i++)
        *good = json_array_append_new(list, text(texts.v[i])) == 0 && *good;
}

static json_t *items_of(const vb_epcis_event *e, bool *good)
{
    json_t *list = json_array();
    *good = list != NULL && *good;
    append(list, (vb_epcis_texts){&e->parent, e->parent.n > 0}, good);
    append(list, e->items, good);
    append(list, e->children, good);
    append(list, e->inputs, good);
    append(list, e->outputs, good);
    return list;
}

static json_t *documents_of(const vb_epcis_event *e, bool *good)
{
    json_t *list = json_array();
    *good = list != NULL && *good;
    for (size_t i = 0; i < e->documents.n; i++)
        *good = json_array_append_new(list, text(e->documents.v[i].id)) == 0 && *good;
    return list;
}

/* The first party named, else the first end of any kind. */
static vb_str end_of(vb_epcis_ends ends)
{
    for (size_t i = 0; i < ends.n; i++)
        if (vb_str_eq(ends.v[i].kind, VB_S("possessing_party")) || vb_str_eq(ends.v[i].kind, VB_S("owning_party")))
            return ends.v[i].id;
    for (size_t i = 0; i < ends.n; i++)
        if (vb_str_eq(ends.v[i].kind, VB_S("location")))
            return ends.v[i].id;
    return ends.n > 0 ? ends.v[0].id : VB_STR_NONE;
}

static vb_str action_text(vb_epcis_action action)
{
    switch (action) {
    case VB_EPCIS_ADD:
        return VB_S("ADD");
    case VB_EPCIS_OBSERVE:
        return VB_S("OBSERVE");
    case VB_EPCIS_DELETE:
        return VB_S("DELETE");
    case VB_EPCIS_NO_ACTION:
        break;
    }
    return VB_STR_NONE;
}

static int add(const char *bytes, size_t n, void *out)
{
    vb_buf_add(out, (vb_str){bytes, n});
    return 0;
}

vb_code vb_epcis_event_json(const vb_epcis_event *event, vb_str file, uint32_t index, vb_buf *out, vb_error *err)
{
    char at[24];
    bool good = true;
    VB_CLEANUP(vb_buf, vb_buf_free) name = {0};
    vb_buf_escaped(&name, file); /* a file's name need not be UTF-8 */
    json_t *o = json_object();
    vb_time_text(event->at.at, false, at);
    const struct {
        const char *key;
        json_t *value;
    } members[] = {
        {"schema", json_string("verbleib.event/1")},
        {"file", json_stringn(name.p == NULL ? "" : name.p, name.n)},
        {"index", json_integer(index)},
        {"type", text(event->type_name)},
        {"at", json_string(at)},
        {"items", items_of(event, &good)},
        {"action", text(action_text(event->action))},
        {"biz_step", text(event->biz_step)},
        {"from", text(end_of(event->from))},
        {"to", text(end_of(event->to))},
        {"place", text(event->biz_location.n > 0 ? event->biz_location : event->read_point)},
        {"documents", documents_of(event, &good)},
    };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        good = json_object_set_new(o, members[i].key, members[i].value) == 0 && good;
    good = good && !name.failed && json_dump_callback(o, add, out, JSON_COMPACT) == 0 && !out->failed;
    json_decref(o);
    return good ? VB_OK : vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory to write an event");
}
