/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/nvidia_smi_text.h"

#include "base/number.h"
#include "evidence/nvidia_smi_priv.h"

enum { MAX_DEPTH = 8, MAX_PATH_BYTES = 160 };

typedef struct scan { /* one file being read */
    vb_claims *claims;
    uint32_t source;
    vb_smi_log log;
    vb_smi_card card;
    bool open;   /* inside the block of a card */
    size_t base; /* columns before its heading */
    struct {
        size_t indent;
        vb_str label;
    } level[MAX_DEPTH];
    size_t depth;
    bool past_clocks; /* "Max Clocks", the last section we read, has begun */
    bool past_all;    /* and something behind it */
    bool line_open;   /* the file ends inside a line */
    vb_str last;      /* label of the last line, for the message when the block breaks off */
} scan;

static bool next_line(vb_str bytes, size_t *at, vb_str *line)
{
    if (*at >= bytes.n)
        return false;
    const char *end = memchr(bytes.p + *at, '\n', bytes.n - *at);
    size_t n = end == NULL ? bytes.n - *at : (size_t)(end - (bytes.p + *at));
    *line = vb_str_sub(bytes, *at, n);
    *at += n + 1;
    while (line->n > 0 && line->p[line->n - 1] == '\r')
        line->n--;
    return true;
}

static size_t indent_of(vb_str line)
{
    size_t i = 0, columns = 0;
    for (; i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'); i++)
        columns = line.p[i] == '\t' ? (columns / 8 + 1) * 8 : columns + 1;
    return columns;
}

/* "label   : value" or "label"; the colon stands between blanks or at the end, so that times and bus ids stay whole. */
static bool split(vb_str line, vb_str *label, vb_str *value)
{
    for (size_t i = 1; i < line.n; i++) {
        if (line.p[i] != ':' || line.p[i - 1] != ' ' || (i + 1 < line.n && line.p[i + 1] != ' '))
            continue;
        *label = vb_str_trim(vb_str_sub(line, 0, i));
        *value = vb_str_trim(vb_str_sub(line, i + 1, line.n));
        return true;
    }
    *label = vb_str_trim(line);
    *value = VB_STR_NONE;
    return false;
}

/* "GPU 00000000:01:00.0" */
static bool heading(vb_str line, vb_str *bus_id)
{
    vb_str t = vb_str_trim(line);
    if (!vb_str_starts(t, VB_S("GPU ")))
        return false;
    *bus_id = vb_str_sub(t, 4, t.n);
    return vb_smi_bus_id(*bus_id);
}

static bool banner(vb_str line)
{
    vb_str t = vb_str_trim(line);
    return vb_str_starts(t, VB_S("====")) && vb_str_ends(t, VB_S("====")) &&
           vb_str_find(t, VB_S("NVSMI LOG"), 0) != SIZE_MAX;
}

/* The block of a card ends. cut: the file ends too. */
static vb_code finish(scan *s, size_t at, bool cut, vb_error *err)
{
    vb_error e;
    if (!s->open)
        return VB_OK;
    s->open = false;
    s->card.card.origin.length = (uint32_t)(at - s->card.card.origin.offset);
    uint32_t name = vb_smi_by_label(VB_S("Product Name"));
    /* without a name it is `nvidia-smi -q -d SECTION`, which has no end to wait for */
    bool whole = s->past_all || (!s->card.has[name] && s->last.n > 0);
    bool any = false;
    for (size_t i = 0; i < vb_smi_n_fields; i++)
        any = any || s->card.has[i];
    if (s->card.twice)
        return VB_OK; /* said when it was seen */
    bool torn = cut && s->line_open;
    if (whole && !any && !torn) { /* -d ACCOUNTING and the like: nothing that we read */
        s->log.cards++;
        return VB_OK;
    }
    if (!whole || (torn && !any)) {
        vb_error_set(&e, VB_E_PARSE, "", VB_NO_OFFSET, "card %.*s breaks off after \"%.*s\"%s; it is not read",
                     VB_ARG(s->card.card.bus_id), VB_ARG(s->last.n > 0 ? s->last : VB_S("GPU")),
                     cut ? ", where the file ends" : "");
        return vb_smi_log_issue(&s->log, s->claims, true, s->card.card.origin.line, &e, err);
    }
    return vb_smi_log_add(&s->log, s->claims, &s->card, err);
}

static void begin(scan *s, size_t offset, uint64_t line, vb_str text, vb_str bus_id)
{
    vb_smi_card_start(&s->card, s->source, offset, line, bus_id);
    s->open = true;
    s->base = indent_of(text);
    s->depth = 0;
    s->past_clocks = s->past_all = false;
    s->last = VB_STR_NONE;
}

static void progress(scan *s, vb_str label) /* a label of the first level */
{
    if (vb_str_eq(label, VB_S("Max Clocks")))
        s->past_clocks = true;
    else if (s->past_clocks || vb_str_eq(label, VB_S("Processes")) || vb_str_eq(label, VB_S("Compute Processes")))
        s->past_all = true;
}

/* The path of the line from the labels above it with less indent. */
static size_t path_of(scan *s, size_t indent, vb_str label, char path[MAX_PATH_BYTES])
{
    size_t n = 0;
    while (s->depth > 0 && s->level[s->depth - 1].indent >= indent)
        s->depth--;
    for (size_t i = 0; i <= s->depth; i++) {
        vb_str part = i < s->depth ? s->level[i].label : label;
        if (part.n + 1 > MAX_PATH_BYTES - n)
            return 0;
        if (i > 0)
            path[n++] = '/';
        memcpy(path + n, part.p, part.n);
        n += part.n;
    }
    return n;
}

static vb_code card_line(scan *s, uint64_t line_number, vb_str line, vb_error *err)
{
    vb_str label, value;
    char path[MAX_PATH_BYTES];
    vb_error e;
    size_t indent = indent_of(line);
    bool has_value = split(line, &label, &value);
    if (label.n == 0)
        return VB_OK;
    size_t n = path_of(s, indent, label, path);
    s->last = label;
    if (s->depth == 0)
        progress(s, label);
    if (vb_str_eq_nocase(label, VB_S("MIG Device")))
        s->card.card.mig_instances = s->card.card.mig_instances < 0 ? 1 : s->card.card.mig_instances + 1;
    if (s->depth < MAX_DEPTH) {
        s->level[s->depth].indent = indent;
        s->level[s->depth].label = label;
        s->depth++;
    }
    uint32_t field = n == 0 || !has_value || s->past_all ? VB_NONE : vb_smi_by_label((vb_str){path, n});
    if (field == VB_NONE)
        return VB_OK;
    bool refused = s->card.twice;
    vb_code rc = vb_smi_set(&s->card, field, value, &e);
    if (rc == VB_OK || refused)
        return VB_OK;
    return vb_smi_log_issue(&s->log, s->claims, s->card.twice, line_number, &e, err);
}

static void run_line(scan *s, vb_str line) /* between the banner and the first card */
{
    vb_str label, value;
    int64_t n;
    if (!split(line, &label, &value))
        return;
    if (vb_str_eq_nocase(label, VB_S("Driver Version")))
        s->log.driver = value;
    else if (vb_str_eq_nocase(label, VB_S("CUDA Version")))
        s->log.cuda = value;
    else if (vb_str_eq_nocase(label, VB_S("Attached GPUs")) &&
             vb_int_parse(value, 0, VB_SMI_MAX_BLOCKS, &n, NULL) == VB_OK)
        s->log.attached = n;
}

vb_code vb_nvidia_smi_text_read(vb_claims *c, uint32_t source, vb_error *err)
{
    scan s = {.claims = c, .source = source};
    vb_str bytes = c->sources.v[source].bytes, line, bus_id;
    size_t at = 0;
    s.line_open = bytes.n > 0 && bytes.p[bytes.n - 1] != '\n';
    VB_TRY(vb_smi_log_open(&s.log, c, source, err));
    for (uint64_t number = 1;; number++) {
        size_t start = at;
        if (!next_line(bytes, &at, &line))
            break;
        if (heading(line, &bus_id)) {
            VB_TRY(finish(&s, start, false, err));
            begin(&s, start, number, line, bus_id);
        } else if (banner(line)) {
            VB_TRY(finish(&s, start, false, err));
            VB_TRY(vb_smi_log_run(&s.log, c, number, err));
        } else if (!s.open) {
            if (s.log.run > 0 && s.log.cards == 0)
                run_line(&s, line);
        } else if (vb_str_trim(line).n > 0 && indent_of(line) <= s.base) {
            VB_TRY(finish(&s, start, false, err)); /* another tool's output, or a prompt */
        } else {
            VB_TRY(card_line(&s, number, line, err));
        }
    }
    VB_TRY(finish(&s, bytes.n, true, err));
    return vb_smi_log_close(&s.log, c, err);
}
