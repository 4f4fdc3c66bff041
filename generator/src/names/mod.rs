//! The one table of identifiers that `emit` writes.
//!
//! A name is made from the author's words by Rust's conventions. If two words give one name, or a
//! name is taken by the language or by generated code, `scope` decides by a rule that does not
//! depend on the order of the document's maps; the config can pin a name instead.

mod files;
mod keywords;
mod modules;
mod operations;
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
    let mut naming = Namer {
        api,
        config,
        used: BTreeSet::new(),
        cx,
    };
    let operations = naming.operations();
    let type_names = naming.types(&operations);
    let mut names = Names {
        krate: config.name.replace('-', "_"),
        modules: modules::modules(api, &operations),
        schemes: operations::schemes(api),
        servers: operations::servers(api),
        runtime: types::runtime(api),
        operations,
        types: type_names,
        ..Names::default()
    };
    for def in &api.types {
        let (mut fields, mut setters, mut variants) = (Vec::new(), Vec::new(), Vec::new());
        match &def.shape {
            Shape::Struct(body) => (fields, setters) = naming.fields(body),
            Shape::Enum(body) => variants = enum_variants(body),
            Shape::Union(body) => variants = union_variants(body),
            Shape::ContentEnum(body) => variants = choice_variants(body),
            Shape::Alias(_) | Shape::Newtype(_) => {}
        }
        names.fields.push(fields);
        names.setters.push(setters);
        names.variants.push(variants);
    }
    naming.report_unused();
    names
}

struct Namer<'a, 'cx> {
    api: &'a Api,
    config: &'a Config,
    used: BTreeSet<String>,
    cx: &'cx mut Diagnostics,
}

impl Namer<'_, '_> {
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
        let valid = !pin.starts_with(|c: char| c.is_ascii_digit())
            && !pin.is_empty()
            && pin.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if valid {
            return NameRequest {
                original: pin.clone().into(),
                name: pin,
                pinned: true,
            };
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

    fn fields(&mut self, body: &StructDef) -> (Vec<String>, Vec<String>) {
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
        let mut fields = scope.assign(wishes);
        if body.extra.is_some() {
            fields.push(scope.take("extra"));
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
    let is_taken = |field: &String| keywords::METHODS.contains(&field.as_str());
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

/// Names for the variant of values that are not listed; the first free one is taken.
const CATCH_ALL: [&str; 4] = ["Unknown", "Unrecognized", "Unlisted", "CatchAll"];

fn enum_variants(body: &EnumDef) -> Vec<String> {
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
    let mut scope = NameScope::types(&[]);
    let mut names = scope.assign_in_turn(wanted);
    let rest = catch_all(&mut scope, &names);
    names.push(rest);
    names
}

/// Names the variant of values that are not listed.
fn catch_all(scope: &mut NameScope, names: &[String]) -> String {
    let free = CATCH_ALL
        .iter()
        .find(|name| !names.iter().any(|taken| taken == *name));
    scope.take(free.copied().unwrap_or("Unknown"))
}

fn union_variants(body: &UnionDef) -> Vec<String> {
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
    let mut scope = NameScope::types(&[]);
    let mut names = scope.assign_in_turn(wanted);
    if body.is_open {
        let rest = catch_all(&mut scope, &names);
        names.push(rest);
    }
    names
}

fn choice_variants(body: &ContentEnumDef) -> Vec<String> {
    let cases = body.cases.iter();
    let wishes = cases.map(|(label, _)| {
        NameRequest::new(label, ensure_leading_letter(pascal(label), "Value", ""))
    });
    NameScope::types(&[]).assign(wishes.collect())
}
