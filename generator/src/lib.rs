//! Turns an OpenAPI document into a strongly typed Rust client crate.
//!
//! ```text
//! Source (name + bytes)
//!    │ document::load      bytes → JSON value → rewritten to the 3.0 dialect → openapiv3::OpenAPI
//!  Document                the model, and the way back to the author's pointers
//!    │ lower::lower        resolve, classify, merge; every gap becomes a diagnostic
//!  ir::Api                 resolved model: no openapiv3, no Rust names, no tokens
//!    │ analyze::analyze    facts in side tables by id        │ names::assign
//!  Facts ─────────────────────────────────────────────────── Names
//!    │ emit::files         (Api, Facts, Names, Config) → items; cannot fail
//!    │                     printed by `rust`, with a header; files in parallel
//!  Files                   relative path → text
//! ```
//!
//! [`compare()`] takes two documents as far as names, and tells what the new one does to callers of the old one's crate.
//!
//! The crate reads nothing and writes nothing: a document comes in as bytes, a crate goes out as
//! texts. Names of files on disk, networks and terminals are the caller's business.
//!
//! ```
//! use rill_codegen::{Config, Source, generate};
//!
//! let document = r#"{
//!     "openapi": "3.0.3",
//!     "info": {"title": "Rill acme/ads project API", "version": "1.0.0"},
//!     "servers": [{"url": "http://localhost:9009/v1/instances/default/api"}],
//!     "paths": {"/top-publishers": {"get": {"responses": {"200": {
//!         "description": "rows",
//!         "content": {"application/json": {"schema": {"type": "array", "items": {
//!             "type": "object", "properties": {"publisher": {"type": "string"}}
//!         }}}}
//!     }}}}}
//! }"#;
//! let source = Source { name: "openapi.json".to_owned(), bytes: document.as_bytes().to_vec() };
//! let generated = generate(&source, &Config::new("acme-ads")).expect("a valid document");
//! assert!(generated.files["src/apis/top_publishers.rs"].contains("pub struct TopPublishersRow"));
//! assert_eq!(generated.census.operations, 1);
//! ```

// Nothing of a document may make the generator panic; each exception says why it cannot.
#![cfg_attr(
    not(test),
    warn(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable
    )
)]

#[allow(clippy::indexing_slicing, reason = "ids index tables of their model")]
pub mod analyze;
#[allow(clippy::indexing_slicing, reason = "ids index tables of their model")]
pub mod compare;
pub mod config;
pub mod diagnostic;
pub mod document;
#[allow(clippy::indexing_slicing, reason = "ids index tables of their model")]
pub mod emit;
mod external;
#[allow(clippy::indexing_slicing, reason = "ids index tables of their model")]
pub mod ir;
#[allow(clippy::indexing_slicing, reason = "ids index tables of their model")]
pub mod lower;
#[allow(clippy::indexing_slicing, reason = "ids index tables of their model")]
pub mod names;
mod parallel;
pub mod pointer;
pub mod report;
mod rust;

pub use config::{Config, Dialect, Selection, Selector, Types};
pub use diagnostic::{
    Change, Code, Diagnostic, Diagnostics, FatalError, Fix, Level, Severity, Span,
};
pub use document::{Input, MissingFiles, Source, missing};
pub use emit::{Files, HEADER, README_HEADER};
pub use rust::type_path_flaw;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use parallel::on_deep_stack;
use pointer::Pointer;
use serde_json::Value;

/// A generated crate, but for its `Cargo.toml`.
#[derive(Clone, Debug)]
pub struct Generated {
    /// Content of each file by its path in the crate: sources, `README.md`, and the document as
    /// `openapi.json`.
    pub files: Files,
    /// The dependencies of the crate, beside the runtime.
    pub dependencies: Vec<Dependency>,
    /// Features of the crate, all of which are on by default.
    pub features: Vec<Feature>,
    /// The diagnostics of the document.
    pub diagnostics: Diagnostics,
    /// The numbers of operations, types and untyped locations.
    pub census: Census,
    /// The author's places whose type the document does not tell, in their order.
    pub untyped: Vec<Pointer>,
    /// The author's places of the operations that the document declares.
    pub declared: Vec<Pointer>,
    /// The author's places of the operations that have a method.
    pub called: Vec<Pointer>,
}

/// A crate that the generated one needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name.
    pub name: &'static str,
    /// The version it needs, as Cargo writes it.
    pub version: &'static str,
    /// Set if its default features are on.
    pub default_features: bool,
    /// Features beside those.
    pub features: &'static [&'static str],
}

/// A feature of the generated crate: the methods of one tag, and the types that only they need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// The tags of the document that it stands for.
    pub tags: Vec<String>,
}

/// The numbers of operations, types and untyped locations of a generated crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Methods of the client.
    pub operations: usize,
    /// Named types.
    pub types: usize,
    /// Places whose type the document does not tell.
    pub untyped: usize,
}

/// The whole way: a document in, a crate out. The input is a `&Source`, or an [`Input`] where
/// overlays or other files belong to the document.
///
/// A document and a config always give the same bytes, whatever the order of the document's maps.
///
/// # Errors
///
/// When nothing can be generated: the config names no crate, the bytes are no document, or a
/// document of another kind.
/// Anything smaller is a diagnostic, and the rest of the crate stands.
pub fn generate<'i>(
    input: impl Into<Cow<'i, Input>>,
    config: &Config,
) -> Result<Generated, FatalError> {
    let input = input.into();
    on_deep_stack(|| whole(&input, config))
}

fn whole(input: &Input, config: &Config) -> Result<Generated, FatalError> {
    if let Some(flaw) = config::crate_name_flaw(&config.name) {
        return Err(FatalError::new(
            format!("{:?} cannot be the name of a crate", config.name),
            flaw,
            "use letters, digits, `-` and `_`, such as `acme-ads`",
        ));
    }
    refuse_types(&config.types)?;
    let mut cx = Diagnostics::default();
    let (named, snapshot, declared) = NamedApi::read(&mut cx, input, config)?;
    let model = named.context();
    let api = model.api;
    let mut files = emit::files(model);
    let dependencies = dependencies(model, &files);
    files.insert("openapi.json".to_owned(), snapshot);
    let census = Census {
        operations: api.operations.len(),
        types: emit::type_count(model),
        untyped: api.untyped.len(),
    };
    Ok(Generated {
        files,
        dependencies,
        features: features(model.names),
        diagnostics: cx.at_levels(&config.lints),
        census,
        untyped: sorted(api.untyped.iter()),
        called: sorted(api.operations.iter().map(|operation| &operation.pointer)),
        declared,
    })
}

fn sorted<'a>(places: impl Iterator<Item = &'a Pointer>) -> Vec<Pointer> {
    let places: BTreeSet<&Pointer> = places.collect();
    places.into_iter().cloned().collect()
}

/// A document as far as its names: what a crate follows from, without its texts.
#[derive(Clone, Debug)]
pub struct NamedApi {
    api: ir::Api,
    facts: analyze::Facts,
    names: names::Names,
    layout: emit::Layout,
    config: Config,
}

impl NamedApi {
    /// Reads a document as far as its names.
    ///
    /// # Errors
    ///
    /// As [`generate`].
    pub fn new<'i>(input: impl Into<Cow<'i, Input>>, config: &Config) -> Result<Self, FatalError> {
        let input = input.into();
        let read = on_deep_stack(|| Self::read(&mut Diagnostics::default(), &input, config));
        read.map(|(named, ..)| named)
    }

    /// Returns the text to commit of the document too, and the operations that it declares.
    fn read(
        cx: &mut Diagnostics,
        input: &Input,
        config: &Config,
    ) -> Result<(Self, String, Vec<Pointer>), FatalError> {
        let document = document::load(cx, input, config.dialect)?;
        let api = lower::lower(cx, &document, config);
        let (snapshot, declared) = document.into_snapshot();
        let facts = analyze::analyze(&api);
        let names = names::assign(cx, &api, config);
        let layout = emit::layout(&api, &facts, &names, config);
        let config = config.clone();
        let read = Self {
            api,
            facts,
            names,
            layout,
            config,
        };
        Ok((read, snapshot, declared))
    }

    /// Returns the JSON values in the examples of all methods, each with the location of the schema that it has to fit.
    pub fn example_values(&self) -> Vec<(Pointer, Value)> {
        let ids = (0..self.api.operations.len()).map(ir::OperationId);
        on_deep_stack(|| {
            ids.flat_map(|id| emit::example_values(self.context(), id))
                .collect()
        })
    }

    /// Keeps the names that the crate of an older document has for what is in both, and returns all that are kept by their
    /// places, for [`Config::kept`].
    pub fn keep_names(&mut self, old: &Self) -> &BTreeMap<String, String> {
        self.names = names::keep_names((&old.api, &old.names), &self.api, &mut self.config);
        self.layout = emit::layout(&self.api, &self.facts, &self.names, &self.config);
        if self.config.keep_deprecated {
            let renamed = compare::renamed(old.context(), self.context());
            for name in self.config.kept.values_mut() {
                if let Some(now) = renamed
                    .get(name)
                    .or(renamed.get(&format!("Client::{name}")))
                {
                    now.clone_into(name);
                }
            }
            self.config.kept.extend(renamed);
        }
        let moved = self.layout.moved(&self.names, (&old.layout, &old.names));
        if !moved.is_empty() {
            self.config.kept.extend(moved);
            self.layout = emit::layout(&self.api, &self.facts, &self.names, &self.config);
        }
        &self.config.kept
    }

    fn context(&self) -> emit::EmitContext<'_> {
        emit::EmitContext {
            api: &self.api,
            facts: &self.facts,
            names: &self.names,
            layout: &self.layout,
            config: &self.config,
        }
    }
}

/// Tells what a new document does to callers of the crate that was made from the old one.
pub fn compare(old: &NamedApi, new: &NamedApi) -> compare::Comparison {
    on_deep_stack(|| compare::compare(old.context(), new.context()))
}

/// The document as later stages see it, for `--dump document`.
///
/// # Errors
///
/// As [`generate`].
pub fn dump_document<'i>(
    input: impl Into<Cow<'i, Input>>,
    config: &Config,
) -> Result<String, FatalError> {
    let document = document::load(&mut Diagnostics::default(), input, config.dialect)?;
    Ok(format!("{:#}\n", document.value))
}

/// The resolved model, for whoever judges values by the types that the generated crate has.
///
/// # Errors
///
/// As [`generate`].
pub fn model<'i>(input: impl Into<Cow<'i, Input>>, config: &Config) -> Result<ir::Api, FatalError> {
    let input = input.into();
    on_deep_stack(|| {
        let mut cx = Diagnostics::default();
        let document = document::load(&mut cx, &*input, config.dialect)?;
        Ok(lower::lower(&mut cx, &document, config))
    })
}

/// The resolved model as text, for `--dump ir`.
///
/// # Errors
///
/// As [`generate`].
pub fn dump_ir<'i>(
    input: impl Into<Cow<'i, Input>>,
    config: &Config,
) -> Result<String, FatalError> {
    model(input, config).map(|api| api.dump())
}

/// The table of names as text, for `--dump names`.
///
/// # Errors
///
/// As [`generate`].
pub fn dump_names<'i>(
    input: impl Into<Cow<'i, Input>>,
    config: &Config,
) -> Result<String, FatalError> {
    let NamedApi { api, names, .. } = NamedApi::new(input, config)?;
    Ok(names.dump(&api))
}

fn features(names: &names::Names) -> Vec<Feature> {
    let features = names.modules.iter().filter_map(|module| {
        Some(Feature {
            name: module.feature.clone()?,
            tags: module.tags.clone(),
        })
    });
    features.collect()
}

/// Refuses what would not be a type in the generated code.
fn refuse_types(types: &Types) -> Result<(), FatalError> {
    let paths = types.formats.values().chain(types.schemas.values());
    for path in paths.chain(&types.derives) {
        if let Some(flaw) = type_path_flaw(path) {
            return Err(FatalError::new(
                format!("{path:?} in the config is no path to a Rust type"),
                flaw,
                "write a path such as `chrono::DateTime<chrono::Utc>` or `crate::Pet`",
            ));
        }
    }
    Ok(())
}

/// The crates that generated code names.
fn dependencies(model: emit::EmitContext<'_>, files: &BTreeMap<String, String>) -> Vec<Dependency> {
    let mut dependencies = Vec::new();
    // Most types are read and written by the runtime's macros.
    if files.values().any(|text| text.contains("serde::")) {
        dependencies.push(Dependency {
            name: "serde",
            version: "1",
            default_features: true,
            features: &["derive"],
        });
    }
    if model.api.xml_bodies().next().is_some() {
        dependencies.push(Dependency {
            name: "rill-client-runtime",
            version: env!("CARGO_PKG_VERSION"),
            default_features: false,
            features: &["xml"],
        });
    }
    let formats = model.api.formats();
    let formats = formats.filter_map(|format| format.entry().rust_type.path());
    let externals = model
        .api
        .externals
        .iter()
        .chain(&model.config.types.derives);
    let of_formats = external::dependencies(formats);
    for dependency in of_formats.chain(external::dependencies(externals)) {
        if dependencies
            .iter()
            .all(|known| known.name != dependency.name)
        {
            dependencies.push(dependency);
        }
    }
    dependencies
}
