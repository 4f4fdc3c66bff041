//! The places by which names are kept from one document to the next.
//!
//! A place is told by what leads to it, so that it stays the same whatever is added beside it: `GET /pets listPets`,
//! `GET /pets listPets Response[]/tag`, `#/components/schemas/Pet.name`. An inline type that is equal in several
//! locations has a place for each.

use std::collections::{BTreeMap, BTreeSet};

use super::{Names, assign};
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::ir::{
    Api, EnumValue, InlineUse, Operation, OperationId, PathStep, ResponseSet, SecurityScheme,
    Server, Shape, Type, TypeId, TypeOrigin,
};

/// The places of everything that has a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    pub(super) operations: Vec<String>,
    pub(super) types: Vec<Vec<String>>,
    /// The locations of parameters, by the fields that hold them.
    parameters: BTreeMap<(TypeId, usize), String>,
    taken: BTreeSet<String>,
}

/// A name that can be kept.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// The places that have it.
    pub(crate) places: Vec<String>,
    /// The name.
    pub(crate) name: String,
    /// The item as code names it.
    pub(crate) item: String,
    /// The number of steps to it: names of what is further in are made from names of what is further out.
    pub(crate) depth: usize,
}

impl Places {
    pub(crate) fn new(api: &Api) -> Self {
        let mut places = Self {
            operations: api.operations.iter().map(operation).collect(),
            types: vec![Vec::new(); api.types.len()],
            parameters: BTreeMap::new(),
            taken: BTreeSet::new(),
        };
        for (index, operation) in api.operations.iter().enumerate() {
            places.add_operation(api, OperationId(index), operation);
        }
        let mut is_known = vec![false; api.types.len()];
        for id in api.type_ids() {
            places.add_type(api, id, &mut is_known);
        }
        places
    }

    /// Adds the places of the types that an operation is made of, and its parameters.
    fn add_operation(&mut self, api: &Api, id: OperationId, operation: &Operation) {
        let place = self.operations[id.0].clone();
        let mut parts = vec![("Request", operation.request)];
        if let Some(http) = operation.http() {
            let only = |set: &ResponseSet| match set.cases.first()?.content.ty()? {
                Type::Ref(id) => Some(*id),
                _ => None,
            };
            for (role, set) in [("Response", &http.success), ("Error", &http.failure)] {
                parts.push((role, set.content_enum.or_else(|| only(set))));
                parts.push(("Headers", set.headers));
            }
            let parameters = http.parameters.iter();
            self.parameters.extend(parameters.filter_map(|one| {
                let location = format!("{:?}", one.location).to_lowercase();
                Some(((operation.request?, one.field), location))
            }));
        }
        for (role, id) in parts {
            let Some(id) = id else { continue };
            // What stands elsewhere in the document is told by that.
            let origin = &api.def(id).origin;
            if matches!(
                origin,
                TypeOrigin::Operation { .. } | TypeOrigin::Failures(_) | TypeOrigin::Headers(_)
            ) {
                self.add_place(id, &format!("{place} {role}"));
            }
        }
    }

    fn add_type(&mut self, api: &Api, id: TypeId, is_known: &mut [bool]) {
        if std::mem::replace(&mut is_known[id.0], true) {
            return;
        }
        let def = api.def(id);
        let inside =
            |places: &mut Self, is_known: &mut [bool], parent: TypeId, steps: &[PathStep]| {
                places.add_type(api, parent, is_known);
                let way = way(steps);
                let parents = places.types[parent.0].iter();
                parents
                    .map(|parent| format!("{parent}{way}"))
                    .collect::<Vec<_>>()
            };
        let found = match &def.origin {
            TypeOrigin::Component(_) => vec![def.pointer.to_string()],
            TypeOrigin::Webhook(name) => vec![format!("webhook {name}")],
            TypeOrigin::Operation { id, role } => {
                vec![format!("{} {role:?}", self.operations[id.0])]
            }
            TypeOrigin::Within { parent, steps } => inside(self, is_known, *parent, steps),
            TypeOrigin::Shared(uses) => uses
                .iter()
                .flat_map(|InlineUse { parent, steps, .. }| inside(self, is_known, *parent, steps))
                .collect(),
            TypeOrigin::Failures(_) | TypeOrigin::Headers(_) => Vec::new(),
        };
        for place in found {
            self.add_place(id, &place);
        }
    }

    /// Adds a place, told by its turn from others that are called alike.
    fn add_place(&mut self, id: TypeId, place: &str) {
        if self.types[id.0].iter().any(|known| known == place) {
            return;
        }
        let mut unique = place.to_owned();
        let mut number = 1;
        while !self.taken.insert(unique.clone()) {
            number += 1;
            unique = format!("{place}#{number}");
        }
        self.types[id.0].push(unique);
    }

    /// Returns the last step to each field or variant of a type, in the order of their names.
    pub(super) fn parts(&self, api: &Api, id: TypeId) -> Vec<String> {
        let mut parts: Vec<String> = match &api.def(id).shape {
            Shape::Struct(body) => {
                let fields = body.fields.iter().enumerate().map(|(index, field)| {
                    match self.parameters.get(&(id, index)) {
                        Some(location) => format!(".{location} {}", field.wire),
                        None => format!(".{}", field.wire),
                    }
                });
                fields.chain([".*".to_owned()]).collect()
            }
            Shape::Enum(body) => {
                let values = body.values.iter().map(EnumValue::text);
                values
                    .chain(["*".to_owned()])
                    .map(|value| format!(" = {value}"))
                    .collect()
            }
            Shape::Union(body) => {
                let variants = body.variants.iter();
                let labels = variants.map(|one| one.tags.first().unwrap_or(&one.label).as_str());
                labels
                    .chain(["*"])
                    .map(|label| format!(" | {label}"))
                    .collect()
            }
            Shape::ContentEnum(body) => {
                let cases = body.cases.iter();
                cases.map(|(label, _)| format!(" | {label}")).collect()
            }
            Shape::Alias(_) | Shape::Newtype(_) => Vec::new(),
        };
        let mut number: BTreeMap<String, usize> = BTreeMap::new();
        for part in &mut parts {
            let number = number.entry(part.clone()).or_default();
            *number += 1;
            if *number > 1 {
                *part = format!("{part}#{number}");
            }
        }
        parts
    }

    /// Returns all names of a crate with their places.
    pub(crate) fn named(&self, api: &Api, names: &Names) -> Vec<Named> {
        let mut all = Vec::new();
        let mut add = |places: Vec<String>, name: &str, item: String, depth| {
            all.push(Named {
                places,
                name: name.to_owned(),
                item,
                depth,
            });
        };
        for (place, name) in self.operations.iter().zip(&names.operations) {
            add(vec![place.clone()], name, format!("Client::{name}"), 0);
        }
        let modules = names.modules.iter();
        for module in modules.filter(|_| !api.conventions.groups_by_operation) {
            let places = module.operations.iter();
            for place in places.map(|id| format!("{} module", self.operations[id.0])) {
                add(
                    vec![place],
                    &module.name,
                    format!("apis::{}", module.name),
                    0,
                );
            }
        }
        for (scheme, name) in api.schemes.iter().zip(&names.schemes) {
            let place = vec![scheme_place(scheme)];
            add(place, name, format!("Credentials::{name}"), 0);
        }
        for (server, name) in api.servers.iter().zip(&names.servers) {
            let place = vec![server_place(server)];
            add(place, name, format!("Server::{name}"), 0);
        }
        for id in api.type_ids() {
            let (places, ty) = (&self.types[id.0], names.ty(id));
            let depth = depth(api, id);
            add(places.clone(), ty, ty.to_owned(), depth);
            let (fields, variants) = (&names.fields[id.0], &names.variants[id.0]);
            let (sign, inner) = if variants.is_empty() {
                (".", fields)
            } else {
                ("::", variants)
            };
            for (part, name) in self.parts(api, id).iter().zip(inner) {
                let places = places.iter().map(|place| format!("{place}{part}"));
                add(places.collect(), name, format!("{ty}{sign}{name}"), 0);
            }
        }
        all
    }
}

pub(super) fn scheme_place(scheme: &SecurityScheme) -> String {
    format!("scheme {}", scheme.key)
}

pub(super) fn server_place(server: &Server) -> String {
    format!("server {}", server.url)
}

/// Names everything, and keeps the names that an older document's crate has for what is in both.
pub(crate) fn keep_names(
    (old, old_names): (&Api, &Names),
    api: &Api,
    config: &mut Config,
) -> Names {
    let before = Places::new(old).named(old, old_names);
    let before: BTreeMap<&str, &str> = before.iter().flat_map(by_place).collect();
    let places = Places::new(api);
    let mut names = assign(&mut Diagnostics::default(), api, config);
    let found = places.named(api, &names);
    let known: BTreeSet<&str> = found
        .iter()
        .flat_map(by_place)
        .map(|(place, _)| place)
        .collect();
    let is_there = |name: &String| names.types.contains(name) || names.operations.contains(name);
    config
        .kept
        .retain(|place, name| known.contains(place.as_str()) || (is_path(place) && is_there(name)));
    loop {
        let all = places.named(api, &names);
        let found = all.iter().filter_map(|one| {
            let mut places = one.places.iter();
            let place = places.find(|place| before.contains_key(place.as_str()))?;
            Some((one, place, before[place.as_str()]))
        });
        let (same, other): (Vec<_>, Vec<_>) = found.partition(|(one, _, name)| one.name == *name);
        let mut taken: BTreeSet<&str> = same
            .iter()
            .filter(|(one, ..)| one.depth > 0)
            .map(|(.., name)| *name)
            .collect();
        let other = other
            .into_iter()
            .filter(|(_, place, _)| !config.kept.contains_key(*place));
        // A type that became two has its name but once.
        let mut other: Vec<_> = other
            .filter(|(one, _, name)| one.depth == 0 || taken.insert(name))
            .collect();
        let Some(depth) = other.iter().map(|(one, ..)| one.depth).min() else {
            return names;
        };
        other.retain(|(one, ..)| one.depth == depth);
        let kept = other
            .into_iter()
            .map(|(_, place, name)| (place.clone(), name.to_owned()));
        config.kept.extend(kept);
        names = assign(&mut Diagnostics::default(), api, config);
    }
}

/// Returns `true` for an old path of an item, which is kept beside places.
pub(crate) fn is_path(place: &str) -> bool {
    place
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
}

fn by_place(named: &Named) -> impl Iterator<Item = (&str, &str)> {
    named
        .places
        .iter()
        .map(|place| (place.as_str(), named.name.as_str()))
}

fn operation(operation: &Operation) -> String {
    let words = [
        Some(operation.method.as_str()),
        Some(operation.path.as_str()),
        operation.key.as_deref(),
        operation.variation,
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns the number of types that a type's name is made from.
fn depth(api: &Api, mut id: TypeId) -> usize {
    let mut depth = 1;
    while depth < api.types.len() {
        match &api.def(id).origin {
            TypeOrigin::Within { parent, .. } => id = *parent,
            TypeOrigin::Shared(uses) if !uses.is_empty() => id = uses[0].parent,
            _ => break,
        }
        depth += 1;
    }
    depth
}

fn way(steps: &[PathStep]) -> String {
    let steps = steps.iter().map(|step| match step {
        PathStep::Property(key) => format!("/{key}"),
        PathStep::Item => "[]".to_owned(),
        PathStep::Key => "{key}".to_owned(),
        PathStep::Value => "{}".to_owned(),
        PathStep::Position(index) => format!("[{index}]"),
        PathStep::Variant(label) => format!("|{label}"),
    });
    steps.collect()
}
