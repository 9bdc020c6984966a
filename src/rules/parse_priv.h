/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_RULES_PARSE_PRIV_H
#define VB_RULES_PARSE_PRIV_H
/* The parser of one file: condition.c reads expressions, stanza.c the stanzas around them. */
#include "rules/rules_priv.h"

typedef struct vb_rule_parse {
    vb_rules *rules; /* groups are loaded; clauses and parameters are added */
    const vb_rule_reader *reader;
    vb_rule_instrument *instrument;
    vb_rule_words words;
    vb_rule_node nodes[VB_RULE_MAX_NODES]; /* of the condition being read */
    vb_rule_item items[VB_RULE_MAX_ITEMS];
    uint16_t n_nodes, n_items;
} vb_rule_parse;

VB_MUST_USE vb_code vb_rule_parse_when(vb_rule_parse *p, const vb_rule_field *f, vb_rule_condition *out, vb_error *err);
VB_MUST_USE vb_code vb_rule_parse_scope(vb_rule_parse *p, const vb_rule_field *f, vb_rule_condition *out,
                                        vb_error *err);
VB_MUST_USE vb_code vb_rule_parse_then(vb_rule_parse *p, const vb_rule_field *f, vb_rule_clause *out, vb_error *err);

/* Refuses what nobody could look up; the sentence for lawyers is in docs/formats/rule.md. */
VB_MUST_USE vb_code vb_rule_check_cite(const vb_rule_reader *r, const vb_rule_field *f, vb_str cite, vb_error *err);

/* One file: its instrument, parameters and clauses are added to `rules`. */
VB_MUST_USE vb_code vb_rule_parse_file(vb_rules *rules, vb_rule_file file, vb_error *err);
/* One table of memberships: its rows are added to `rules`. */
VB_MUST_USE vb_code vb_rule_parse_groups(vb_rules *rules, vb_rule_file file, vb_error *err);
/* All tables are read: sorts the rows and makes the groups. */
VB_MUST_USE vb_code vb_rule_join_groups(vb_rules *rules, vb_error *err);
/* Index in rules->groups, or VB_NONE. */
uint32_t vb_rules_group_index(const vb_rules *rules, vb_str name);
#endif
