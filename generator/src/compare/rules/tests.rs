//! Unit tests of the tables of rules.

use super::*;

#[test]
fn every_row_of_the_tables_is_found_under_its_own_kind() {
    assert!(ITEMS.iter().all(|row| item_row(row.0).1 == row.1));
    assert!(WIRE.iter().all(|row| wire_row(row.0).1 == row.1));
}

#[test]
fn no_two_rules_have_one_id() {
    let rules = Rule::all();
    let ids: std::collections::BTreeSet<String> = rules.iter().map(|rule| rule.id()).collect();
    assert_eq!(ids.len(), rules.len(), "{ids:?}");
}
