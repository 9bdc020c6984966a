/* SPDX-License-Identifier: Apache-2.0 */
/* The confined side: XML -> flat lines. libxml2's SAX interface, so that no tree and no entity table is ever built. */
#include "evidence/nvidia_smi_xml.h"

#include <inttypes.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>

#include "evidence/nvidia_smi_priv.h"

enum { MAX_DEPTH = 16, MAX_PATH_BYTES = 160, MAX_XML_BYTES = 64 << 20 };

typedef struct flatten { /* one document */
    xmlParserCtxtPtr xml;
    vb_buf *out;
    uint32_t log, gpu;     /* numbers within the file, within the document */
    uint64_t lines_before; /* lines of the file above this document */
    int depth;             /* elements open */
    bool in_gpu;
    char path[MAX_PATH_BYTES]; /* below <gpu> */
    size_t path_n[MAX_DEPTH + 2];
    int mapped_at; /* depth of the element whose text is collected, 0 = none */
    char name[64]; /* its path, when it stands above the cards */
    bool above;
    char value[VB_SMI_MAX_VALUE * 4]; /* with the blanks around it */
    size_t value_n;
    uint32_t mig;
    vb_error error; /* ours, the first one */
} flatten;

static uint64_t line_now(const flatten *f)
{
    int line = f->xml->input == NULL ? 1 : f->xml->input->line;
    return f->lines_before + (uint64_t)(line < 1 ? 1 : line);
}

__attribute__((format(printf, 3, 4))) static void refuse(flatten *f, vb_code code, const char *fmt, ...)
{
    char text[200], where[32];
    va_list args;
    if (f->error.code != VB_OK)
        return;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    (void)snprintf(where, sizeof where, "line %" PRIu64, line_now(f));
    vb_error_set(&f->error, code, where, line_now(f), "%s", text);
    xmlStopParser(f->xml);
}

static vb_str name_of(const xmlChar *name)
{
    return vb_str_of((const char *)name);
}

/* <!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd"> and no other */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    flatten *f = context;
    vb_str file = name_of(system_id);
    if (!vb_str_eq(name_of(name), VB_S("nvidia_smi_log")) || public_id != NULL || file.n > 40 ||
        !vb_str_starts(file, VB_S("nvsmi_device")) || !vb_str_ends(file, VB_S(".dtd")))
        refuse(f, VB_E_PARSE, "document type %.40s is not the one nvidia-smi writes", (const char *)name);
}

static void no_declarations(flatten *f)
{
    refuse(f, VB_E_PARSE, "declarations inside the document type: nvidia-smi writes none, so they are refused");
}

static void on_entity(void *c, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id,
                      xmlChar *content)
{
    (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
    no_declarations(c);
}

static void on_notation(void *c, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name, (void)public_id, (void)system_id;
    no_declarations(c);
}

static void on_attribute(void *c, const xmlChar *element, const xmlChar *name, int type, int def, const xmlChar *value,
                         xmlEnumerationPtr tree)
{
    (void)element, (void)name, (void)type, (void)def, (void)value;
    xmlFreeEnumeration(tree); /* the handler owns it */
    no_declarations(c);
}

static void on_element(void *c, const xmlChar *name, int type, xmlElementContentPtr content)
{
    (void)name, (void)type, (void)content;
    no_declarations(c);
}

static void on_unparsed(void *c, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id,
                        const xmlChar *notation)
{
    (void)name, (void)public_id, (void)system_id, (void)notation;
    no_declarations(c);
}

static xmlEntityPtr on_lookup(void *context, const xmlChar *name) /* &name; beyond XML's own five */
{
    flatten *f = context;
    xmlEntityPtr own = xmlGetPredefinedEntity(name);
    if (own == NULL)
        refuse(f, VB_E_PARSE, "entity &%.40s; is refused: nvidia-smi writes none", (const char *)name);
    return own;
}

static xmlEntityPtr on_parameter(void *context, const xmlChar *name)
{
    (void)name;
    no_declarations(context);
    return NULL;
}

static void on_reference(void *context, const xmlChar *name)
{
    refuse(context, VB_E_PARSE, "entity &%.40s; is refused: nvidia-smi writes none", (const char *)name);
}

static void write_value(vb_buf *out, vb_str v)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < v.n; i++) {
        unsigned char ch = (unsigned char)v.p[i];
        if (ch >= 0x20 && ch != 0x7f && ch != '\\') {
            vb_buf_char(out, v.p[i]);
            continue;
        }
        vb_buf_lit(out, "\\x");
        vb_buf_char(out, hex[ch >> 4]);
        vb_buf_char(out, hex[ch & 15]);
    }
    vb_buf_char(out, '\n');
}

static void write_pair(flatten *f, vb_str key, vb_str value)
{
    vb_buf_printf(f->out, "log[%u].", f->log);
    if (f->in_gpu)
        vb_buf_printf(f->out, "gpu[%u].", f->gpu);
    vb_buf_add(f->out, key);
    vb_buf_char(f->out, '=');
    write_value(f->out, vb_str_trim(value));
}

static void write_number(flatten *f, vb_str key, uint64_t n)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%" PRIu64, n);
    write_pair(f, key, (vb_str){text, (size_t)len});
}

static void start_gpu(flatten *f, int n_attributes, const xmlChar **attributes)
{
    vb_str id = VB_STR_NONE;
    for (int i = 0; i < n_attributes; i++) {
        const char *begin = (const char *)attributes[5 * i + 3], *end = (const char *)attributes[5 * i + 4];
        if (vb_str_eq(name_of(attributes[5 * i]), VB_S("id")))
            id = (vb_str){begin, (size_t)(end - begin)};
    }
    if (id.n > 64) {
        refuse(f, VB_E_RANGE, "the id of a card has %zu bytes; at most 64 are read", id.n);
        return;
    }
    if (f->gpu >= VB_SMI_MAX_CARDS) {
        refuse(f, VB_E_RANGE, "more than %d cards in one document", VB_SMI_MAX_CARDS);
        return;
    }
    f->in_gpu = true;
    f->mig = 0;
    f->path_n[f->depth] = 0;
    write_number(f, VB_S("line"), line_now(f));
    write_pair(f, VB_S("id"), id);
}

/* Is the element one whose text we want? Builds its path as it goes down. */
static bool wanted(flatten *f, vb_str name)
{
    if (!f->in_gpu) {
        static const char *const heads[] = {"driver_version", "cuda_version", "attached_gpus"};
        for (size_t i = 0; f->depth == 2 && i < sizeof heads / sizeof *heads; i++)
            if (vb_str_eq(name, vb_str_of(heads[i])))
                return true;
        return false;
    }
    size_t n = f->path_n[f->depth - 1];
    if (n == SIZE_MAX || name.n + 1 > MAX_PATH_BYTES - n) { /* longer than any path of the table */
        f->path_n[f->depth] = SIZE_MAX;
        return false;
    }
    if (n > 0)
        f->path[n++] = '.';
    memcpy(f->path + n, name.p, name.n);
    f->path_n[f->depth] = n += name.n;
    f->mig += vb_str_eq((vb_str){f->path, n}, VB_S("mig_devices.mig_device"));
    return vb_smi_by_path((vb_str){f->path, n}) != VB_NONE;
}

static void on_start(void *context, const xmlChar *localname, const xmlChar *prefix, const xmlChar *uri,
                     int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
                     const xmlChar **attributes)
{
    flatten *f = context;
    vb_str name = name_of(localname);
    (void)uri, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
    if (f->error.code != VB_OK)
        return;
    if (++f->depth > MAX_DEPTH) {
        refuse(f, VB_E_RANGE, "elements are nested deeper than %d", MAX_DEPTH);
        return;
    }
    if (prefix != NULL) {
        refuse(f, VB_E_PARSE, "element <%.30s:%.40s>: nvidia-smi writes no namespaces, so they are refused",
               (const char *)prefix, (const char *)localname);
        return;
    }
    if (f->depth == 1) {
        if (!vb_str_eq(name, VB_S("nvidia_smi_log")))
            refuse(f, VB_E_PARSE, "the document is <%.40s>, expected <nvidia_smi_log>", (const char *)localname);
        return;
    }
    if (f->mapped_at != 0) {
        refuse(f, VB_E_PARSE, "element <%.40s> stands where a value is expected", (const char *)localname);
        return;
    }
    if (f->depth == 2 && vb_str_eq(name, VB_S("gpu"))) {
        start_gpu(f, n_attributes, attributes);
        return;
    }
    if (wanted(f, name)) {
        f->mapped_at = f->depth;
        f->value_n = 0;
        f->above = !f->in_gpu;
        if (f->above)
            (void)snprintf(f->name, sizeof f->name, "%.*s", VB_ARG(name));
    }
}

static void on_text(void *context, const xmlChar *text, int n)
{
    flatten *f = context;
    if (f->error.code != VB_OK || f->mapped_at != f->depth || n <= 0)
        return;
    if ((size_t)n > sizeof f->value - f->value_n) {
        refuse(f, VB_E_RANGE, "a value is longer than %zu bytes", sizeof f->value);
        return;
    }
    memcpy(f->value + f->value_n, text, (size_t)n);
    f->value_n += (size_t)n;
}

static void on_end(void *context, const xmlChar *localname, const xmlChar *prefix, const xmlChar *uri)
{
    flatten *f = context;
    (void)localname, (void)prefix, (void)uri;
    if (f->error.code != VB_OK)
        return;
    if (f->mapped_at == f->depth) {
        vb_str value = vb_str_trim((vb_str){f->value, f->value_n});
        if (value.n > VB_SMI_MAX_VALUE)
            refuse(f, VB_E_RANGE, "a value has %zu bytes; at most %d are read", value.n, VB_SMI_MAX_VALUE);
        else
            write_pair(f, f->above ? vb_str_of(f->name) : (vb_str){f->path, f->path_n[f->depth]}, value);
        f->mapped_at = 0;
    } else if (f->depth == 2 && f->in_gpu) {
        if (f->mig > 0)
            write_number(f, VB_S("mig_devices"), f->mig);
        write_number(f, VB_S("end"), line_now(f));
        f->in_gpu = false;
        f->gpu++;
    }
    f->depth--;
}

__attribute__((format(printf, 2, 3))) static void quiet(void *context, const char *message, ...)
{
    (void)context, (void)message; /* the parser keeps its last error; it is told when the document is done */
}

static uint64_t lines_in(vb_str s)
{
    uint64_t n = 0;
    for (size_t at = 0; at < s.n; at++)
        n += s.p[at] == '\n';
    return n;
}

/* Encodings that libxml2 knows by itself. Any other would make it load a converter from a file. */
static bool known_encoding(vb_str document)
{
    static const char *const known[] = {"UTF-8", "UTF8", "US-ASCII", "ASCII", "ISO-8859-1"};
    vb_str head = vb_str_sub(document, 0, 256);
    size_t close = vb_str_find(head, VB_S("?>"), 0), at;
    if (!vb_str_starts(head, VB_S("<?xml")))
        return true;
    if (close == SIZE_MAX)
        return false;
    head = vb_str_sub(head, 0, close);
    at = vb_str_find(head, VB_S("encoding"), 0);
    if (at == SIZE_MAX)
        return true;
    vb_str value = vb_str_trim(vb_str_sub(head, at + 8, head.n));
    if (value.n == 0 || value.p[0] != '=')
        return false;
    value = vb_str_trim(vb_str_sub(value, 1, value.n));
    if (value.n < 2 || (value.p[0] != '"' && value.p[0] != '\''))
        return false;
    const char *end = memchr(value.p + 1, value.p[0], value.n - 1);
    if (end == NULL)
        return false;
    value = vb_str_sub(value, 1, (size_t)(end - value.p) - 1);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (vb_str_eq_nocase(value, vb_str_of(known[i])))
            return true;
    return false;
}

/* One document, begin to end of its root element. */
static vb_code one_document(flatten *f, vb_str document, vb_error *err)
{
    char where[32];
    (void)snprintf(where, sizeof where, "line %" PRIu64, f->lines_before + 1);
    if (!known_encoding(document))
        return vb_fail(err, VB_E_PARSE, where, f->lines_before + 1, "the encoding is not UTF-8, ASCII or Latin-1");
    xmlParserCtxtPtr xml = xmlCreateMemoryParserCtxt(document.p, (int)document.n);
    if (xml == NULL)
        return vb_fail(err, VB_E_NOMEM, where, f->lines_before + 1, "no memory left to parse XML");
    xmlSAXHandler *sax = xml->sax;
    memset(sax, 0, sizeof *sax);
    sax->initialized = XML_SAX2_MAGIC;
    sax->internalSubset = on_doctype;
    sax->entityDecl = on_entity;
    sax->notationDecl = on_notation;
    sax->attributeDecl = on_attribute;
    sax->elementDecl = on_element;
    sax->unparsedEntityDecl = on_unparsed;
    sax->getEntity = on_lookup;
    sax->getParameterEntity = on_parameter;
    sax->reference = on_reference;
    sax->startElementNs = on_start;
    sax->endElementNs = on_end;
    sax->characters = on_text;
    sax->cdataBlock = on_text;
    sax->warning = quiet;
    sax->error = quiet;
    sax->fatalError = quiet;
    (void)xmlCtxtUseOptions(xml, XML_PARSE_NONET);
    xml->userData = f;
    f->xml = xml;
    write_number(f, VB_S("line"), f->lines_before + 1);
    int failed = xmlParseDocument(xml);
    const xmlError *e = xmlCtxtGetLastError(xml);
    vb_code rc = VB_OK;
    if (f->error.code != VB_OK) {
        rc = f->error.code;
        if (err != NULL)
            *err = f->error;
    } else if (failed != 0 || xml->wellFormed == 0) {
        uint64_t line = f->lines_before + (uint64_t)(e == NULL || e->line < 1 ? 1 : e->line);
        vb_str text = e == NULL || e->message == NULL ? VB_S("not well-formed") : vb_str_trim(vb_str_of(e->message));
        (void)snprintf(where, sizeof where, "line %" PRIu64, line);
        rc = vb_fail(err, VB_E_PARSE, where, line, "XML: %.*s", VB_ARG(text));
    } else {
        write_number(f, VB_S("end"), line_now(f));
    }
    xmlFreeDoc(xml->myDoc); /* the parser keeps one of its own for what a document type says */
    xml->myDoc = NULL;
    xmlFreeParserCtxt(xml);
    f->xml = NULL;
    return rc;
}

/* Where the prolog of the document begins whose root starts at `root`, not before `from`. */
static size_t prolog(vb_str in, size_t from, size_t root)
{
    static const vb_str marks[] = {{"<?xml", 5}, {"<!DOCTYPE", 9}};
    in = vb_str_sub(in, 0, root);
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        size_t last = SIZE_MAX;
        for (size_t at = vb_str_find(in, marks[m], from); at != SIZE_MAX; at = vb_str_find(in, marks[m], at + 1))
            last = at;
        if (last != SIZE_MAX)
            return last;
    }
    return root;
}

vb_code vb_nvidia_smi_xml_flatten(vb_str in, vb_buf *out, vb_error *err)
{
    VB_CLEANUP(vb_buf, vb_buf_free) flat = {0};
    static const vb_str close = {"</nvidia_smi_log", 16};
    size_t at = 0, counted = 0;
    uint64_t lines = 0;
    uint32_t logs = 0;
    if (in.n > MAX_XML_BYTES)
        return vb_fail(err, VB_E_RANGE, "", VB_NO_OFFSET, "the file has %zu bytes; at most %d are read as XML", in.n,
                       MAX_XML_BYTES);
    vb_buf_lit(&flat, "verbleib.nvidia-smi/1\n");
    for (size_t root; (root = vb_str_find(in, VB_S("<nvidia_smi_log"), at)) != SIZE_MAX; logs++) {
        size_t begin = prolog(in, at, root), end = vb_str_find(in, close, root);
        if (logs == VB_SMI_MAX_BLOCKS)
            return vb_fail(err, VB_E_RANGE, "", VB_NO_OFFSET, "more than %d documents in one file; split it",
                           VB_SMI_MAX_BLOCKS);
        lines += lines_in(vb_str_sub(in, counted, begin - counted));
        counted = begin;
        if (end == SIZE_MAX) {
            char where[32];
            uint64_t line = lines + 1 + lines_in(vb_str_sub(in, begin, in.n));
            (void)snprintf(where, sizeof where, "line %" PRIu64, line);
            return vb_fail(err, VB_E_PARSE, where, line, "the file breaks off: </nvidia_smi_log> is missing");
        }
        const char *tail = memchr(in.p + end, '>', in.n - end);
        end = tail == NULL ? in.n : (size_t)(tail - in.p) + 1;
        flatten f = {.out = &flat, .log = logs, .lines_before = lines};
        VB_TRY(one_document(&f, vb_str_sub(in, begin, end - begin), err));
        at = end;
    }
    if (logs == 0)
        return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET, "no <nvidia_smi_log> in the file");
    vb_buf_printf(&flat, "end=%u\n", logs);
    vb_buf_add(out, vb_buf_str(&flat));
    if (flat.failed || out->failed)
        return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory left for the flat form");
    return VB_OK;
}
