//! The security requirements that operations have by default.

use std::collections::BTreeMap;

use crate::ir::{Api, HttpCall, Operation};

/// Returns the requirements that most operations have, of equally many the first: the client has them once, and only
/// operations that ask for others say so.
pub(super) fn default_requirements(api: &Api) -> Vec<Vec<usize>> {
    let https = || api.operations.iter().filter_map(Operation::http);
    let mut counts: BTreeMap<&[Vec<usize>], usize> = BTreeMap::new();
    for http in https() {
        *counts.entry(&http.security).or_default() += 1;
    }
    let most = counts.values().max();
    let is_common = |http: &&HttpCall| counts.get(http.security.as_slice()) == most;
    https()
        .find(is_common)
        .map(|http| http.security.clone())
        .unwrap_or_default()
}
