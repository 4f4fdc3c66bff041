//! The one table of identifiers that `emit` writes.
//!
//! A name is made from the author's words by Rust's conventions. If two words give one name, or a
//! name is taken by the language or by generated code, `scope` decides by a rule that does not
//! depend on the order of the document's maps; the config can pin a name instead.

mod files;
mod keywords;
mod modules;
mod operations;
mod places;
mod scope;
mod types;
mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{
    Api, ContentEnumDef, EnumDef, EnumValue, OperationId, Shape, StructDef, Tagging, TypeId,
    UnionDef,
};
use crate::pointer::Pointer;
use scope::{NameRequest, NameScope};
use words::{ensure_leading_letter, pascal, snake};

pub(crate) use files::{file_name, path_words, type_words};
pub use modules::Module;
pub(crate) use places::{Places, is_path, keep_names};

/// Every identifier of a generated crate, by the ids of the model.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The crate as code refers to it (`acme_ads`).
    pub krate: String,
    /// Methods of the client.
    pub operations: Vec<String>,
    /// The modules that hold the methods: one for each API of a Rill project, else one for each tag
    /// or group of paths, by name.
    pub modules: Vec<Module>,
    /// Setters of the security schemes, which are also the names of their constants in lower case.
    pub schemes: Vec<String>,
    /// Constructors of the servers.
    pub servers: Vec<String>,
    /// Types of the runtime that the crate exports beside the usual ones, since its operations need
    /// them.
    pub runtime: Vec<&'static str>,
    /// Types.
    pub types: Vec<String>,
    /// Fields of each type, in the order of its fields; the last is that of additional properties.
    pub fields: Vec<Vec<String>>,
    /// Setters of each type, in the order of its fields.
    pub setters: Vec<Vec<String>>,
    /// Variants of each type, in the order of its values or variants; the last of an enum is the
    /// one for values that are not listed.
    pub variants: Vec<Vec<String>>,
}

impl Names {
    /// Returns the name of a type.
    pub fn ty(&self, id: TypeId) -> &str {
        &self.types[id.0]
    }

    /// Returns the method of an operation.
    pub fn operation(&self, id: OperationId) -> &str {
        &self.operations[id.0]
    }

    /// Returns the table as text, for `--dump names`.
    pub fn dump(&self, api: &Api) -> String {
        let mut lines = vec![format!("crate {}", self.krate)];
        for (operation, name) in api.operations.iter().zip(&self.operations) {
            lines.push(format!(
                "method {name} = {} {}",
                operation.method, operation.path
            ));
        }
        for (index, name) in self.types.iter().enumerate() {
            lines.push(format!("type {name} = {}", api.types[index].pointer));
            lines.extend(self.fields[index].iter().map(|field| format!("  {field}")));
            lines.extend(
                self.variants[index]
                    .iter()
                    .map(|variant| format!("  {variant}")),
            );
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

/// Names everything. Pins that name nothing, or nothing valid, are reported.
pub fn assign(cx: &mut Diagnostics, api: &Api, config: &Config) -> Names {
    let places = if config.kept.is_empty() {
        Places::default()
    } else {
        Places::new(api)
    };
    let mut naming = Namer {
        api,
        config,
        places,
        used: BTreeSet::new(),
        cx,
    };
    let operations = naming.operations();
    let type_names = naming.types(&operations);
    let mut names = Names {
        krate: config.name.replace('-', "_"),
        modules: modules::modules(api, &operations, &naming.kept_modules()),
        schemes: naming.schemes(),
        servers: naming.servers(),
        runtime: types::runtime(api),
        operations,
        types: type_names,
        ..Names::default()
    };
    for id in api.type_ids() {
        let (mut fields, mut setters, mut variants) = (Vec::new(), Vec::new(), Vec::new());
        let kept = naming.kept_parts(id);
        match &api.def(id).shape {
            Shape::Struct(body) => (fields, setters) = naming.fields(body, &kept),
            Shape::Enum(body) => variants = enum_variants(body, &kept),
            Shape::Union(body) => variants = union_variants(body, &kept),
            Shape::ContentEnum(body) => variants = choice_variants(body, &kept),
            Shape::Alias(_) | Shape::Newtype(_) => {}
        }
        names.fields.push(fields);
        names.setters.push(setters);
        names.variants.push(variants);
    }
    naming.report_unused();
    names
}

/// Returns `true` for a text that can be a name.
pub(crate) fn is_identifier(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.starts_with(|c: char| c.is_ascii_digit()) && !text.is_empty() && text.chars().all(is_part)
}

struct Namer<'a, 'cx> {
    api: &'a Api,
    config: &'a Config,
    places: Places,
    used: BTreeSet<String>,
    cx: &'cx mut Diagnostics,
}

impl Namer<'_, '_> {
    /// Returns the name that is kept for a part of one of several places.
    fn kept(&self, places: &[String], part: &str) -> Option<String> {
        let kept = &self.config.kept;
        let kept = places
            .iter()
            .find_map(|place| kept.get(&format!("{place}{part}")));
        kept.filter(|name| is_identifier(name)).cloned()
    }

    /// Returns the modules that are kept of the operations; empty where none is.
    fn kept_modules(&self) -> Vec<Option<String>> {
        let places = self.places.operations.iter();
        places
            .map(|place| self.kept(std::slice::from_ref(place), " module"))
            .collect()
    }

    /// Returns the names that are kept of the fields or variants of a type, in their order; empty where none is.
    fn kept_parts(&self, id: TypeId) -> Vec<Option<String>> {
        if self.config.kept.is_empty() {
            return Vec::new();
        }
        let parts = self.places.parts(self.api, id).into_iter();
        let places = &self.places.types[id.0];
        parts.map(|part| self.kept(places, &part)).collect()
    }

    /// Requests a name, or the one that the config pins for a location.
    fn wish<'w>(
        &mut self,
        at: &Pointer,
        original: impl Into<Cow<'w, str>>,
        name: String,
    ) -> NameRequest<'w> {
        if self.config.names.is_empty() {
            return NameRequest::new(original, name);
        }
        self.wish_by(&[&at.to_string()], original, name)
    }

    /// Requests a name, or the one that the config pins under the first of several keys.
    fn wish_by<'w>(
        &mut self,
        keys: &[&str],
        original: impl Into<Cow<'w, str>>,
        name: String,
    ) -> NameRequest<'w> {
        let pins = &self.config.names;
        let found = keys
            .iter()
            .find_map(|key| pins.get_key_value(*key))
            .map(|(key, pin)| (key.clone(), pin.clone()));
        let Some((key, pin)) = found else {
            return NameRequest::new(original, name);
        };
        self.used.insert(key.clone());
        if is_identifier(&pin) {
            return NameRequest::pinned(pin);
        }
        self.cx.report(
            Code::PinInvalid,
            Pointer::root(),
            format!(
                "`{pin}`, pinned for `{key}`, is not a Rust identifier; the usual name is used"
            ),
            "pin a name of ASCII letters, digits and underscores".to_owned(),
        );
        NameRequest::new(original, name)
    }

    fn fields(&mut self, body: &StructDef, kept: &[Option<String>]) -> (Vec<String>, Vec<String>) {
        let wishes = body
            .fields
            .iter()
            .map(|field| {
                let name = ensure_leading_letter(
                    snake(&field.wire),
                    if field.wire.is_empty() {
                        "empty"
                    } else {
                        "field"
                    },
                    "_",
                );
                self.wish(&field.pointer, field.wire.as_str(), name)
            })
            .collect();
        let mut scope = NameScope::values(&[]);
        let extra = scope.take_kept(
            kept.last()
                .filter(|_| body.extra.is_some())
                .and_then(Option::as_ref),
        );
        let mut fields = scope.assign(keep(wishes, kept));
        if body.extra.is_some() {
            fields.push(extra.unwrap_or_else(|| scope.take("extra")));
        }
        let setters = setters(&fields);
        (fields, setters)
    }

    fn report_unused(&mut self) {
        for key in self
            .config
            .names
            .keys()
            .filter(|key| !self.used.contains(*key))
        {
            self.cx.report(
                Code::PinUnused,
                Pointer::root(),
                format!("a name is pinned for `{key}`, but no method, type or field is named after that"),
                "pin a path (`/name`), an `operationId`, a method and path (`GET /name`) or a pointer (`#/components/schemas/Name`) that the document has".to_owned(),
            );
        }
    }
}

/// Names setters like their fields, unless that name has another meaning.
fn setters(fields: &[String]) -> Vec<String> {
    let methods = keywords::words(keywords::METHODS);
    let is_taken = |field: &String| methods.contains(&field.as_str());
    if !fields.iter().any(is_taken) {
        return fields.to_vec();
    }
    let mut scope = NameScope::values(&[]);
    let setters = fields.iter().map(|field| {
        if is_taken(field) {
            scope.take(format!("with_{field}"))
        } else {
            scope.take(field)
        }
    });
    setters.collect()
}

/// Pins requests to the names that are kept of them.
fn keep<'w>(mut wishes: Vec<NameRequest<'w>>, kept: &[Option<String>]) -> Vec<NameRequest<'w>> {
    for (wish, kept) in wishes.iter_mut().zip(kept) {
        if let (Some(name), false) = (kept, wish.pinned) {
            *wish = NameRequest::pinned(name.clone());
        }
    }
    wishes
}

/// Names for the variant of values that are not listed; the first free one is taken.
const CATCH_ALL: [&str; 4] = ["Unknown", "Unrecognized", "Unlisted", "CatchAll"];

fn enum_variants(body: &EnumDef, kept: &[Option<String>]) -> Vec<String> {
    let wanted = body.values.iter().enumerate().map(|(index, value)| {
        let label = body.labels.get(index).and_then(|label| label.name.as_ref());
        let named = label
            .map(|name| pascal(name))
            .filter(|name| !name.is_empty());
        let word = match value {
            EnumValue::Text(text) if text.is_empty() => "Empty",
            _ => "Value",
        };
        ensure_leading_letter(named.unwrap_or_else(|| pascal(&value.text())), word, "")
    });
    variants(wanted, true, kept)
}

/// Names variants, and that of values that are not listed if there is one.
fn variants(
    wanted: impl ExactSizeIterator<Item = String>,
    is_open: bool,
    kept: &[Option<String>],
) -> Vec<String> {
    let mut scope = NameScope::types(&[]);
    let rest = kept.last().filter(|_| is_open).and_then(Option::as_ref);
    let rest = scope.take_kept(rest);
    let listed = kept.get(..wanted.len()).unwrap_or_default();
    let mut names = scope.assign_in_turn(wanted, listed);
    if is_open {
        let is_free = |name: &&&str| !names.iter().any(|taken| taken == *name);
        let free = CATCH_ALL.iter().find(is_free).copied();
        names.push(rest.unwrap_or_else(|| scope.take(free.unwrap_or("Unknown"))));
    }
    names
}

fn union_variants(body: &UnionDef, kept: &[Option<String>]) -> Vec<String> {
    let first = |tag: &String| {
        let firsts = body
            .variants
            .iter()
            .filter_map(|variant| variant.tags.first());
        firsts.filter(|other| *other == tag).count() == 1
    };
    let wanted = body.variants.iter().map(|variant| {
        // A discriminator's values are the author's short words for the variants.
        let word = match (&body.tagging, variant.tags.first()) {
            (Tagging::Property(_), Some(tag)) if !variant.is_fallback && first(tag) => tag,
            _ => &variant.label,
        };
        ensure_leading_letter(pascal(word), "Value", "")
    });
    variants(wanted, body.is_open, kept)
}

fn choice_variants(body: &ContentEnumDef, kept: &[Option<String>]) -> Vec<String> {
    let cases = body.cases.iter();
    let wishes = cases.map(|(label, _)| {
        NameRequest::new(label, ensure_leading_letter(pascal(label), "Value", ""))
    });
    NameScope::types(&[]).assign(keep(wishes.collect(), kept))
}
