/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue lint: doubts about the data itself, with those that only the rules can raise. */
#include "cmd/catalogue_class.h"
#include "findings/finding.h"
#include "report/finding_json.h"

static vb_code collect(const vb_shelf *shelf, vb_arena *arena, vb_doubts *out, vb_error *err)
{
    const vb_catalogue *c = shelf->reference.catalogue;
    VB_TRY(vb_catalogue_lint(c, shelf->false_bytes, arena, out, err));
    VB_TRY(vb_catalogue_lint_rows(c, &shelf->figures, &shelf->notes, arena, out, err));
    return vb_class_lint(shelf, vb_rules_reviewed_to(shelf->reference.rules), arena, out, err);
}

static json_t *doubt_json(const vb_shelf *shelf, const vb_doubt *d)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o}", "schema", "verbleib.catalogue-doubt/1", "level",
                     d->wrong ? "wrong" : "unusual", "kind", d->kind, "model_id",
                     vb_json_text(vb_catalogue_model(shelf->reference.catalogue, d->model)->id), "because",
                     vb_json_text(d->sentence));
}

/* What is wrong first, then in the order it was found. */
static int write_doubts(const vb_command *command, const vb_shelf *shelf, const vb_doubts *doubts, vb_buf *out,
                        size_t *wrong)
{
    vb_error err;
    *wrong = 0;
    for (unsigned pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < doubts->n; i++) {
            const vb_doubt *d = &doubts->v[i];
            if (d->wrong != (pass == 0))
                continue;
            *wrong += d->wrong;
            if (command->json) {
                if (vb_json_emit(doubt_json(shelf, d), 0, out, &err) != VB_OK)
                    return vb_say_error(&err, NULL);
                continue;
            }
            const char *level = vb_translate(NULL, d->wrong ? N_("wrong") : N_("unusual"));
            vb_buf_printf(out, "%-8s  %-21s  ", level, d->kind);
            vb_buf_escaped(out, d->sentence);
            vb_buf_char(out, '\n');
        }
    return 0;
}

int vb_verb_catalogue_lint(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_shelf shelf;
    vb_doubts doubts = {0};
    vb_error err;
    size_t wrong = 0;
    int rc = vb_shelf_load(&arena, &shelf);
    if (rc == 0 && collect(&shelf, &arena, &doubts, &err) != VB_OK)
        rc = vb_say_error(&err, NULL);
    if (rc == 0)
        rc = write_doubts(command, &shelf, &doubts, &out, &wrong);
    if (rc != 0)
        return rc;
    if (!command->json && !command->quiet) {
        char day[24];
        vb_time_text(vb_rules_reviewed_to(shelf.reference.rules), true, day);
        vb_buf_printf(&out, "%zu %s, %zu %s; ", wrong, vb_translate(NULL, N_("wrong")), doubts.n - wrong,
                      vb_translate(NULL, N_("unusual")));
        vb_buf_printf(&out, "%s %s\n", vb_translate(NULL, N_("classes by the rules of")), day);
    }
    rc = vb_emit(command, vb_buf_str(&out));
    return rc != 0 ? rc : wrong > 0 ? VB_EXIT_FINDINGS : 0;
}
