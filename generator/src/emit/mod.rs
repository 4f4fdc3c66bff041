//! Model → Rust. Cannot fail: whatever is in the model can be written.
//!
//! [`plan`] says of which pieces the files are made, [`write()`] writes one of them, and [`head`] what
//! stands above those of one file. Pieces do not depend on each other, so they can be written in any
//! order or at once.

mod attribute;
mod choice;
mod client;
mod credentials;
mod docs;
mod enumeration;
mod example;
mod headers;
mod http;
mod input;
mod layout;
mod library;
mod literal;
mod multipart;
mod operation;
mod readme;
mod servers;
mod structure;
mod tour;
mod types;
mod union;

use std::collections::BTreeSet;

use crate::analyze::Facts;
use crate::config::Config;
use crate::ir::{Api, Scalar, Shape, StructRole, TypeId};
use crate::names::Names;

use crate::tokens::{Ident, Tokens, quote};
use layout::FileRole;
pub use layout::{FileId, Layout, Part, Piece, layout, plan};

/// Everything that a generated crate is made from.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// What there is.
    pub api: &'a Api,
    /// What follows from it.
    pub facts: &'a Facts,
    /// What it is called.
    pub names: &'a Names,
    /// Where it stands.
    pub layout: &'a Layout,
    /// What the caller chose.
    pub config: &'a Config,
}

/// A piece that was written.
#[derive(Debug)]
pub struct Written<'a> {
    /// Its items.
    pub items: Tokens,
    /// What they name.
    pub imports: Imports<'a>,
}

/// Writes one piece.
pub fn write<'a>(model: Model<'a>, piece: &Piece) -> Written<'a> {
    let mut scope = Scope::new(model, piece.file);
    let items = match &piece.part {
        Part::Types(ids) => {
            let mut items = Tokens::new();
            for id in ids {
                definition(&mut scope, *id, &mut items);
            }
            items
        }
        Part::Methods(ids) => operation::methods(&mut scope, ids),
        Part::Whole => match model.layout.file(piece.file).role {
            FileRole::Library => library::library(model),
            FileRole::Client => client::client(model),
            FileRole::Apis | FileRole::Operations(_) | FileRole::Types | FileRole::Part => {
                Tokens::new()
            }
        },
    };
    Written {
        items,
        imports: scope.imports,
    }
}

/// Writes what stands above the pieces of a file: its documentation, its imports, and the modules
/// that it declares. The library and the client have theirs in their one piece.
pub fn head(model: Model<'_>, id: FileId, imports: &Imports<'_>) -> Tokens {
    let file = model.layout.file(id);
    let docs: Vec<docs::Line<'_>> = match file.role {
        FileRole::Library | FileRole::Client => return Tokens::new(),
        FileRole::Apis if model.api.conventions.grouping.is_by_operation() => {
            vec!["One module for each API: what it takes and what it gives.".into()]
        }
        FileRole::Apis => vec!["The types that one group of operations alone uses.".into()],
        FileRole::Operations(index) => library::module_docs(model, &model.names.modules[index]),
        FileRole::Types if !has_client(model) => vec!["The types of the document.".into()],
        FileRole::Types => vec!["The types that several modules share.".into()],
        FileRole::Part => Vec::new(),
    };
    let docs = attribute::inner(&docs);
    let uses = imports.uses();
    let modules = layout::modules(model.layout, file);
    quote! { #docs #modules #uses }
}

/// Returns `true` if the crate has a client; else it is one of types alone.
fn has_client(model: Model<'_>) -> bool {
    !model.config.selection.types_only
}

/// Returns `true` if a type is written.
fn is_written(model: Model<'_>, id: TypeId) -> bool {
    model.layout.home(id).is_some()
}

/// The README of a crate.
pub fn readme(model: Model<'_>) -> String {
    readme::readme(model)
}

/// How many types are written.
pub fn type_count(model: Model<'_>) -> usize {
    let ids = model.api.type_ids();
    ids.filter(|id| is_written(model, *id)).count()
}

/// Whether any value is one of these kinds.
pub fn uses_scalar(model: Model<'_>, wanted: &[Scalar]) -> bool {
    model.api.holds(wanted)
}

fn definition(scope: &mut Scope<'_>, id: TypeId, into: &mut Tokens) {
    let model = scope.model;
    let written = match &model.api.def(id).shape {
        Shape::Struct(body) => {
            structure::structure(scope, id, body, into);
            match body.role {
                StructRole::Headers => headers::from_headers(scope, id, body),
                StructRole::Parts => multipart::into_parts(scope, id, body),
                StructRole::Plain
                | StructRole::Arguments
                | StructRole::Row
                | StructRole::Request => input::single_input(scope, id),
            }
        }
        Shape::Enum(body) => enumeration::enumeration(scope, id, body),
        Shape::Union(body) => union::union(scope, id, body),
        Shape::ContentEnum(body) => choice::choice(scope, id, body),
        Shape::Alias(target) => types::alias(scope, id, target),
        Shape::Newtype(target) => types::newtype(scope, id, target),
    };
    into.append(&written);
}

/// What one file names of others.
#[derive(Clone, Debug, Default)]
pub struct Imports<'a> {
    foreign: BTreeSet<&'a str>,
    runtime: BTreeSet<&'static str>,
    serde: BTreeSet<&'static str>,
    map: bool,
    door: bool,
}

impl<'a> Imports<'a> {
    /// What another piece of the same file names comes too.
    pub fn add(&mut self, other: Imports<'a>) {
        self.foreign.extend(other.foreign);
        self.runtime.extend(other.runtime);
        self.serde.extend(other.serde);
        self.map |= other.map;
        self.door |= other.door;
    }

    /// The `use` items of the file.
    fn uses(&self) -> Tokens {
        let map = self.map.then(|| quote! { use std::collections::BTreeMap; });
        let serde = uses(&quote!(serde), &self.serde);
        let door = self
            .door
            .then(|| quote! { use rill_client_runtime::codegen::v1; });
        let runtime = uses(&quote!(rill_client_runtime), &self.runtime);
        let foreign = uses(&quote!(crate), &self.foreign);
        quote! { #map #door #runtime #serde #foreign }
    }
}

/// What one piece can name: collects what its file has to import while it is written.
struct Scope<'a> {
    model: Model<'a>,
    file: FileId,
    imports: Imports<'a>,
}

impl<'a> Scope<'a> {
    fn new(model: Model<'a>, file: FileId) -> Self {
        Self {
            model,
            file,
            imports: Imports::default(),
        }
    }

    /// The name of a type, imported when it stands in another file.
    fn ty(&mut self, id: TypeId) -> Ident<'a> {
        let name = self.model.names.ty(id);
        if !self.model.layout.can_name(self.file, id) {
            self.imports.foreign.insert(name);
        }
        Ident::new(name)
    }

    /// A name of the runtime.
    fn runtime(&mut self, name: &'static str) -> Ident<'static> {
        self.imports.runtime.insert(name);
        Ident::new(name)
    }

    /// A name of serde.
    fn serde(&mut self, name: &'static str) -> Ident<'static> {
        self.imports.serde.insert(name);
        Ident::new(name)
    }

    /// The map of the standard library.
    fn map(&mut self) -> Ident<'static> {
        self.imports.map = true;
        Ident::new("BTreeMap")
    }

    /// The runtime's door for generated code.
    fn door(&mut self) -> Ident<'static> {
        self.imports.door = true;
        Ident::new("v1")
    }
}

fn uses(path: &Tokens, names: &BTreeSet<&str>) -> Tokens {
    let names: Vec<_> = names.iter().map(|name| Ident::new(name)).collect();
    match names.as_slice() {
        [] => Tokens::new(),
        [name] => quote! { use #path::#name; },
        names => quote! { use #path::{#(#names),*}; },
    }
}
