/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CMD_SESSION_H
#define VB_CMD_SESSION_H
/* One case, opened and joined, with the reference data: what most verbs begin with. Owns everything below it;
 * vb_session_close frees it in one go. */
#include "checks/check.h"
#include "cmd/reference.h"
#include "cmd/verb.h"
#include "report/report.h"

typedef struct vb_session {
    vb_arena arena;         /* reference data, view, findings */
    struct vb_case *opened; /* the case's mapped files and claims, owned by world/ */
    const vb_claims *claims;
    vb_reference reference;
    vb_view view;
    vb_findings findings; /* filled by vb_session_check */
    vb_report_check *ran; /* the checks that ran */
    size_t n_ran;
    uint32_t *card_models; /* by row of claims->cards */
    vb_country home;
    int64_t as_of, known_on;
    bool complete, undated;
    vb_str case_name, title;
    bool synthetic;
} vb_session;

/* Opens the case, loads reference data, builds the view. path NULL = --case, else the current folder. */
VB_MUST_USE vb_code vb_session_open(const vb_command *command, const char *path, bool world, vb_session *out,
                                    vb_error *err);
/* Runs the chosen checks (--only, --skip) on threads; sorts the findings. */
VB_MUST_USE vb_code vb_session_check(const vb_command *command, vb_session *s, vb_error *err);
/* What outputs need; borrows from the session. */
vb_audit vb_session_audit(const vb_session *s);
vb_report_options vb_session_options(const vb_command *command);
/* Did any file of the case give a claim, or is it an empty case whose files have nothing but headers? */
bool vb_session_usable(const vb_session *s);
void vb_session_close(vb_session *s);
/* Chooses by --only and --skip; false and a message when a name fits no check. */
bool vb_check_wanted(const vb_command *command, const vb_check *check);
int vb_check_names_known(const vb_command *command);
#endif
