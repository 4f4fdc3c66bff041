//! Modules of methods: by tag, by path, or one for each API of a Rill project.

use std::collections::{BTreeMap, BTreeSet};

use super::files::path_segments;
use super::keywords::{MODULES, words};
use super::scope::NameScope;
use super::words::{ensure_leading_letter, snake};
use crate::ir::{Api, OperationId};

/// A module of methods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// The feature of the crate that gates it, if the crate has features.
    pub feature: Option<String>,
    /// The tags of its operations; empty if it is not made from tags.
    pub tags: Vec<String>,
    /// Its methods, in the document's order.
    pub operations: Vec<OperationId>,
}

/// The number of modules beyond which a crate has a feature for each.
const MOST_MODULES_WITHOUT_FEATURES: usize = 8;

/// The module of operations that neither a tag nor a path groups.
const UNTAGGED: &str = "untagged";

/// Returns one module for each operation of a Rill project, named like its method; else one for
/// each first tag, and tags that fold to one name share it. Operations without a tag are grouped by
/// their paths if most operations have none.
pub(super) fn modules(api: &Api, names: &[String], kept: &[Option<String>]) -> Vec<Module> {
    let ids = || (0..api.operations.len()).map(OperationId);
    if api.conventions.groups_by_operation {
        return ids()
            .map(|id| Module {
                name: names[id.0].clone(),
                feature: None,
                tags: Vec::new(),
                operations: vec![id],
            })
            .collect();
    }
    let tag = |id: OperationId| {
        let tag = api.operations[id.0].tag.as_deref();
        tag.filter(|tag| !tag.is_empty())
    };
    let untagged: Vec<OperationId> = ids().filter(|id| tag(*id).is_none()).collect();
    let by_path = if untagged.len() * 2 > api.operations.len() {
        groups_of_paths(api, &untagged)
    } else {
        BTreeMap::new()
    };
    let mut folded: BTreeMap<String, Module> = BTreeMap::new();
    for id in ids() {
        let name = match (tag(id), by_path.get(&id)) {
            (Some(tag), _) => ensure_leading_letter(snake(tag), "tag", "_"),
            (None, Some(segment)) => ensure_leading_letter(segment.clone(), "path", "_"),
            (None, None) => UNTAGGED.to_owned(),
        };
        let module = folded.entry(name.clone()).or_insert(Module {
            name,
            feature: None,
            tags: Vec::new(),
            operations: Vec::new(),
        });
        if let Some(tag) = tag(id)
            && !module.tags.iter().any(|known| known == tag)
        {
            module.tags.push(tag.to_owned());
        }
        module.operations.push(id);
    }
    // The crate has a module of this name, which would hide one that is exported at its root.
    let reserved = [words(MODULES), vec!["client"]].concat();
    let mut scope = NameScope::modules(&reserved);
    let mut modules: Vec<Module> = folded.into_values().collect();
    for module in &mut modules {
        module.name = scope.take(&module.name);
    }
    for (id, name) in ids().zip(kept) {
        if let Some(name) = name {
            keep_module(&mut modules, id, name);
        }
    }
    let is_gated = modules.len() > MOST_MODULES_WITHOUT_FEATURES;
    for module in &mut modules {
        module.tags.sort();
        module
            .operations
            .sort_by_key(|id| api.operations[id.0].position);
        module.feature = is_gated.then(|| module.name.replace('_', "-"));
    }
    modules
}

/// Moves an operation to the module that it was in.
fn keep_module(modules: &mut Vec<Module>, id: OperationId, name: &str) {
    for module in modules.iter_mut() {
        module.operations.retain(|known| *known != id);
    }
    match modules.iter_mut().find(|module| module.name == name) {
        Some(module) => module.operations.push(id),
        None => modules.push(Module {
            name: name.to_owned(),
            feature: None,
            tags: Vec::new(),
            operations: vec![id],
        }),
    }
    modules.retain(|module| !module.operations.is_empty());
    modules.sort_by(|one, other| one.name.cmp(&other.name));
}

/// Returns the segment of its path that tells each operation from those of other groups: the first
/// that is not equal for all. Returns none if groups have less than two operations on average, as
/// in documents whose every path is a verb.
fn groups_of_paths(api: &Api, ids: &[OperationId]) -> BTreeMap<OperationId, String> {
    let paths: Vec<(OperationId, Vec<String>)> = ids
        .iter()
        .map(|id| (*id, path_segments(&api.operations[id.0].path)))
        .collect();
    let longest = paths.iter().map(|(_, path)| path.len()).max();
    let mut found = BTreeMap::new();
    for depth in 0..longest.unwrap_or_default() {
        // A short path is grouped by its last segment.
        let segment = |path: &[String]| path.get(depth).or_else(|| path.last()).cloned();
        let groups: BTreeMap<OperationId, String> = paths
            .iter()
            .filter_map(|(id, path)| Some((*id, segment(path)?)))
            .collect();
        let distinct = groups.values().collect::<BTreeSet<_>>().len();
        if distinct * 2 > ids.len() {
            break;
        }
        found = groups;
        if distinct > 1 {
            break;
        }
    }
    found
}
