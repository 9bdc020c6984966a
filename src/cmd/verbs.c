/* SPDX-License-Identifier: Apache-2.0 */
/* The table of verbs, in the order of `verbleib help`. */
#include "cmd/verb.h"
#include "findings/finding.h"

#define BIT VB_OPTION_BIT
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
     vb_verb_audit},
    {"audit diff", "A.json B.json", N_("what changed between two audits: new, gone and changed findings"),
     N_("Compares two files written by `verbleib audit --json` by the fingerprints of their findings. Exit code 1 when "
        "a finding is new or became graver."),
     "verbleib audit diff monday.json friday.json\tnew, gone and changed findings\n",
     BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 2, 2, vb_verb_audit_diff},
    {"check", "--from FILE...",
     N_("what is the card in this nvidia-smi file: consistent, contradicted, or not to be told"),
     N_("Reads the output of nvidia-smi -q or -q -x and compares every field with the catalogue. Exit codes: 1 a card "
        "is contradicted, 2 nothing but "
        "undetermined cards, 65 no card in the files."),
     "verbleib check --from examples/one-card/inventory/*\teach card with its verdict\n",
     BIT(VB_OPT_FROM) | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT) | BIT(VB_OPT_EXPLAIN), 0, VB_MAX_LIST, vb_verb_check},
    {"trace", "ITEM", N_("the whole life of one item on one screen"),
     N_("ITEM is the item id, its serial, UUID or PDI. Prints every leg of its custody with party, place, licence and "
        "evidence, and the findings about it."),
     "verbleib trace --case examples/courier COURIER-0012\tfrom maker to today\n",
     CASE | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 1, 1, vb_verb_trace},
    {"licence list", "", N_("all licence lines with what was drawn on them"), NULL,
     "verbleib licence list --case examples/licensed-h20\tdrawdown of every line\n",
     CASE | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 0, 0, vb_verb_licence_list},
    {"licence show", "LICENCE", N_("one licence: lines, drawdowns, conditions"), NULL,
     "verbleib licence show --case examples/licensed-h20 DEMO-L-2001\tevery drawdown with its running sum\n",
     CASE | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 1, 1, vb_verb_licence_show},
    {"event list", "FILE", N_("the events of one EPCIS document"),
     N_("Prints one line an event; with --json one object an event. Exit code 65 with the reason when the document is "
        "invalid."),
     "verbleib event list events.json --json\tone object an event\n", BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 1, 1,
     vb_verb_event_list},
    {"finding list", "[CASE]", N_("one line a finding: id, verdict, severity, check, subject"), NULL,
     "verbleib finding list examples/courier\tids for `finding explain`\n", CASE | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT),
     0, 1, vb_verb_finding_list},
    {"finding explain", "FINDING", N_("one finding with its claims, evidence, rule and what would refute it"),
     N_("FINDING is an id as printed by an audit (F-1a2b3c4d5e, or its first digits)."),
     "verbleib finding explain --case examples/courier F-1a2b\tthe whole reasoning\n",
     CASE | BIT(VB_OPT_JSON) | BIT(VB_OPT_OUT), 1, 1, vb_verb_finding_explain},
    {"init", "DIR", N_("an empty case: every file with its header line and a help text"), NULL,
     "verbleib init my-case\ta folder to fill\n", 0, 1, 1, vb_verb_init},
    {"demo", "[FOLDER]", N_("audits the example cases and writes their reports"),
     N_("Audits the cases that come with the program, prints their findings and writes one HTML report each into "
        "FOLDER (default: demo-reports)."),
     "verbleib demo\tfindings and reports in a minute\n", BIT(VB_OPT_PROGRESS), 0, 1, vb_verb_demo},
    {"doctor", "", N_("is everything here that the program needs?"), NULL,
     "verbleib doctor\tone line a part, with the remedy\n", BIT(VB_OPT_JSON), 0, 0, vb_verb_doctor},
    {"help", "[VERB]", N_("help on the program or on one verb"), NULL, "verbleib help audit\toptions and examples\n", 0,
     0, 2, vb_verb_help},
    {"completion", "bash|zsh|fish", N_("completion script for a shell"), NULL,
     "source <(verbleib completion bash)\tcompletion in this shell\n", 0, 1, 1, vb_verb_completion},
    {"manual", "[VERB]", N_("man page source (scdoc) of the program or of one verb"), NULL,
     "verbleib manual audit | scdoc | man -l -\tread it\n", 0, 0, 2, vb_verb_manual},
};
const size_t vb_n_verbs = sizeof vb_verbs / sizeof vb_verbs[0];
