//! Names of types.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::keywords::{RUNTIME_TYPES, TYPES, words};
use super::scope::{NameRequest, NameScope};
use super::words::{ensure_leading_letter, pascal};
use super::{Namer, keep};
use crate::ir::{
    Api, Content, EnumValue, InlineUse, PathStep, Scalar, Shape, StructRole, TypeDef, TypeId,
    TypeOrigin,
};

impl Namer<'_, '_> {
    /// Names the types that have words of their own first, then inline types, whose names are made
    /// from the names of the types around them.
    ///
    /// In a Rill project the types of operations go first: a caller writes them. In other documents
    /// the components go first.
    pub(super) fn types(&mut self, operations: &[String]) -> Vec<String> {
        let api = self.api;
        let mut scope = NameScope::types(&reserved(api));
        let mut names = vec![String::new(); api.types.len()];
        let (ids, wishes) = self.pinned_types();
        for (id, name) in ids.into_iter().zip(scope.assign(wishes)) {
            names[id.0] = name;
        }
        let turns = if api.conventions.groups_by_operation {
            [of_operation, of_schema, of_document]
        } else {
            [of_schema, of_document, of_operation]
        };
        for turn in turns {
            let mut ids = Vec::new();
            let mut wishes = Vec::new();
            for id in api.type_ids() {
                let def = api.def(id);
                if !names[id.0].is_empty() {
                    continue;
                }
                if let Some((original, name)) = turn(def, operations) {
                    ids.push(id);
                    wishes.push(NameRequest::new(original, name));
                }
            }
            for (id, name) in ids.into_iter().zip(scope.assign(wishes)) {
                names[id.0] = name;
            }
        }
        shared_by_property(api, &mut scope, &mut names);
        for id in api.type_ids() {
            if let TypeOrigin::Within { parent, steps } = &api.def(id).origin
                && names[id.0].is_empty()
            {
                names[id.0] = scope.take(within(&names[parent.0], &way(steps)));
            }
        }
        for id in api
            .type_ids()
            .filter(|id| names[id.0].is_empty())
            .collect::<Vec<_>>()
        {
            names[id.0] = scope.take(shortest(api, &scope, &names, id));
        }
        names
    }

    /// Returns the types whose names the config pins, or an earlier crate had.
    fn pinned_types(&mut self) -> (Vec<TypeId>, Vec<NameRequest<'static>>) {
        let api = self.api;
        let (mut ids, mut wishes) = (Vec::new(), Vec::new());
        if self.config.names.is_empty() && self.config.kept.is_empty() {
            return (ids, wishes);
        }
        for id in api.type_ids() {
            let def = api.def(id);
            let keys: Vec<String> = match &def.origin {
                TypeOrigin::Shared(uses) => {
                    uses.iter().map(|one| one.pointer.to_string()).collect()
                }
                _ => vec![def.pointer.to_string()],
            };
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let wish = self.wish_by(&keys, "", String::new());
            let places = self.places.types.get(id.0);
            let kept = places.and_then(|places| self.kept(places, ""));
            for wish in keep(vec![wish], &[kept]) {
                if wish.pinned {
                    ids.push(id);
                    wishes.push(NameRequest::pinned(wish.name));
                }
            }
        }
        (ids, wishes)
    }
}

/// Names types of several locations by the property that leads to all of them. If two types want one name, their
/// locations name them.
fn shared_by_property(api: &Api, scope: &mut NameScope, names: &mut [String]) {
    let mut wanted: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
    for id in api.type_ids() {
        if let TypeOrigin::Shared(places) = &api.def(id).origin
            && names[id.0].is_empty()
            && let Some(name) = by_property(&api.def(id).shape, places)
        {
            wanted.entry(name).or_default().push(id);
        }
    }
    for (name, ids) in wanted {
        if let [only] = ids.as_slice()
            && scope.is_free(&name)
        {
            names[only.0] = scope.take(name);
        }
    }
}

/// Returns the words of the property that all locations are in, and those of the value if there is
/// only one.
fn by_property(shape: &Shape, places: &[InlineUse]) -> Option<String> {
    let tail = |place: &InlineUse| {
        let last = place
            .steps
            .iter()
            .rposition(|step| matches!(step, PathStep::Property(_)))?;
        Some(way(place.steps.get(last..)?))
    };
    let mut tails = places.iter().map(tail);
    let first = tails.next()??;
    if !tails.all(|other| other.as_ref() == Some(&first)) {
        return None;
    }
    let constant = match shape {
        Shape::Enum(body) => match body.values.as_slice() {
            [EnumValue::Text(text)] => pascal(text),
            [EnumValue::Integer(number)] => pascal(&number.to_string()),
            _ => String::new(),
        },
        _ => String::new(),
    };
    Some(format!("{first}{constant}"))
}

/// Returns the shortest free name that the locations of a type give it, and the first by alphabet
/// among several.
fn shortest(api: &Api, scope: &NameScope, names: &[String], id: TypeId) -> String {
    let TypeOrigin::Shared(places) = &api.def(id).origin else {
        return "Value".to_owned();
    };
    let names = places
        .iter()
        .map(|place| within(&names[place.parent.0], &way(&place.steps)));
    let by_length = |one: &String, other: &String| (one.len(), one).cmp(&(other.len(), other));
    let mut names: Vec<String> = names.collect();
    names.sort_by(by_length);
    let free = names.iter().position(|name| scope.is_free(name));
    let index = free.unwrap_or_default();
    names.into_iter().nth(index).unwrap_or_default()
}

/// Returns the author's text and the name of a schema among the components: it goes before the
/// schemas of parameters, headers, bodies and responses.
fn of_schema<'d>(def: &'d TypeDef, operations: &[String]) -> Option<(Cow<'d, str>, String)> {
    let at = def.pointer.as_str();
    let is_schema = at.starts_with("/components/schemas/") || at.starts_with("/definitions/");
    is_schema.then(|| of_document(def, operations)).flatten()
}

/// Returns the author's text and the name of a component.
fn of_document<'d>(def: &'d TypeDef, _: &[String]) -> Option<(Cow<'d, str>, String)> {
    match &def.origin {
        TypeOrigin::Component(key) => {
            Some((key.into(), ensure_leading_letter(pascal(key), "Api", "")))
        }
        _ => None,
    }
}

/// Returns the author's text and the name of a type that is made for operations.
fn of_operation<'d>(def: &'d TypeDef, operations: &[String]) -> Option<(Cow<'d, str>, String)> {
    let name = match &def.origin {
        TypeOrigin::Operation { id, role } => format!("{}{role:?}", pascal(&operations[id.0])),
        TypeOrigin::Webhook(name) => {
            format!("{}Webhook", ensure_leading_letter(pascal(name), "Api", ""))
        }
        TypeOrigin::Failures(words) => {
            let joined = joined(words);
            format!("{}Error", joined.strip_suffix("Error").unwrap_or(&joined))
        }
        TypeOrigin::Headers(names) => format!("{}Headers", joined(names)),
        TypeOrigin::Component(_) | TypeOrigin::Shared(_) | TypeOrigin::Within { .. } => {
            return None;
        }
    };
    Some((name.clone().into(), ensure_leading_letter(name, "Api", "")))
}

/// Joins several words, up to a readable number.
fn joined(words: &[String]) -> String {
    const MOST: usize = 4;
    let mut text: String = words.iter().take(MOST).map(|word| pascal(word)).collect();
    if words.len() > MOST {
        text.push_str("OrOther");
    }
    text
}

/// Joins the name of a type and the words of the path to one inside it, which often begin with that
/// name.
fn within(parent: &str, way: &str) -> String {
    match way.strip_prefix(parent) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => way.to_owned(),
        _ => format!("{parent}{way}"),
    }
}

/// Returns the words of the path from a type to one inside it.
fn way(steps: &[PathStep]) -> String {
    let words = steps.iter().map(|step| match step {
        PathStep::Property(key) => ensure_leading_letter(pascal(key), "Empty", ""),
        PathStep::Item => "Item".to_owned(),
        PathStep::Key => "Key".to_owned(),
        PathStep::Value => "Value".to_owned(),
        PathStep::Position(index) => format!("Part{}", index + 1),
        PathStep::Variant(label) => pascal(label),
    });
    words.collect()
}

/// Returns the names that a type cannot have: names that generated code uses, and other items at
/// the root of the crate.
fn reserved(api: &Api) -> Vec<&'static str> {
    let mut names = [words(TYPES), words(RUNTIME_TYPES)].concat();
    if !api.schemes.is_empty() {
        names.push("Credentials");
    }
    if !api.servers.is_empty() {
        names.push("Server");
    }
    names.extend(runtime(api));
    names
}

/// Returns the types of the runtime that a crate exports because its operations need them.
pub(super) fn runtime(api: &Api) -> Vec<&'static str> {
    let has = |wanted: fn(&Content) -> bool| api.response_contents().any(wanted);
    let is_headers = |def: &TypeDef| match &def.shape {
        Shape::Struct(body) => body.role == StructRole::Headers,
        _ => false,
    };
    let bytes = has(|content| *content == Content::Bytes);
    let events = has(|content| matches!(content, Content::Events(_)));
    let lines = has(|content| matches!(content, Content::JsonLines(_) | Content::JsonResults(_)));
    let groups: [(bool, &[&str]); 8] = [
        (bytes, &["ByteStream"]),
        (events, &["Event", "Events"]),
        (lines, &["JsonLines"]),
        (events || lines, &["ItemError"]),
        (bytes || events || lines, &["StreamError"]),
        (api.holds(&[Scalar::File, Scalar::Part]), &["File"]),
        (api.holds(&[Scalar::Part]), &["Part"]),
        (
            api.types.iter().any(is_headers),
            &["FromHeaders", "HeaderError"],
        ),
    ];
    let shown = groups.iter().filter(|(is_needed, _)| *is_needed);
    let shown = shown.flat_map(|(_, names)| names.iter()).copied();
    let of_formats = api
        .formats()
        .filter_map(|format| format.entry().rust_type.runtime());
    let usual = words(RUNTIME_TYPES);
    let decimal = api
        .holds(&[Scalar::DecimalNumber(None)])
        .then_some("Decimal");
    let names = shown
        .chain(decimal)
        .chain(of_formats.filter(|name| !usual.contains(name)))
        .chain(api.conventions.runtime_types.iter().copied());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}
