/* SPDX-License-Identifier: Apache-2.0 */
/* The table of verbs, in the order of `verbleib help`. */
#include "cmd/verb.h"
#include "findings/finding.h"

#define BIT VB_OPTION_BIT
/* An enumeration holds no 64 bits in C17. */
#define ASKED                                                                                                \
    (BIT(VB_OPT_TO) | BIT(VB_OPT_HQ) | BIT(VB_OPT_SHIPPED_FROM) | BIT(VB_OPT_AS_OF) | BIT(VB_OPT_KNOWN_ON) | \
     BIT(VB_OPT_WHAT_IF))
enum {
    OUTPUT = BIT(VB_OPT_JSON) | BIT(VB_OPT_FORMAT) | BIT(VB_OPT_OUT),
    CASE = BIT(VB_OPT_CASE) | BIT(VB_OPT_AS_OF) | BIT(VB_OPT_KNOWN_ON) | BIT(VB_OPT_THREADS) | BIT(VB_OPT_PROGRESS)
};

const vb_verb vb_verbs[] = {
    {"audit", "[CASE]", N_("run every check over a case folder and print the findings"),
     N_("Reads the case folder, follows every item, licence and party, and answers each check with findings and their "
        "evidence. "
        "A folder of loose nvidia-smi files is a case, too. Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 "
        "open checks with "
        "--fail-on open, 65 nothing usable in the folder."),
     "verbleib audit examples/hub-route\tfindings on the terminal\n"
     "verbleib audit examples/hub-route --format html --out report.html\tthe report, one file that works offline\n"
     "verbleib audit . --only 'licence.*' --json\tone family of checks, for a program\n",
     CASE | OUTPUT | BIT(VB_OPT_FAIL_ON) | BIT(VB_OPT_EXPLAIN) | BIT(VB_OPT_ONLY) | BIT(VB_OPT_SKIP), 0, 1,
     vb_verb_audit, NULL},
    {"audit diff", "A.json B.json", N_("what changed between two audits: new, gone and changed findings"),
     N_("Compares two files written by `verbleib audit --json` by the fingerprints of their findings. Exit code 1 when "
        "a finding is new or became graver."),
     "verbleib audit diff monday.json friday.json\tnew, gone and changed findings\n",
     BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 2, 2, vb_verb_audit_diff, NULL},
    {"check", "--from FILE...",
     N_("what is the card in this nvidia-smi file: consistent, contradicted, or not to be told"),
     N_("Reads the output of nvidia-smi -q or -q -x and compares every field with the catalogue. Exit codes: 1 a card "
        "is contradicted, 2 nothing but "
        "undetermined cards, 65 no card in the files."),
     "verbleib check --from examples/one-card/inventory/*\teach card with its verdict\n",
     BIT(VB_OPT_FROM) | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT) | BIT(VB_OPT_EXPLAIN), 0, VB_MAX_LIST, vb_verb_check, NULL},
    {"classify", "[MODEL]", N_("which rule, which licence duty, why, how far from the threshold"),
     N_("Answers for one accelerator, one destination and one day: what it is classified as, whether a licence is "
        "required by the printed law and by the law as it is applied, which exceptions and which review policy there "
        "are, and which facts are open. MODEL is a model of the catalogue by id or name; without it state the figures. "
        "With --batch a CSV of cases is answered row by row (docs/formats/classification.md). Exit codes: 1 a licence "
        "is required, 2 it cannot be told, 65 the model or the file cannot be read; a batch exits 0 when every row "
        "has its answer."),
     "verbleib classify H20 --to CN --on 2025-05-01\tthe answer with its reasons\n"
     "verbleib classify --tpp 2368 --pd 2.91 --use dc --to CN --on 2024-06-01\tthe same from figures\n"
     "verbleib classify \"RTX 4090\" --to SG --hq CN --on 2026-06-01 --format html --out why.html\tlaw and "
     "evaluation side by side\n",
     ASKED | OUTPUT | BIT(VB_OPT_USE) | BIT(VB_OPT_TPP) | BIT(VB_OPT_PD) | BIT(VB_OPT_DRAM_BANDWIDTH) |
         BIT(VB_OPT_IO_BANDWIDTH) | BIT(VB_OPT_MEMORY_DENSITY) | BIT(VB_OPT_MAKER) | BIT(VB_OPT_BATCH) |
         BIT(VB_OPT_EXPLAIN) | BIT(VB_OPT_PROGRESS),
     0, 1, vb_verb_classify, "table|json|ndjson|csv|html"},
    {"rules list", "", N_("the instruments: whose, since when, on what basis, reviewed when"), NULL,
     "verbleib rules list\tone line an instrument\n", BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 0, 0, vb_verb_rules_list,
     NULL},
    {"rules show", "INSTRUMENT", N_("one instrument as law to read: clauses, parameters, dates, sources"),
     N_("INSTRUMENT is an id of `verbleib rules list`, or a clause: 88fr73458/3a090.a."),
     "verbleib rules show 91fr1684\tthe case-by-case lane of January 2026\n", BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 1, 1,
     vb_verb_rules_show, NULL},
    {"rules diff", "DATE DATE", N_("accelerators of the catalogue whose outcome changes between two days"), NULL,
     "verbleib rules diff 2023-11-16 2023-11-17 --to CN\twhat the rule of October 2023 changed\n",
     BIT(VB_OPT_TO) | BIT(VB_OPT_HQ) | BIT(VB_OPT_SHIPPED_FROM) | BIT(VB_OPT_KNOWN_ON) | BIT(VB_OPT_WHAT_IF) |
         BIT(VB_OPT_LAYER) | OUTPUT,
     2, 2, vb_verb_rules_diff, "table|json|csv"},
    {"rules lint", "",
     N_("doubts about the rules: gaps, overlaps, clauses that can never hold, numbers without source"),
     N_("Exit code 1 when something is wrong; what is only worth a look exits 0."),
     "verbleib rules lint\tone line a doubt, with file and line\n", BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 0, 0,
     vb_verb_rules_lint, NULL},
    {"rules matrix", "[MODEL...]",
     N_("the history of control at a glance: accelerators against days for one destination"),
     N_("Draws one row an accelerator and one column a day on which an answer changes, and the plane of performance "
        "and "
        "performance density with the thresholds of the day given by --on. Without MODEL: all of the catalogue."),
     "verbleib rules matrix --to CN --on 2026-06-01 --out matrix.html\ta page with matrix and plane\n",
     ASKED | BIT(VB_OPT_LAYER) | OUTPUT, 0, VB_MAX_LIST, vb_verb_rules_matrix, "html|svg|csv|json"},
    {"catalogue list", "[WORD...]", N_("the accelerators of the catalogue with their main figures"), NULL,
     "verbleib catalogue list H20\tthe models that the word can mean\n", OUTPUT, 0, VB_MAX_LIST, vb_verb_catalogue_list,
     "table|json|csv"},
    {"catalogue show", "MODEL", N_("one accelerator: every figure with its source and how sure it is"), NULL,
     "verbleib catalogue show nv-h20-96\tfigures, readings, sources, identities\n", BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT),
     1, 1, vb_verb_catalogue_show, NULL},
    {"catalogue sources", "", N_("what the catalogue rests on: each source and the models that stand on it"), NULL,
     "verbleib catalogue sources\tmost used first\n", BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 0, 0,
     vb_verb_catalogue_sources, NULL},
    {"catalogue lint", "",
     N_("doubts about the catalogue: contradictions, and false figures that are known to circulate"),
     N_("Exit code 1 when a figure is wrong; what is only unusual exits 0."),
     "verbleib catalogue lint\tone line a doubt\n", BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 0, 0, vb_verb_catalogue_lint,
     NULL},
    {"trace", "ITEM", N_("the whole life of one item on one screen"),
     N_("ITEM is the item id, its serial, UUID or PDI. Prints every leg of its custody with party, place, licence and "
        "evidence, and the findings about it."),
     "verbleib trace --case examples/courier COURIER-0012\tfrom maker to today\n",
     CASE | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 1, 1, vb_verb_trace, NULL},
    {"licence list", "", N_("all licence lines with what was drawn on them"), NULL,
     "verbleib licence list --case examples/licensed-h20\tdrawdown of every line\n",
     CASE | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 0, 0, vb_verb_licence_list, NULL},
    {"licence show", "LICENCE", N_("one licence: lines, drawdowns, conditions"), NULL,
     "verbleib licence show --case examples/licensed-h20 DEMO-L-2001\tevery drawdown with its running sum\n",
     CASE | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 1, 1, vb_verb_licence_show, NULL},
    {"event list", "FILE", N_("the events of one EPCIS document"),
     N_("Prints one line an event; with --json one object an event. Exit code 65 with the reason when the document is "
        "invalid."),
     "verbleib event list events.json --json\tone object an event\n", BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 1, 1,
     vb_verb_event_list, NULL},
    {"finding list", "[CASE]", N_("one line a finding: id, verdict, severity, check, subject"), NULL,
     "verbleib finding list examples/courier\tids for `finding explain`\n", CASE | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT),
     0, 1, vb_verb_finding_list, NULL},
    {"finding explain", "FINDING", N_("one finding with its claims, evidence, rule and what would refute it"),
     N_("FINDING is an id as printed by an audit (F-1a2b3c4d5e, or its first digits)."),
     "verbleib finding explain --case examples/courier F-1a2b\tthe whole reasoning\n",
     CASE | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 1, 1, vb_verb_finding_explain, NULL},
    {"init", "DIR", N_("an empty case: every file with its header line and a help text"), NULL,
     "verbleib init my-case\ta folder to fill\n", 0, 1, 1, vb_verb_init, NULL},
    {"demo", "[FOLDER]", N_("audits the example cases and writes their reports"),
     N_("Audits the cases that come with the program, prints their findings and writes one HTML report each into "
        "FOLDER (default: demo-reports)."),
     "verbleib demo\tfindings and reports in a minute\n", BIT(VB_OPT_PROGRESS), 0, 1, vb_verb_demo, NULL},
    {"doctor", "", N_("is everything here that the program needs?"), NULL,
     "verbleib doctor\tone line a part, with the remedy\n", BIT(VB_OPT_JSON), 0, 0, vb_verb_doctor, NULL},
    {"help", "[VERB]", N_("help on the program or on one verb"), NULL, "verbleib help audit\toptions and examples\n", 0,
     0, 2, vb_verb_help, NULL},
    {"completion", "bash|zsh|fish", N_("completion script for a shell"), NULL,
     "source <(verbleib completion bash)\tcompletion in this shell\n", 0, 1, 1, vb_verb_completion, NULL},
    {"manual", "[VERB]", N_("man page source (scdoc) of the program or of one verb"), NULL,
     "verbleib manual audit | scdoc | man -l -\tread it\n", 0, 0, 2, vb_verb_manual, NULL},
};
const size_t vb_n_verbs = sizeof vb_verbs / sizeof vb_verbs[0];
