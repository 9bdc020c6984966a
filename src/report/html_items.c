/* SPDX-License-Identifier: Apache-2.0 */
/* All items in one compact table, behind a <details>: model, last holder, place, gravest finding. */
#include "report/html_priv.h"

static void state(vb_html *h, const vb_custody *c)
{
    if (!c->known && !c->ended)
        vb_html_say0(h, N_("no record"));
    else if (c->ended)
        vb_html_say0(h, N_("scrapped or lost"));
    else if (c->in_transit)
        vb_html_say0(h, N_("in transit to"));
    else if (c->installed)
        vb_html_say0(h, N_("installed"));
    else
        vb_html_say0(h, N_("held"));
}

static void row(vb_html *h, uint32_t item)
{
    const vb_custody *c = &h->view->custody[item];
    uint32_t text = h->view->model_text_of_item[item];
    vb_html_lit(h, "<tr><th scope=\"row\"><code>");
    vb_html_str(h, vb_dict_text(&h->claims->item_ids, item));
    vb_html_lit(h, "</code></th><td>");
    if (text == VB_NONE)
        vb_html_say0(h, N_("not stated"));
    else
        vb_html_str(h, vb_html_model_name(h, text));
    vb_html_lit(h, "</td><td>");
    state(h, c);
    vb_html_lit(h, "</td><td>");
    if (c->known)
        vb_html_place(h, c->party, c->site);
    vb_html_lit(h, "</td><td>");
    if (c->since != VB_NO_TIME)
        vb_html_iso(h, c->since);
    vb_html_lit(h, "</td><td>");
    if (h->item_finding[item] != VB_NONE) {
        vb_html_verdict(h, vb_html_item_verdict(h, item));
        vb_html_lit(h, " ");
        vb_html_finding_link(h, h->item_finding[item]);
    }
    vb_html_lit(h, "</td></tr>\n");
}

/* Items with the gravest verdict first, then by id. */
vb_code vb_html_items(vb_html *h, vb_error *err)
{
    static const vb_verdict order[] = {VB_FAIL, VB_REVIEW, VB_OPEN, VB_PASS};
    uint32_t n = h->view->n_items, written = 0;
    (void)err;
    if (n == 0)
        return VB_OK;
    vb_html_lit(h, "<div class=\"w\"><details class=\"tbd np\"><summary><svg class=\"tw\" viewBox=\"0 0 10 10\" "
                   "aria-hidden=\"true\">"
                   "<path d=\"M2.5 0l5 5-5 5z\" fill=\"currentColor\"/></svg><span id=\"items-t\">");
    if (n == 1)
        vb_html_say0(h, N_("The item as a table"));
    else if (n <= VB_HTML_ITEMS)
        vb_html_say(h, N_("All {0} items as a table"), VB_NUMBER(n));
    else
        vb_html_say(h, N_("{0} of {1} items as a table, the gravest first"), VB_NUMBER(VB_HTML_ITEMS), VB_NUMBER(n));
    vb_html_lit(h, "</span></summary>");
    vb_html_scroll(h, "items-t");
    vb_html_lit(h, "<table class=\"tb legs\"><thead><tr>");
    vb_html_head(h, N_("Item"), false);
    vb_html_head(h, N_("Model"), false);
    vb_html_head(h, N_("State"), false);
    vb_html_head(h, N_("Last recorded with"), false);
    vb_html_head(h, N_("Since"), false);
    vb_html_head(h, N_("Gravest finding"), false);
    vb_html_lit(h, "</tr></thead><tbody>\n");
    for (size_t v = 0; v < 4; v++)
        for (uint32_t i = 0; i < n && written < VB_HTML_ITEMS; i++)
            if (vb_html_item_verdict(h, i) == order[v]) {
                row(h, i);
                written++;
            }
    vb_html_lit(h, "</tbody></table></div>");
    if (n > VB_HTML_ITEMS) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("{0} more items are counted, not listed; this lists them all:"),
                    VB_NUMBER((int64_t)n - VB_HTML_ITEMS));
        vb_html_lit(h, " <code>verbleib audit ");
        vb_html_shell_word(h, h->audit->case_name);
        vb_html_lit(h, " --format json</code></p>");
    }
    vb_html_lit(h, "</details></div>\n");
    return VB_OK;
}
