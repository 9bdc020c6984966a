/* SPDX-License-Identifier: Apache-2.0 */
/* The table of options. */
#include "cmd/verb.h"
#include "findings/finding.h"

const vb_option vb_options[] = {
    {VB_OPT_CASE, "case", 'C', "DIR", NULL, N_("case folder (default: the current folder)")},
    {VB_OPT_JSON, "json", 0, NULL, NULL, N_("same as --format json")},
    {VB_OPT_FORMAT, "format", 'f', "FORMAT", "table|json|ndjson|csv|sarif|html", N_("how to print")},
    {VB_OPT_OUT, "out", 'o', "FILE", NULL,
     N_("write to FILE instead of standard output; FILE is replaced only when all is written")},
    {VB_OPT_AS_OF, "as-of", 0, "DATE", NULL,
     N_("the day asked about (also --on); of a case the default is case.ini, else its latest date")},
    {VB_OPT_KNOWN_ON, "known-on", 0, "DATE", NULL, N_("with the rules as they were known on DATE")},
    {VB_OPT_FAIL_ON, "fail-on", 0, "LEVEL", "critical|high|medium|low|open",
     N_("exit 1 from this severity on; open: exit 2 when a check stays open (default high)")},
    {VB_OPT_LANG, "lang", 0, "LANGUAGE", "en|de", N_("language of texts")},
    {VB_OPT_EXPLAIN, "explain", 0, NULL, NULL, N_("why, with claims, evidence and sources")},
    {VB_OPT_OFFLINE, "offline", 0, NULL, NULL, N_("refuse the network (no verb of this version uses it)")},
    {VB_OPT_QUIET, "quiet", 'q', NULL, NULL, N_("only the answer: no progress, no hints")},
    {VB_OPT_VERBOSE, "verbose", 'v', NULL, NULL, N_("say more about what is read; may be repeated")},
    {VB_OPT_NO_COLOR, "no-color", 0, NULL, NULL, N_("no colours (also with NO_COLOR set)")},
    {VB_OPT_HELP, "help", 'h', NULL, NULL, N_("this help")},
    {VB_OPT_VERSION, "version", 0, NULL, NULL, N_("version of the program")},
    {VB_OPT_ONLY, "only", 0, "CHECK", NULL, N_("run only this check; may be repeated; custody.* names a family")},
    {VB_OPT_SKIP, "skip", 0, "CHECK", NULL, N_("leave this check out; may be repeated")},
    {VB_OPT_FROM, "from", 0, "FILE", NULL, N_("inventory file to read; more files may follow")},
    {VB_OPT_THREADS, "threads", 0, "N", NULL, N_("threads to use, 1 to 64 (default: one a processor)")},
    {VB_OPT_TO, "to", 0, "COUNTRY", NULL, N_("destination: ISO code or English or German name")},
    {VB_OPT_HQ, "hq", 0, "COUNTRY", NULL,
     N_("headquarters of the end user's ultimate parent (default: taken to be at the destination, and said so)")},
    {VB_OPT_SHIPPED_FROM, "shipped-from", 0, "COUNTRY", NULL,
     N_("country the move starts in (default US; anything else is a reexport or transfer)")},
    {VB_OPT_USE, "use", 0, "USE", "dc|gaming",
     N_("what it is designed or marketed for, in place of the catalogue's judgement")},
    {VB_OPT_TPP, "tpp", 0, "N", NULL, N_("total processing performance of one integrated circuit")},
    {VB_OPT_PD, "pd", 0, "N", NULL, N_("performance density, TPP per mm2")},
    {VB_OPT_DRAM_BANDWIDTH, "dram-bandwidth", 0, "N", NULL, N_("total DRAM bandwidth, GB/s")},
    {VB_OPT_IO_BANDWIDTH, "io-bandwidth", 0, "N", NULL,
     N_("chip-to-chip transfer rate, both directions together, GB/s")},
    {VB_OPT_MEMORY_DENSITY, "memory-density", 0, "N", NULL,
     N_("memory bandwidth density of a stack sold as memory, GB/s per mm2 (3A090.c)")},
    {VB_OPT_MAKER, "maker", 0, "NAME", NULL, N_("maker of a circuit that is stated by figures alone")},
    {VB_OPT_BATCH, "batch", 0, "FILE", NULL, N_("CSV of cases to classify, one answer a row; - is standard input")},
    {VB_OPT_WHAT_IF, "what-if", 0, "INSTRUMENT", NULL,
     N_("as if this pending instrument were in force; may be repeated")},
    {VB_OPT_LAYER, "layer", 0, "LAYER", "text|enforced", N_("printed law, or law as it is applied (default enforced)")},
    {VB_OPT_PROGRESS, "progress", 0, NULL, NULL, N_("show progress even when standard error is no terminal")},
};
const size_t vb_n_options = sizeof vb_options / sizeof vb_options[0];

const vb_option *vb_option_of(vb_option_id id)
{
    for (size_t i = 0; i < vb_n_options; i++)
        if (vb_options[i].id == id)
            return &vb_options[i];
    return NULL;
}

const char *vb_option_choices(const vb_verb *verb, const vb_option *option)
{
    return option->id == VB_OPT_FORMAT && verb != NULL && verb->formats != NULL ? verb->formats : option->choices;
}
