/* SPDX-License-Identifier: Apache-2.0 */
/* The rule language: what is read, what is refused and where the error points, and that printing gives the same rules.
 */
#include "rules_support.h"

#define HEAD                                                                                                       \
    "instrument: t\nformat: verbleib.rule/1\ntitle: T\nauthority: US\ncite: C\npublished: 2023-01-01\nsource: S\n" \
    "reviewed_by: nobody\nreviewed_on: 2023-01-01\n\n"
#define NUMBER "parameter: a.tpp\nvalue: 4800 TPP\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\n\n"
#define CLAUSE(id, when, then)                                                                                         \
    "clause: " id "\ncite: C\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\nwhen: " when "\nthen: " then \
    "\n\n"
#define OVERRIDE(id, other)                                                                                     \
    "clause: " id "\ncite: C\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\nwhen: always\nthen: " \
    "flag a\noverrides: " other "\n\n"
#define CITE(id, cite)                                                                                                 \
    "clause: " id "\ncite: " cite "\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\nwhen: always\nthen: " \
    "flag a\n\n"
#define PENDING                                                                                                    \
    "instrument: t\nformat: verbleib.rule/1\ntitle: T\nauthority: US\ncite: C\npublished: 2023-01-01\nsource: S\n" \
    "state: pending\nreviewed_by: nobody\nreviewed_on: 2023-01-01\n\n"
/* Lines: the header has 1 to 10, a parameter 6 with its blank line, a clause 8; `when` is the sixth line of a clause.
 */

static const char groups_text[] = "group,country,from,to,status,source\n"
                                  "D:5,*,2022-01-01,,stated,S\nD:5,CN,2022-01-01,,stated,S\n"
                                  "A:5,*,2022-01-01,,stated,S\nA:5,DE,2022-01-01,,stated,S\n";

static vb_countries countries;
static vb_arena shelf;

static int open_countries(void **state)
{
    (void)state;
    return vb_countries_load(&shelf, vb_test_bytes_of(&shelf, "data/countries.csv"), &countries, NULL) != VB_OK;
}

static int close_countries(void **state)
{
    (void)state;
    vb_arena_free(&shelf);
    return 0;
}

static vb_code load(vb_arena *arena, const char *rule, const char *groups, vb_rules **out, vb_error *err)
{
    vb_rule_file r = {VB_S("t.rule"), vb_str_of(rule)}, g = {VB_S("g.csv"), vb_str_of(groups)};
    return vb_rules_load(&r, 1, &g, 1, &countries, arena, out, err);
}

static const struct {
    const char *what, *text, *where, *message; /* message: a part of it */
} refused[] = {
    {"no instrument", "clause: x\n", "t.rule:1:1", "expected the file to begin with \"instrument:\""},
    {"empty", "", "t.rule:1:1", "the file is empty"},
    {"only comments", "# nothing\n\n", "t.rule:1:1", "the file is empty"},
    {"a tab", "instrument:\tt\n", "t.rule:1:12", "found a tab; expected blanks"},
    {"Windows line ends", "instrument: t\r\n", "t.rule:1:14", "carriage return"},
    {"a control byte", "instrument: \x01\n", "t.rule:1:13", "control byte 01"},
    {"not UTF-8", "instrument: t\ntitle: \xff\n", "t.rule:2:8", "found the byte FF; expected UTF-8"},
    {"no colon", "instrument t\n", "t.rule:1:11", "expected \"key: value\""},
    {"capital key", "Instrument: t\n", "t.rule:1:1", "a key of small letters"},
    {"no blank behind the colon", "instrument:t\n", "t.rule:1:12", "expected a blank behind \"instrument:\""},
    {"no value", "instrument: t\ntitle:\n", "t.rule:2:7", "\"title\" has no value"},
    {"starts with a blank", " instrument: t\n", "t.rule:1:1", "begins with a blank where nothing goes on"},
    {"another format", "instrument: t\nformat: verbleib.rule/2\n", "t.rule:2:9", "expected verbleib.rule/1"},
    {"instrument lacks a key", "instrument: t\nformat: verbleib.rule/1\ntitle: T\n", "t.rule:1:1", "has no \"cite:\""},
    {"comment behind a value", "instrument: t\nformat: verbleib.rule/1\ntitle: T # x\n", "t.rule:3:10",
     "a comment stands on a line of its own"},
    {"key twice",
     HEAD "parameter: a\nvalue: 1 days\nvalue: 2 days\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\n",
     "t.rule:13:1", "found \"value:\" twice, first in line 12"},
    {"unknown key", HEAD "parameter: a\nvalue: 1 days\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\nuntil: x\n",
     "t.rule:16:1", "found the key \"until\"; expected one of parameter, value"},
    {"unknown stanza", HEAD "group: a\n", "t.rule:11:1", "expected \"parameter\" or \"clause\""},
    {"number without unit", HEAD "parameter: a\nvalue: 4800\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\n",
     "t.rule:12:12", "found the end of the value; expected a unit"},
    {"too many decimals",
     HEAD "parameter: a\nvalue: 5.9234 TPP/mm2\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\n", "t.rule:12:8",
     "takes up to 3 decimals"},
    {"number that overflows",
     HEAD "parameter: a\nvalue: 99999999999 TPP\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\n", "t.rule:12:8",
     "does not fit 64 bits"},
    {"not a date", HEAD "parameter: a\nvalue: 1 days\ncite: C\nfrom: 2023-02-30\nknown_from: 2023-01-01\n",
     "t.rule:14:7", "found \"2023-02-30\"; expected a date such as 2023-11-17"},
    {"German date", HEAD "parameter: a\nvalue: 1 days\ncite: C\nfrom: 01.02.2023\nknown_from: 2023-01-01\n",
     "t.rule:14:7", "expected a date such as 2023-11-17"},
    {"ends before it begins",
     HEAD "parameter: a\nvalue: 1 days\ncite: C\nfrom: 2023-02-01\nto: 2023-01-30\nknown_from: 2023-01-01\n",
     "t.rule:15:5", "the end lies before the beginning"},
    {"bare number", HEAD NUMBER CLAUSE("x", "tpp >= 4800", "classify 3A"), "t.rule:22:14",
     "found \"4800\"; expected the name of a parameter"},
    {"and with or", HEAD NUMBER CLAUSE("x", "tpp >= a.tpp and datacentre_marketed or vendor is X", "classify 3A"),
     "t.rule:22:44", "found \"or\"; expected parentheses"},
    {"on the second line",
     HEAD NUMBER CLAUSE("x", "tpp >= a.tpp\n    # why\n    and destination is DEU", "classify 3A"), "t.rule:24:24",
     "found \"DEU\"; expected a country as two capital letters"},
    {"open parenthesis", HEAD NUMBER CLAUSE("x", "(tpp >= a.tpp", "classify 3A"), "t.rule:22:20",
     "found the end of the value; expected \"and\", \"or\" or \")\""},
    {"open quote", HEAD CLAUSE("x", "vendor is \"Moore", "classify 3A"), "t.rule:16:17", "found \"Moore\""},
    {"unknown group", HEAD CLAUSE("x", "destination in (group D:9, MO)", "classify 3A"), "t.rule:16:29",
     "found \"D:9\"; expected a group that a file in data/groups declares"},
    {"small country code", HEAD CLAUSE("x", "destination is cn", "classify 3A"), "t.rule:16:22", "found \"cn\""},
    {"unknown test", HEAD CLAUSE("x", "speed is X", "classify 3A"), "t.rule:16:7", "found \"speed\"; expected a test"},
    {"wrong sum", HEAD NUMBER CLAUSE("x", "tpp + io_bandwidth >= a.tpp", "classify 3A"), "t.rule:22:13",
     "only these two are added"},
    {"always and more", HEAD CLAUSE("x", "always and not", "classify 3A"), "t.rule:16:14", "behind \"always\""},
    {"unknown parameter", HEAD CLAUSE("x", "tpp >= b.tpp", "classify 3A"), "t.rule:16:14",
     "found the parameter \"b.tpp\"; expected one that a file declares"},
    {"other unit", HEAD NUMBER CLAUSE("x", "dram_bandwidth >= a.tpp", "classify 3A"), "t.rule:22:25",
     "is in TPP; expected GB/s"},
    {"parameter that begins later",
     HEAD "parameter: a.tpp\nvalue: 1 TPP\ncite: C\nfrom: 2023-06-01\nknown_from: 2023-01-01\n\n" CLAUSE(
         "x", "tpp >= a.tpp", "classify 3A"),
     "t.rule:22:14", "has no value on 2023-01-01, when this clause is in force"},
    {"parameter twice at a time", HEAD NUMBER NUMBER, "t.rule:17:1", "overlaps that in t.rule line 11"},
    {"unknown effect", HEAD CLAUSE("x", "always", "forbid"), "t.rule:17:7", "expected classify, licence"},
    {"half a licence", HEAD CLAUSE("x", "always", "licence needed"), "t.rule:17:15",
     "\"required\" or \"not required\""},
    {"review without quotes", HEAD CLAUSE("x", "always", "review denial"), "t.rule:17:14", "the policy in quotes"},
    {"share as a number", HEAD CLAUSE("x", "always", "share 15"), "t.rule:17:13", "found the parameter \"15\""},
    {"share in TPP", HEAD NUMBER CLAUSE("x", "always", "share a.tpp"), "t.rule:23:13", "expected percent"},
    {"ECCN nobody classifies", HEAD CLAUSE("x", "eccn is 3A090.a", "licence required"), "t.rule:16:15",
     "found the ECCN \"3A090.a\""},
    {"classification from itself", HEAD CLAUSE("x", "eccn is 3A", "classify 3A"), "t.rule:16:7",
     "cannot ask for the eccn"},
    {"licence from itself", HEAD CLAUSE("x", "licence_required", "licence required"), "t.rule:16:7",
     "cannot ask for the licence"},
    {"clause twice", HEAD CLAUSE("x", "always", "flag a") CLAUSE("x", "always", "flag a"), "t.rule:19:1",
     "is there twice, also in line 11"},
    {"overrides nobody",
     HEAD "clause: x\ncite: C\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\nwhen: always\n"
          "then: flag a\noverrides: y\n",
     "t.rule:18:12", "found the clause \"t/y\"; expected one that a file has"},
    {"overrides another effect",
     HEAD CLAUSE("y", "always", "review \"r\"") "clause: x\ncite: C\ntext_from: 2023-01-01\nknown_from: "
                                                "2023-01-01\nbasis: rule\nwhen: always\nthen: flag a\n"
                                                "overrides: y\n",
     "t.rule:26:12", "says review; expected one that says flag"},
    {"overrides itself",
     HEAD "clause: x\ncite: C\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\nwhen: always\n"
          "then: flag a\noverrides: x\n",
     "t.rule:11:1", "overrides itself"},
    {"three override each other in a circle", HEAD OVERRIDE("x", "y") OVERRIDE("y", "z") OVERRIDE("z", "x"),
     "t.rule:11:1", "overrides itself by way of others"},
    {"overrides in a circle over two", HEAD OVERRIDE("x", "y") OVERRIDE("y", "t/x"), "t.rule:11:1",
     "overrides itself by way of others"},
    {"a placeholder for a citation", HEAD CITE("x", "TBD"), "t.rule:12:7", "found \"TBD\"; expected a citation"},
    {"a dash for a citation", HEAD CITE("x", "-"), "t.rule:12:7", "expected a citation: paragraph and page"},
    {"no citation", HEAD "clause: x\ncite:\n", "t.rule:12:6", "\"cite\" has no value"},
    {"Federal Register without a page", HEAD CITE("x", "15 CFR 742.6, 88 FR"), "t.rule:12:7",
     "breaks off at \"88 FR\"; expected a page"},
    {"Federal Register without a volume", HEAD CITE("x", "the FR 73458"), "t.rule:12:7",
     "expected the volume before it"},
    {"document without its number", HEAD CITE("x", "88 FR 73458, FR Doc of 2023"), "t.rule:12:7",
     "expected the number of the document"},
    {"Code of Federal Regulations without a section", HEAD CITE("x", "15 CFR part supp. 1"), "t.rule:12:7",
     "breaks off at \"15 CFR\"; expected a section or part"},
    {"United States Code without a section", HEAD CITE("x", "10 U.S.C."), "t.rule:12:7", "expected a section or part"},
    {"ECCN with a letter O", HEAD CITE("x", "ECCN 3AO90.a"), "t.rule:12:7", "expected an entry such as 3A090.a"},
    {"citation of a parameter",
     HEAD "parameter: a\nvalue: 1 days\ncite: 88 FR page\nfrom: 2023-01-01\nknown_from: "
          "2023-01-01\n",
     "t.rule:13:7", "breaks off at \"88 FR\""},
    {"state with another word",
     "instrument: t\nformat: verbleib.rule/1\ntitle: T\nauthority: US\ncite: C\npublished: "
     "2023-01-01\nstate: draft\nsource: S\nreviewed_by: nobody\nreviewed_on: 2023-01-01\n",
     "t.rule:7:8", "found \"draft\"; expected law or pending"},
    {"state and more",
     "instrument: t\nformat: verbleib.rule/1\ntitle: T\nauthority: US\ncite: C\npublished: "
     "2023-01-01\nstate: pending bill\nsource: S\nreviewed_by: nobody\nreviewed_on: 2023-01-01\n",
     "t.rule:7:16", "expected the end of the value"},
    {"a bill that never begins",
     PENDING "clause: x\ncite: C\ntext_from: none\nenforced_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\n"
             "when: always\nthen: flag a\n",
     "t.rule:14:12", "this clause of a pending instrument would hold"},
    {"assembly that asks for the licence", HEAD CLAUSE("x", "licence_required", "assembly 4A090.a"), "t.rule:16:7",
     "\"assembly\" cannot ask for the licence, which is decided after it"},
    {"assembly of a text", HEAD CLAUSE("x", "always", "assembly \"4A090\""), "t.rule:17:16", "expected a name"},
    {"tops in TPP", HEAD NUMBER CLAUSE("x", "tops >= a.tpp", "classify 3A"), "t.rule:22:15",
     "is in TPP; expected TOPS"},
    {"tops with four decimals",
     HEAD "parameter: a\nvalue: 8.0001 TOPS\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\n", "t.rule:12:8",
     "TOPS takes up to 3 decimals"},
    {"memory bandwidth density in GB/s",
     HEAD "parameter: a.gbs\nvalue: 2 GB/s\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\n\n" CLAUSE(
         "x", "memory_bandwidth_density > a.gbs", "classify 3A"),
     "t.rule:22:34", "is in GB/s; expected GB/s/mm2"},
    {"a sum of tops", HEAD NUMBER CLAUSE("x", "tops + tpp >= a.tpp", "classify 3A"), "t.rule:22:14",
     "only these two are added"},
    {"never in force",
     HEAD "clause: x\ncite: C\ntext_from: none\nknown_from: 2023-01-01\nbasis: rule\nwhen: always\n"
          "then: flag a\n",
     "t.rule:13:12", "neither in a text nor enforced"},
    {"condition with an unknown number",
     HEAD "clause: x\ncite: C\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\nwhen: always\nthen: flag a\n"
          "conditions: at most {b}\n",
     "t.rule:11:1", "found the parameter \"b\""},
    {"digest",
     HEAD "clause: x\ncite: C\nquote_sha256: abc\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\n"
          "when: always\nthen: flag a\n",
     "t.rule:13:15", "expected 64 hexadecimal digits"},
};

/* Where a file is refused the rules that were in use stay: there is no half of a set to go on with. */
static void test_refused(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) shelf_of_good = {0};
    vb_rules *good = NULL;
    assert_int_equal(
        load(&shelf_of_good, HEAD NUMBER CLAUSE("x", "tpp >= a.tpp", "classify 3A"), groups_text, &good, NULL), VB_OK);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) arena = {.limit = 16U << 20};
        vb_error err = {0};
        vb_rules *rules = good;
        vb_code rc = load(&arena, refused[i].text, groups_text, &rules, &err);
        if (rc != VB_E_PARSE || strcmp(err.where, refused[i].where) != 0 ||
            strstr(err.message, refused[i].message) == NULL)
            fail_msg("%s: %s: %s; expected %s: %s", refused[i].what, err.where, err.message, refused[i].where,
                     refused[i].message);
        assert_ptr_equal(rules, good);
        assert_true(err.offset != VB_NO_OFFSET);
    }
    assert_int_equal(vb_rules_clauses(good), 1);
}

/* One bad file among many good ones, and memory that ends anywhere on the way: nothing is loaded. */
static void test_no_half_of_a_set(void **state)
{
    (void)state;
    static const char good[] = HEAD NUMBER CLAUSE("x", "tpp >= a.tpp", "classify 3A");
    static const char bad[] =
        "instrument: u\nformat: verbleib.rule/1\ntitle: T\nauthority: US\ncite: C\npublished: "
        "2023-01-01\nsource: S\nreviewed_by: nobody\nreviewed_on: 2023-01-01\n\n" CLAUSE("x", "tpp >= b.tpp", "flag a");
    vb_rule_file files[2] = {{VB_S("t.rule"), {good, sizeof good - 1}}, {VB_S("u.rule"), {bad, sizeof bad - 1}}};
    vb_rule_file groups = {VB_S("g.csv"), {groups_text, sizeof groups_text - 1}};
    for (int order = 0; order < 2; order++) {
        VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
        vb_error err = {0};
        vb_rules *out = NULL;
        vb_rule_file turned[2] = {files[order], files[1 - order]};
        assert_int_equal(vb_rules_load(turned, 2, &groups, 1, &countries, &arena, &out, &err), VB_E_PARSE);
        assert_string_equal(err.where, "u.rule:16:14");
        assert_null(out);
    }
    bool loaded = false;
    for (size_t limit = 1; !loaded; limit += 97) {
        VB_CLEANUP(vb_arena, vb_arena_free) arena = {.limit = limit};
        vb_error err = {0};
        vb_rules *out = NULL;
        vb_code rc = vb_rules_load(files, 1, &groups, 1, &countries, &arena, &out, &err);
        loaded = rc == VB_OK;
        if (!loaded && (rc != VB_E_NOMEM || out != NULL))
            fail_msg("with %zu bytes: %s: %s", limit, err.where, err.message);
        assert_true(loaded == (out != NULL) && limit < (16U << 20));
    }
}

static const struct {
    const char *what, *text, *where, *message;
} refused_groups[] = {
    {"no column", "group,country,from,to,status\n", "g.csv:1:1", "no column \"source\""},
    {"name of a country", "group,country,from,to,status,source\nD:5,China,2022-01-01,,stated,S\n", "g.csv:2:1",
     "column country: found \"China\""},
    {"status", "group,country,from,to,status,source\nD:5,CN,2022-01-01,,sure,S\n", "g.csv:2:1",
     "expected stated, assumed or unknown"},
    {"no beginning", "group,country,from,to,status,source\nD:5,CN,,,stated,S\n", "g.csv:2:1", "column from"},
    {"no source", "group,country,from,to,status,source\nD:5,CN,2022-01-01,,stated,\n", "g.csv:2:1",
     "column source: is empty"},
    {"overlap",
     "group,country,from,to,status,source\nD:5,CN,2022-01-01,2023-01-01,stated,S\nD:5,CN,2023-01-01,,stated,S\n",
     "g.csv:3:1", "overlaps that of g.csv line 2"},
    {"short row", "group,country,from,to,status,source\nD:5,CN\n", "g.csv:2:1", ""},
};

static void test_refused_groups(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused_groups / sizeof refused_groups[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) arena = {.limit = 16U << 20};
        vb_error err = {0};
        vb_rules *rules = NULL;
        vb_code rc = load(&arena, HEAD, refused_groups[i].text, &rules, &err);
        if (rc != VB_E_PARSE || strcmp(err.where, refused_groups[i].where) != 0 ||
            strstr(err.message, refused_groups[i].message) == NULL)
            fail_msg("%s: %s: %s", refused_groups[i].what, err.where, err.message);
    }
}

#define LICENCE(id, when, value, more)                                                                 \
    "clause: " id "\ncite: C\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\nwhen: " when \
    "\nthen: review \"" value "\"\n" more "\n"
static const struct {
    const char *what;
    bool clash;
    const char *text;
} pairs[] = {
    {"the same question", true, LICENCE("x", "always", "a", "") LICENCE("y", "always", "b", "")},
    {"the same value", false, LICENCE("x", "always", "a", "") LICENCE("y", "always", "a", "")},
    {"with an override", false, LICENCE("x", "always", "a", "overrides: y\n") LICENCE("y", "always", "b", "")},
    {"overlapping countries", true,
     LICENCE("x", "destination in (CN, DE)", "a", "") LICENCE("y", "destination in (DE, FR)", "b", "")},
    {"other countries", false,
     LICENCE("x", "destination in (CN, DE)", "a", "") LICENCE("y", "destination in (FR, IT)", "b", "")},
    {"a group and its complement", false,
     LICENCE("x", "destination is group D:5", "a", "") LICENCE("y", "not destination is group D:5", "b", "")},
    {"a group and a member", true,
     LICENCE("x", "destination is group D:5", "a", "") LICENCE("y", "destination is CN", "b", "")},
    {"a group and another country", false,
     LICENCE("x", "destination is group D:5", "a", "") LICENCE("y", "destination is DE", "b", "")},
    {"headquarters are not destinations", true,
     LICENCE("x", "destination is CN", "a", "") LICENCE("y", "headquarters is DE", "b", "")},
    {"both sides of a threshold", false,
     NUMBER LICENCE("x", "tpp >= a.tpp", "a", "") LICENCE("y", "tpp < a.tpp", "b", "")},
    {"at the threshold", true, NUMBER LICENCE("x", "tpp >= a.tpp", "a", "") LICENCE("y", "tpp <= a.tpp", "b", "")},
    {"not at the threshold", false, NUMBER LICENCE("x", "tpp > a.tpp", "a", "") LICENCE("y", "tpp <= a.tpp", "b", "")},
    {"the negation", false, NUMBER LICENCE("x", "not tpp >= a.tpp", "a", "") LICENCE("y", "tpp >= a.tpp", "b", "")},
    {"one of three ways meets", true,
     NUMBER LICENCE("x", "tpp < a.tpp or destination is FR or vendor is X", "a", "")
         LICENCE("y", "tpp >= a.tpp and destination is DE and (vendor is X or vendor is Y)", "b", "")},
    {"no way meets", false,
     NUMBER LICENCE("x", "tpp < a.tpp or destination is FR or vendor is X", "a", "")
         LICENCE("y", "tpp >= a.tpp and destination is DE and (vendor is Z or vendor is Y)", "b", "")},
    {"words", false, LICENCE("x", "vendor in (A, B)", "a", "") LICENCE("y", "not vendor in (B, A, C)", "b", "")},
    {"a maker written in two ways", true,
     LICENCE("x", "vendor is Acme", "a", "") LICENCE("y", "vendor is ACME", "b", "")},
    {"ids of models are exact", false, LICENCE("x", "model is acme", "a", "") LICENCE("y", "model is ACME", "b", "")},
    {"facts", false, LICENCE("x", "datacentre_marketed", "a", "") LICENCE("y", "not datacentre_marketed", "b", "")},
    {"other times", false,
     "clause: x\ncite: C\ntext_from: 2023-01-01\ntext_to: 2023-05-31\nknown_from: 2023-01-01\nbasis: rule\nwhen: "
     "always\n"
     "then: review \"a\"\n\nclause: y\ncite: C\ntext_from: 2023-06-01\nknown_from: 2023-01-01\nbasis: rule\nwhen: "
     "always\n"
     "then: review \"b\"\n"},
    {"other layers", false,
     "clause: x\ncite: C\ntext_from: 2023-01-01\nenforced_from: none\nknown_from: 2023-01-01\nbasis: rule\nwhen: "
     "always\n"
     "then: review \"a\"\n\nclause: y\ncite: C\ntext_from: none\nenforced_from: 2023-01-01\nknown_from: 2023-01-01\n"
     "basis: press\nwhen: always\nthen: review \"b\"\n"},
    {"two letters to two makers", false,
     "clause: x\ncite: C\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: letter\napplies_to: vendor A\n"
     "when: always\nthen: review \"a\"\n\nclause: y\ncite: C\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: "
     "letter\n"
     "applies_to: vendor B\nwhen: always\nthen: review \"b\"\n"},
};

static void test_clash(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) arena = {.limit = 16U << 20};
        vb_str all = vb_arena_printf(&arena, "%s%s", HEAD, pairs[i].text);
        vb_error err = {0};
        vb_rules *rules = NULL;
        vb_code rc = load(&arena, all.p, groups_text, &rules, &err);
        if (rc != (pairs[i].clash ? VB_E_RANGE : VB_OK))
            fail_msg("%s: %s: %s", pairs[i].what, err.where, err.message);
        if (pairs[i].clash)
            assert_non_null(strstr(err.message, "one must override the other"));
    }
}

/* The two meet only on the last of a hundred days on which a membership changes. */
static void test_late_clash(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {.limit = 16U << 20};
    VB_CLEANUP(vb_buf, vb_buf_free) groups = {0};
    vb_error err = {0};
    vb_rules *rules = NULL;
    vb_buf_lit(&groups, "group,country,from,to,status,source\nD:5,*,2022-01-01,,stated,S\n");
    for (int i = 0; i < 100; i++)
        vb_buf_printf(&groups, "D:5,FR,2024-%02d-%02d,2024-%02d-%02d,stated,S\n", 1 + i / 10, 1 + 2 * (i % 10),
                      1 + i / 10, 1 + 2 * (i % 10));
    vb_buf_lit(&groups, "D:5,ZA,2024-12-01,,stated,S\n");
    vb_buf_char(&groups, '\0');
    assert_false(groups.failed);
    vb_code rc =
        load(&arena, HEAD LICENCE("x", "destination is group D:5", "a", "") LICENCE("y", "destination is ZA", "b", ""),
             groups.p, &rules, &err);
    assert_int_equal(rc, VB_E_RANGE);
    assert_non_null(strstr(err.message, "both can hold on 2024-12-01"));
}

/* A number of a bill is in force for nobody, so law cannot hang on it, nor share its name. */
static void test_numbers_of_a_bill(void **state)
{
    (void)state;
#define BILL(parameter)                                                                                            \
    "instrument: b\nformat: verbleib.rule/1\ntitle: T\nauthority: US\ncite: C\npublished: 2023-01-01\nsource: S\n" \
    "state: pending\nreviewed_by: nobody\nreviewed_on: 2023-01-01\n\n" parameter
#define LATER "parameter: a.tpp\nvalue: 2400 TPP\ncite: C\nfrom: 2024-01-01\nknown_from: 2023-01-01\n\n"
#define ENDS "parameter: a.tpp\nvalue: 4800 TPP\ncite: C\nfrom: 2023-01-01\nto: 2023-12-31\nknown_from: 2023-01-01\n\n"
    static const struct {
        const char *law, *bill, *message;
    } rows[] = {
        {HEAD CLAUSE("x", "tpp >= a.tpp", "classify 3A"), BILL(NUMBER), "law cannot ask for it"},
        {HEAD ENDS, BILL(LATER), "of a pending instrument"},
        {HEAD NUMBER, BILL(CLAUSE("x", "tpp >= a.tpp", "flag f")), NULL}, /* a bill may ask for a number of law */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) arena = {.limit = 16U << 20};
        const vb_rule_file files[] = {{VB_S("t.rule"), vb_str_of(rows[i].law)},
                                      {VB_S("b.rule"), vb_str_of(rows[i].bill)}};
        vb_error err = {0};
        vb_rules *rules = NULL;
        vb_code rc = vb_rules_load(files, 2, NULL, 0, &countries, &arena, &rules, &err);
        if (rc != (rows[i].message == NULL ? VB_OK : VB_E_PARSE) ||
            (rows[i].message != NULL && strstr(err.message, rows[i].message) == NULL))
            fail_msg("row %zu: %s: %s", i, err.where, err.message);
    }
}

#define FIFTY "12345 7890 12345 7890 12345 7890 12345 7890 12345 "
#define LONG FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY

/* A sentence that is too long says so; what has to be met is there to the last word. */
static void test_long_texts(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {.limit = 16U << 20};
    static const char text[] =
        HEAD NUMBER "clause: x\ncite: C\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\n"
                    "when: unstated \"a " LONG "\"\n  or unstated \"b " LONG "\"\n  or unstated \"c " LONG
                    "\"\n  or unstated \"d " LONG "\"\nthen: flag f\nconditions: " LONG "\n  " LONG "\n  " LONG
                    "\n  " LONG "\n  at least {a.tpp} and the last word\n";
    vb_error err = {0};
    vb_rules *rules = NULL;
    vb_rule_answer a;
    if (load(&arena, text, groups_text, &rules, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    vb_rule_question q = {.to = VB_COUNTRY("CN"), .on = vb_test_day("2024-01-01"), .known_on = VB_NO_TIME};
    assert_int_equal(vb_rules_evaluate(rules, &q, &arena, &a, &err), VB_OK);
    assert_int_equal(a.n_steps, 1);
    const vb_rule_step *s = &a.steps[0];
    assert_true(s->unknown.n <= 1024 && vb_str_ends(s->unknown, VB_S(" \xE2\x80\xA6")));
    assert_true(s->because.n <= 1024 && vb_str_ends(s->because, VB_S(" \xE2\x80\xA6")));
    assert_true(s->conditions.n > 1024);
    assert_true(vb_str_ends(s->conditions, VB_S("12345 at least 4800 TPP and the last word")));
}

/* Deep and wide conditions end in an error, not in the stack. */
static void test_limits(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        size_t n;
        const char *message;
    } rows[] = {
        {"(", 17, "nested deeper than 16"},
        {"not ", 18, "nested deeper than 16"},
        {"vendor is X\n and ", 210, "more than 200 parts"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) arena = {.limit = 16U << 20};
        vb_buf text = {0};
        vb_error err = {0};
        vb_rules *rules = NULL;
        vb_buf_lit(&text,
                   HEAD "clause: x\ncite: C\ntext_from: 2023-01-01\nknown_from: 2023-01-01\nbasis: rule\nwhen: ");
        for (size_t k = 0; k < rows[i].n; k++)
            vb_buf_add(&text, vb_str_of(rows[i].piece));
        vb_buf_lit(&text, "vendor is X\nthen: flag a\n");
        vb_rule_file r = {VB_S("t.rule"), vb_buf_str(&text)};
        assert_int_equal(vb_rules_load(&r, 1, NULL, 0, &countries, &arena, &rules, &err), VB_E_PARSE);
        if (strstr(err.message, rows[i].message) == NULL)
            fail_msg("%s: %s", err.where, err.message);
        vb_buf_free(&text);
    }
}

/* print(load(print(load(x)))) = print(load(x)), for every instrument of data/rules; and the copy answers alike. */
static void test_print(void **state)
{
    (void)state;
    vb_test_rules t;
    vb_test_rules_open(&t);
    vb_rule_file printed[VB_TEST_MAX_FILES];
    vb_rules *again = NULL;
    vb_error err = {0};
    size_t n = vb_rules_instruments(t.loaded);
    assert_int_equal(n, t.n_rules);
    for (size_t i = 0; i < n; i++) {
        vb_buf text = {0};
        vb_rules_print(t.loaded, vb_rules_instrument(t.loaded, i).id, &text);
        assert_false(text.failed);
        printed[i] = (vb_rule_file){vb_rules_instrument(t.loaded, i).id, vb_arena_copy(&t.arena, vb_buf_str(&text))};
        vb_buf_free(&text);
    }
    if (vb_rules_load(printed, n, t.groups, t.n_groups, &t.countries, &t.arena, &again, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    assert_int_equal(vb_rules_clauses(again), vb_rules_clauses(t.loaded));
    for (size_t i = 0; i < n; i++) {
        vb_buf text = {0};
        vb_rules_print(again, printed[i].name, &text);
        assert_int_equal(text.n, printed[i].bytes.n);
        assert_memory_equal(text.p, printed[i].bytes.p, text.n);
        vb_buf_free(&text);
    }
    for (size_t i = 0; i < vb_rules_clauses(again); i++) {
        vb_rule_clause_info a = vb_rules_clause(t.loaded, i), b = vb_rules_clause(again, i);
        assert_true(vb_str_eq(a.id, b.id) && vb_str_eq(a.citation, b.citation) && vb_str_eq(a.value, b.value));
        assert_memory_equal(a.from, b.from, sizeof a.from);
        assert_memory_equal(a.to, b.to, sizeof a.to);
    }
    vb_test_rules_close(&t);
}

static void test_print_condition(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    vb_rules *rules = NULL;
    vb_buf text = {0};
    vb_error err = {0};
    static const char clause[] = HEAD NUMBER CLAUSE(
        "x", "(tpp>=a.tpp\n  or not(vendor in(\"Moore Threads\",X)))and destination in (group D:5,MO)", "flag f");
    if (load(&arena, clause, groups_text, &rules, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    vb_rules_print_condition(rules, 0, &text);
    static const char want[] =
        "(tpp >= a.tpp or not vendor in (\"Moore Threads\", X)) and destination in (group D:5, MO)";
    assert_int_equal(text.n, sizeof want - 1);
    assert_memory_equal(text.p, want, text.n);
    vb_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_refused_groups),
        cmocka_unit_test(test_clash),
        cmocka_unit_test(test_no_half_of_a_set),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_print_condition),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_late_clash),
        cmocka_unit_test(test_numbers_of_a_bill),
        cmocka_unit_test(test_long_texts),
    };
    return cmocka_run_group_tests(tests, open_countries, close_countries);
}
