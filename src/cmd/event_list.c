/* SPDX-License-Identifier: Apache-2.0 */
/* event list: the events of one EPCIS document, or the reason why it is none. */
#include "cmd/session.h"
#include "evidence/epcis.h"
#include "world/files.h"

enum { INPUT_LIMIT = 1 << 30 };

static void text(const vb_epcis_event *e, vb_buf *out)
{
    char when[24];
    size_t things = e->items.n + e->children.n + e->inputs.n + e->outputs.n + (e->parent.n > 0);
    vb_when_text(e->at, when);
    vb_buf_printf(out, "%u  %s  ", e->index, when);
    vb_buf_escaped(out, e->type_name);
    vb_buf_lit(out, "  ");
    vb_buf_escaped(out, e->biz_step.n > 0 ? e->biz_step : VB_S("no step stated"));
    vb_buf_printf(out, "  %zu %s", things, vb_translate(NULL, N_("items")));
    const vb_str shown[] = {e->items.n > 0 ? e->items.v[0] : e->parent,
                            e->biz_location.n > 0 ? e->biz_location : e->read_point};
    for (size_t i = 0; i < 2; i++)
        if (shown[i].n > 0) {
            vb_buf_lit(out, "  ");
            vb_buf_escaped(out, shown[i]);
        }
    vb_buf_char(out, '\n');
}

int vb_verb_event_list(const vb_command *command)
{
    const char *path = command->words.v[0];
    vb_error err;
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_file input;
    if (vb_file_open(path, INPUT_LIMIT, &input, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    vb_str name = vb_str_of(path);
    const vb_epcis_event *events;
    size_t n;
    int rc = 0;
    if (vb_epcis_parse(input.bytes, vb_epcis_is_ndjson(name), &arena, &events, &n, &err) != VB_OK) {
        vb_error with_file;
        vb_error_set(&with_file, err.code, path, err.offset, "%s%s%s", err.where, err.where[0] == '\0' ? "" : ": ",
                     err.message);
        rc = vb_say_error(&with_file, NULL);
    }
    for (size_t i = 0; rc == 0 && i < n; i++) {
        if (!command->json) {
            text(&events[i], &out);
            continue;
        }
        rc = vb_epcis_event_json(&events[i], name, (uint32_t)i, &out, &err) == VB_OK ? 0 : vb_say_error(&err, NULL);
        vb_buf_char(&out, '\n');
    }
    if (rc == 0)
        rc = vb_emit(command, vb_buf_str(&out));
    vb_file_close(&input);
    return rc;
}
