/* SPDX-License-Identifier: Apache-2.0 */
/* The side that is not confined: flat lines -> cards. The lines come from a process that read a hostile file, so every
 * byte of them is checked against the grammar of nvidia_smi_xml.h; anything else is refused as a whole. */
#include <inttypes.h>
#include <stdio.h>

#include "base/number.h"
#include "evidence/nvidia_smi_priv.h"
#include "evidence/nvidia_smi_xml.h"

typedef struct flat {
    vb_claims *claims;
    uint32_t source;
    vb_str text; /* the flat form */
    size_t at;
    uint64_t line; /* of the flat form */
    vb_smi_log log;
    vb_smi_card card;
    int64_t n_logs, n_gpus; /* ended so far */
    bool in_log, in_gpu;
    bool dry;             /* the first of two passes: the grammar alone, nothing is added to the claims */
    vb_arena *arena;      /* of the values */
    uint64_t source_line; /* line reached in the source, and its byte */
    size_t source_at;
} flat;

static vb_code bad(const flat *f, const char *what, vb_error *err)
{
    return vb_fail(err, VB_E_PARSE, "", f->line, "flat form, line %" PRIu64 ": %s", f->line, what);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \xNN stands for a control byte or a backslash, and for nothing else. */
static vb_code unescape(const flat *f, vb_str raw, vb_str *out, vb_error *err)
{
    char *p;
    size_t n = 0;
    if (raw.n > 4 * VB_SMI_MAX_VALUE)
        return bad(f, "a value that is too long", err);
    p = vb_arena_alloc(f->arena, raw.n + 1, 1);
    if (p == NULL)
        return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory left for a value");
    for (size_t i = 0; i < raw.n; i++) {
        unsigned char ch = (unsigned char)raw.p[i];
        if (ch < 0x20 || ch == 0x7f)
            return bad(f, "a control byte", err);
        if (ch == '\\') {
            int high = i + 3 < raw.n ? hex_digit(raw.p[i + 2]) : -1, low = i + 3 < raw.n ? hex_digit(raw.p[i + 3]) : -1;
            if (high < 0 || low < 0 || raw.p[i + 1] != 'x')
                return bad(f, "an escape that is not \\xNN", err);
            ch = (unsigned char)(high << 4 | low);
            if (ch >= 0x20 && ch != 0x7f && ch != '\\')
                return bad(f, "an escape of a byte that needs none", err);
            i += 3;
        }
        p[n++] = (char)ch;
    }
    *out = (vb_str){p, n};
    return VB_OK;
}

static bool eat(vb_str *s, vb_str prefix)
{
    if (!vb_str_starts(*s, prefix))
        return false;
    *s = vb_str_sub(*s, prefix.n, s->n);
    return true;
}

/* "name[7]." with exactly this number */
static bool eat_index(vb_str *s, const char *name, int64_t number)
{
    char text[48];
    int n = snprintf(text, sizeof text, "%s[%" PRId64 "].", name, number);
    return eat(s, (vb_str){text, (size_t)n});
}

/* A line number of the source: not above the last one, within the file. Moves on to it. */
static vb_code source_line(flat *f, vb_str value, vb_error *err)
{
    int64_t line;
    vb_str bytes = f->claims->sources.v[f->source].bytes;
    if (vb_int_parse(value, 1, INT64_C(1) << 31, &line, NULL) != VB_OK || (uint64_t)line < f->source_line)
        return bad(f, "a line number that is none, or goes back", err);
    while (f->source_line < (uint64_t)line) {
        const char *end = f->source_at < bytes.n ? memchr(bytes.p + f->source_at, '\n', bytes.n - f->source_at) : NULL;
        if (end == NULL)
            return bad(f, "a line number behind the end of the file", err);
        f->source_at = (size_t)(end - bytes.p) + 1;
        f->source_line++;
    }
    return VB_OK;
}

static vb_code gpu_end(flat *f, vb_str value, vb_error *err)
{
    VB_TRY(source_line(f, value, err));
    f->card.card.origin.length = (uint32_t)(f->source_at - f->card.card.origin.offset);
    f->in_gpu = false;
    f->n_gpus++;
    return f->card.twice || f->dry ? VB_OK : vb_smi_log_add(&f->log, f->claims, &f->card, err);
}

static vb_code gpu_line(flat *f, vb_str key, vb_str value, vb_error *err)
{
    int64_t n;
    vb_error e;
    if (vb_str_eq(key, VB_S("end")))
        return gpu_end(f, value, err);
    if (vb_str_eq(key, VB_S("id"))) {
        if (f->card.card.bus_id.n > 0)
            return bad(f, "a second id", err);
        f->card.card.bus_id = value;
        return VB_OK;
    }
    if (vb_str_eq(key, VB_S("mig_devices"))) {
        if (f->card.card.mig_instances >= 0 || vb_int_parse(value, 1, 1 << 20, &n, NULL) != VB_OK)
            return bad(f, "a count of MIG devices that is none", err);
        f->card.card.mig_instances = (int32_t)n;
        return VB_OK;
    }
    uint32_t field = vb_smi_by_path(key);
    if (field == VB_NONE)
        return bad(f, "a path that is not in the table", err);
    bool refused = f->card.twice;
    if (vb_smi_set(&f->card, field, value, &e) == VB_OK || refused || f->dry)
        return VB_OK;
    return vb_smi_log_issue(&f->log, f->claims, f->card.twice, f->card.card.origin.line, &e, err);
}

static vb_code log_line(flat *f, vb_str key, vb_str value, vb_error *err)
{
    if (eat_index(&key, "gpu", f->n_gpus)) {
        if (f->in_gpu)
            return gpu_line(f, key, value, err);
        if (!vb_str_eq(key, VB_S("line")))
            return bad(f, "a card that does not begin with its line", err);
        VB_TRY(source_line(f, value, err));
        vb_smi_card_start(&f->card, f->source, f->source_at, f->source_line, VB_STR_NONE);
        f->in_gpu = true;
        return VB_OK;
    }
    if (f->in_gpu)
        return bad(f, "a card that has no end", err);
    if (vb_str_eq(key, VB_S("end"))) {
        f->in_log = false;
        f->n_logs++;
        return source_line(f, value, err);
    }
    if (vb_str_eq(key, VB_S("driver_version"))) {
        f->log.driver = value;
    } else if (vb_str_eq(key, VB_S("cuda_version"))) {
        f->log.cuda = value;
    } else if (vb_str_eq(key, VB_S("attached_gpus"))) {
        if (vb_int_parse(value, 0, VB_SMI_MAX_BLOCKS, &f->log.attached, NULL) != VB_OK)
            f->log.attached = -1; /* "N/A" */
    } else {
        return bad(f, "a name that is not known above the cards", err);
    }
    return VB_OK;
}

static vb_code any_line(flat *f, vb_str key, vb_str value, bool *end, vb_error *err)
{
    int64_t n;
    if (!f->in_log && vb_str_eq(key, VB_S("end"))) {
        if (vb_int_parse(value, 1, INT64_MAX, &n, NULL) != VB_OK || n != f->n_logs)
            return bad(f, "a count of documents that is wrong", err);
        *end = true;
        return VB_OK;
    }
    if (!eat_index(&key, "log", f->n_logs))
        return bad(f, "a document out of order", err);
    if (f->in_log)
        return log_line(f, key, value, err);
    if (!vb_str_eq(key, VB_S("line")))
        return bad(f, "a document that does not begin with its line", err);
    VB_TRY(source_line(f, value, err));
    f->in_log = true;
    f->n_gpus = 0;
    return f->dry ? VB_OK : vb_smi_log_run(&f->log, f->claims, f->source_line, err);
}

static vb_code read_lines(flat *f, vb_error *err)
{
    static const vb_str first = {"verbleib.nvidia-smi/1\n", 22};
    bool end = false;
    f->line = f->source_line = 1;
    if (!vb_str_starts(f->text, first))
        return bad(f, "not the first line of the flat form", err);
    f->at = first.n;
    while (!end) {
        const char *stop = f->at < f->text.n ? memchr(f->text.p + f->at, '\n', f->text.n - f->at) : NULL;
        f->line++;
        if (stop == NULL)
            return bad(f, "the last line is missing", err);
        vb_str line = {f->text.p + f->at, (size_t)(stop - (f->text.p + f->at))}, value = VB_STR_NONE;
        const char *equals = memchr(line.p, '=', line.n);
        if (equals == NULL)
            return bad(f, "no '=' in it", err);
        size_t n = (size_t)(equals - line.p);
        f->at += line.n + 1;
        VB_TRY(unescape(f, vb_str_sub(line, n + 1, line.n), &value, err));
        VB_TRY(any_line(f, vb_str_sub(line, 0, n), value, &end, err));
    }
    return f->at == f->text.n ? VB_OK : bad(f, "something behind the end", err);
}

vb_code vb_nvidia_smi_flat_read(vb_claims *c, uint32_t source, vb_str text, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) scratch = {0};
    flat look = {.claims = c, .source = source, .text = text, .dry = true, .arena = &scratch};
    flat f = {.claims = c, .source = source, .text = text, .arena = c->arena};
    if (!vb_str_utf8(text, NULL))
        return bad(&look, "bytes that are not UTF-8", err);
    VB_TRY(read_lines(&look, err)); /* nothing of a bad answer is kept */
    VB_TRY(vb_smi_log_open(&f.log, c, source, err));
    VB_TRY(read_lines(&f, err));
    return vb_smi_log_close(&f.log, c, err);
}
