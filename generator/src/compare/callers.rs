//! Changes for code that uses the crate: its public items, the old beside the new.

use super::Change;
use super::matching::Matching;
use super::rules::{ItemKind, Rule};
use super::surface::{Item, Surface, surface};
use super::uses::Uses;
use crate::emit::EmitContext;
use crate::names::{Places, is_path};

/// Returns the changes of public items.
pub(super) fn changes(
    old: EmitContext<'_>,
    new: EmitContext<'_>,
    matching: &Matching,
) -> Vec<Change> {
    let before = surface(old, matching);
    let after = surface(new, &Matching::default());
    let uses = [old, new].map(|model| Uses::new(model.api));
    let change = |rule, path: &str, old, new| change(rule, path, old, new, &uses);
    let mut changes = Vec::new();
    for (names, kind, lead) in [
        (&matching.types, ItemKind::Type, ""),
        (&matching.methods, ItemKind::Method, "Client::"),
    ] {
        for (old, new) in names {
            let (old, new) = (format!("{lead}{old}"), format!("{lead}{new}"));
            let rule = if after.contains_key(&old) {
                Rule::Aliased(kind)
            } else {
                Rule::Renamed(kind)
            };
            let mut change = change(rule, &old, None, after.get(&new));
            (change.old, change.new) = (Some(old), Some(new));
            changes.push(change);
        }
    }
    for (path, item) in &before {
        let found = after.get(path);
        if said_of_parent(item, &before, &after) {
            continue;
        }
        match found {
            None => changes.push(change(Rule::Removed(item.kind), path, Some(item), None)),
            Some(found)
                if found.signature != item.signature && !takes_body(item, found, &after) =>
            {
                changes.push(change(
                    Rule::Changed(item.kind),
                    path,
                    Some(item),
                    Some(found),
                ));
            }
            Some(found) if found.docs != item.docs => {
                let mut change = change(Rule::Docs, path, None, Some(found));
                change.new = None;
                changes.push(change);
            }
            Some(_) => {}
        }
    }
    for (path, item) in &after {
        // Another way to a type is nothing to tell.
        let is_told = item.kind != ItemKind::ModulePath && !said_of_parent(item, &after, &before);
        let is_alias = changes.iter().any(|change| change.item == *path);
        if is_told && !is_alias && !before.contains_key(path) {
            changes.push(change(Rule::Added(item.kind), path, None, Some(item)));
        }
    }
    changes
}

/// Returns `true` if a method still takes the body alone that was its whole request, since nothing else of its new
/// request is required.
fn takes_body(old: &Item, new: &Item, after: &Surface) -> bool {
    let parts = |item: &Item| {
        let (request, result) = item.signature.strip_prefix("(&")?.split_once(") -> ")?;
        Some((request.to_owned(), result.to_owned()))
    };
    let (Some((body, result)), Some((request, other))) = (parts(old), parts(new)) else {
        return false;
    };
    let input = after.get(&format!("IntoRequest<{request}>"));
    let is_object = |item: &Item| matches!(item.signature.as_str(), "struct" | "enum");
    old.kind == ItemKind::Method
        && result == other
        && input.is_some_and(|input| input.signature == body)
        && after.get(&body).is_some_and(is_object)
}

/// Returns `true` if the item that this one belongs to is said to be gone, new or another.
fn said_of_parent(item: &Item, own: &Surface, other: &Surface) -> bool {
    let Some(parent) = &item.parent else {
        return false;
    };
    match (own.get(parent), other.get(parent)) {
        (Some(own), Some(other)) => own.signature != other.signature,
        (_, other) => other.is_none(),
    }
}

/// Returns the names that are kept from now on.
pub(super) fn kept(old: EmitContext<'_>, new: EmitContext<'_>) -> Vec<Change> {
    let is_alias =
        |place: &str, name: &str| is_path(place) && place.rsplit("::").next() != Some(name);
    let kept =
        new.config.kept.iter().filter(|(place, name)| {
            !old.config.kept.contains_key(*place) && !is_alias(place, name)
        });
    let kept: Vec<&String> = kept.map(|(place, _)| place).collect();
    if kept.is_empty() {
        return Vec::new();
    }
    let named = Places::new(new.api).named(new.api, new.names);
    let item = |place: &String| {
        let found = named.iter().find(|one| one.places.contains(place));
        found.map_or(place, |found| &found.item).clone()
    };
    let uses = [old, new].map(|model| Uses::new(model.api));
    let kept = kept.into_iter();
    kept.map(|place| change(Rule::Kept, &item(place), None, None, &uses))
        .collect()
}

fn change(
    rule: Rule,
    path: &str,
    old: Option<&Item>,
    new: Option<&Item>,
    uses: &[Uses<'_>; 2],
) -> Change {
    let signature = |item: &Item| Some(item.signature.clone()).filter(|text| !text.is_empty());
    let found = new.map(|item| (item, &uses[1]));
    let found = found.or(old.map(|item| (item, &uses[0])));
    let operations = found.and_then(|(item, uses)| Some(uses.of(item.owner?)));
    Change {
        rules: vec![rule],
        item: path.to_owned(),
        operations: operations.unwrap_or_default(),
        old: old.and_then(signature),
        new: new.and_then(signature),
        place: found
            .map(|(item, _)| item.place.clone())
            .unwrap_or_default(),
    }
}
