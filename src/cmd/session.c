/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a case, building the view, running the checks on threads. */
#include "cmd/session.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "checks/card_rules.h"
#include "world/case.h"
#include "world/progress.h"

static unsigned threads_of(const vb_command *command)
{
    long n = command->threads != 0 ? (long)command->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 64 ? 64 : (unsigned)n;
}

static bool setting_is(const vb_claims *c, vb_str name, vb_str value)
{
    for (size_t i = 0; i < c->settings.n; i++)
        if (vb_str_eq(c->settings.v[i].section, VB_S("case")) && vb_str_eq(c->settings.v[i].name, name))
            return vb_str_eq_nocase(c->settings.v[i].value, value);
    return false;
}

vb_code vb_session_open(const vb_command *command, const char *path, bool world, vb_session *out, vb_error *err)
{
    vb_session s = {0};
    *out = s;
    if (path == NULL)
        path = command->case_dir == NULL ? "." : command->case_dir;
    vb_code rc = vb_reference_load(&s.arena, world, &s.reference, err);
    vb_progress progress;
    vb_progress_open(&progress, STDERR_FILENO, command->progress);
    if (command->quiet)
        progress.on = false;
    vb_case_options options = {
        .threads = threads_of(command), .progress = vb_progress_show, .progress_context = &progress};
    if (rc == VB_OK)
        rc = vb_case_open(path, &s.reference.countries, &options, &s.opened, err);
    if (rc == VB_OK) {
        s.claims = vb_case_claims(s.opened);
        s.case_name = vb_arena_copy(&s.arena, vb_str_of(path));
        s.title = s.claims->title.n > 0 ? s.claims->title : s.case_name;
        s.synthetic = setting_is(s.claims, VB_S("synthetic"), VB_S("yes"));
        s.home = s.claims->home;
        s.known_on = command->known_on;
        s.as_of = command->as_of != VB_NO_TIME    ? command->as_of
                  : s.claims->as_of != VB_NO_TIME ? s.claims->as_of + VB_DAY - 1
                                                  : vb_claims_latest(s.claims);
        s.complete = vb_case_complete(s.opened);
        s.undated = s.as_of == VB_NO_TIME;
        if (s.undated)
            s.as_of = 0; /* nothing in the case has a date: no claim depends on it */
        else
            s.as_of = vb_day_of(s.as_of) + VB_DAY - 1;
        vb_progress_show(&progress, "joining", 0, 0);
        rc = vb_view_build(s.claims, s.reference.catalogue, s.as_of, &s.arena, &s.view, err);
    }
    vb_progress_close(&progress);
    if (rc != VB_OK) {
        vb_session_close(&s);
        return rc;
    }
    *out = s;
    return VB_OK;
}

bool vb_session_usable(const vb_session *s)
{
    uint64_t rows = 0, bad = 0;
    size_t known = 0;
    for (size_t i = 0; i < s->claims->sources.n; i++) {
        known += s->claims->sources.v[i].kind != VB_SRC_UNKNOWN;
        rows += s->claims->sources.v[i].rows;
        bad += s->claims->sources.v[i].bad_rows;
    }
    return known > 0 && (rows > 0 || (bad == 0 && s->complete));
}

void vb_session_close(vb_session *s)
{
    if (s->opened != NULL)
        vb_case_close(s->opened);
    vb_arena_free(&s->arena);
    *s = (vb_session){0};
}

/* "custody.gap", "custody" or "custody.*" */
static bool names(const char *pattern, const char *id)
{
    vb_str p = vb_str_of(pattern), i = vb_str_of(id);
    if (vb_str_ends(p, VB_S(".*")))
        p.n -= 2;
    return vb_str_eq(p, i) || (vb_str_starts(i, p) && i.n > p.n && i.p[p.n] == '.');
}

static bool named_in(const vb_list *list, const char *id)
{
    for (size_t i = 0; i < list->n; i++)
        if (names(list->v[i], id))
            return true;
    return false;
}

bool vb_check_wanted(const vb_command *command, const vb_check *check)
{
    return (command->only.n == 0 || named_in(&command->only, check->id)) && !named_in(&command->skip, check->id);
}

int vb_check_names_known(const vb_command *command)
{
    const vb_list *const lists[] = {&command->only, &command->skip};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < lists[k]->n; i++) {
            bool known = false;
            for (size_t c = 0; c < vb_n_checks && !known; c++)
                known = names(lists[k]->v[i], vb_checks[c]->id);
            if (!known)
                return vb_say_usage(command, "there is no check \"%s\"; `verbleib help checks` lists them",
                                    lists[k]->v[i]);
        }
    return 0;
}

/* Each check has its own list, arena and error, so threads share nothing; the lists are joined in the table's order. */
typedef struct check_slot {
    const vb_check *check;
    vb_arena arena;
    vb_findings findings;
    vb_error err;
    vb_code rc;
} check_slot;

typedef struct check_pool {
    const vb_session *session;
    check_slot *slots;
    size_t n;
    atomic_size_t next;
} check_pool;

static void *run_slots(void *arg)
{
    check_pool *pool = arg;
    for (;;) {
        size_t i = atomic_fetch_add(&pool->next, 1);
        if (i >= pool->n)
            return NULL;
        check_slot *slot = &pool->slots[i];
        const vb_session *s = pool->session;
        VB_CLEANUP(vb_arena, vb_arena_free) scratch = {0};
        slot->findings = (vb_findings){.arena = &slot->arena, .as_of = s->as_of};
        vb_context cx = {.view = &s->view,
                         .claims = s->claims,
                         .catalogue = s->reference.catalogue,
                         .goods = s->reference.goods,
                         .rules = s->reference.rules,
                         .countries = &s->reference.countries,
                         .home = s->home,
                         .as_of = s->as_of,
                         .known_on = s->known_on,
                         .scratch = &scratch,
                         .draft = VB_NEW(&scratch, vb_draft, 1)};
        if (cx.draft == NULL)
            slot->rc = vb_fail(&slot->err, VB_E_NOMEM, slot->check->id, VB_NO_OFFSET, "no memory for a finding");
        else
            slot->rc = vb_check_run(slot->check, &cx, &slot->findings, &slot->err);
    }
}

static vb_code join_slots(vb_session *s, check_slot *slots, size_t n, vb_error *err)
{
    /* findings stay where they are made: each slot's arena becomes part of the session's by copying the structs only */
    for (size_t i = 0; i < n; i++) {
        if (slots[i].rc != VB_OK) {
            if (err != NULL)
                *err = slots[i].err;
            return slots[i].rc;
        }
        s->ran[s->n_ran++] = (vb_report_check){slots[i].check->id, slots[i].check->question, slots[i].check->needs,
                                               slots[i].check->passed};
        for (size_t k = 0; k < slots[i].findings.n; k++) {
            vb_finding *f = VB_PUSH(&s->arena, &s->findings);
            if (f == NULL)
                return vb_fail(err, VB_E_NOMEM, "findings", VB_NO_OFFSET, "no memory for the findings");
            *f = slots[i].findings.v[k];
        }
    }
    return VB_OK;
}

static vb_code recognise_cards(vb_session *s, vb_error *err)
{
    vb_card_judgement *judged;
    if (s->claims->cards.n == 0)
        return VB_OK;
    VB_TRY(vb_cards_judge(s->reference.catalogue, s->claims, &s->arena, &judged, err));
    s->card_models = VB_NEW(&s->arena, uint32_t, s->claims->cards.n);
    if (s->card_models == NULL)
        return vb_fail(err, VB_E_NOMEM, "cards", VB_NO_OFFSET, "no memory for the cards");
    for (size_t i = 0; i < s->claims->cards.n; i++)
        s->card_models[i] = judged[i].model;
    return VB_OK;
}

vb_code vb_session_check(const vb_command *command, vb_session *s, vb_error *err)
{
    check_slot *slots = VB_NEW(&s->arena, check_slot, vb_n_checks);
    s->ran = VB_NEW(&s->arena, vb_report_check, vb_n_checks);
    if (slots == NULL || s->ran == NULL)
        return vb_fail(err, VB_E_NOMEM, "checks", VB_NO_OFFSET, "no memory for the checks");
    check_pool pool = {.session = s, .slots = slots};
    for (size_t i = 0; i < vb_n_checks; i++)
        if (vb_check_wanted(command, vb_checks[i]))
            slots[pool.n++].check = vb_checks[i];
    unsigned n_threads = threads_of(command), started = 0;
    pthread_t threads[64];
    while (started + 1 < n_threads && started + 1 < pool.n &&
           pthread_create(&threads[started], NULL, run_slots, &pool) == 0)
        started++;
    (void)run_slots(&pool);
    for (unsigned i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    s->findings = (vb_findings){.arena = &s->arena, .as_of = s->as_of};
    vb_code rc = join_slots(s, slots, pool.n, err);
    if (rc == VB_OK)
        rc = recognise_cards(s, err);
    for (size_t i = 0; i < pool.n; i++)
        vb_arena_adopt(&s->arena, &slots[i].arena);
    if (rc == VB_OK)
        rc = vb_case_check(s->opened, err); /* a large file that changed while it was read: nothing said of it holds */
    if (rc == VB_OK)
        vb_findings_sort(&s->findings);
    return rc;
}

vb_audit vb_session_audit(const vb_session *s)
{
    return (vb_audit){.case_name = s->case_name,
                      .title = s->title,
                      .as_of = s->as_of,
                      .known_on = s->known_on,
                      .complete = s->complete,
                      .undated = s->undated,
                      .synthetic = s->synthetic,
                      .claims = s->claims,
                      .view = &s->view,
                      .findings = &s->findings,
                      .checks = s->ran,
                      .n_checks = s->n_ran,
                      .card_models = s->card_models,
                      .rules = s->reference.rules,
                      .countries = &s->reference.countries,
                      .world = s->reference.world,
                      .version = VB_VERSION};
}
