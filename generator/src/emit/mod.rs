//! Model → Rust. Cannot fail: whatever is in the model can be written.
//!
//! [`plan`] says which files there are, [`file()`] writes one of them; files do not depend on each
//! other, so they can be written in any order or at once.

mod attribute;
mod client;
mod docs;
mod enumeration;
mod example;
mod library;
mod literal;
mod operation;
mod readme;
mod structure;
mod types;
mod union;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::analyze::Facts;
use crate::config::Config;
use crate::ir::{Api, Hint, OperationId, Scalar, Shape, TypeId};
use crate::names::Names;

/// Everything that a generated crate is made from.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// What there is.
    pub api: &'a Api,
    /// What follows from it.
    pub facts: &'a Facts,
    /// What it is called.
    pub names: &'a Names,
    /// What the caller chose.
    pub config: &'a Config,
}

/// A file of the generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum File {
    /// `src/lib.rs`
    Library,
    /// `src/client.rs`
    Client,
    /// `src/apis.rs`: the list of modules.
    Apis,
    /// `src/apis/<name>.rs`
    Api(OperationId),
    /// `src/types.rs`: what several APIs share.
    Types,
}

/// The files of a crate.
pub fn plan(model: Model<'_>) -> Vec<File> {
    let mut files = vec![File::Library, File::Client];
    if !model.api.operations.is_empty() {
        files.push(File::Apis);
    }
    files.extend((0..model.api.operations.len()).map(|index| File::Api(OperationId(index))));
    if !shared_types(model).is_empty() {
        files.push(File::Types);
    }
    files
}

/// Where a file lies in the crate.
pub fn path(model: Model<'_>, file: File) -> String {
    match file {
        File::Library => "src/lib.rs".to_owned(),
        File::Client => "src/client.rs".to_owned(),
        File::Apis => "src/apis.rs".to_owned(),
        File::Api(id) => format!("src/apis/{}.rs", model.names.operation(id)),
        File::Types => "src/types.rs".to_owned(),
    }
}

/// Writes one file.
pub fn file(model: Model<'_>, file: File) -> TokenStream {
    match file {
        File::Library => library::library(model),
        File::Client => client::client(model),
        File::Apis => library::apis(model),
        File::Api(id) => operation::module(model, id),
        File::Types => {
            let docs = attribute::inner(&["Types that several APIs share."]);
            let ids = shared_types(model);
            let mut scope = Scope::new(model, &ids);
            let items: Vec<TokenStream> =
                ids.iter().map(|id| definition(&mut scope, *id)).collect();
            let uses = scope.uses();
            quote! { #docs #uses #(#items)* }
        }
    }
}

/// The README of a crate.
pub fn readme(model: Model<'_>) -> String {
    readme::readme(model)
}

/// How many types are written.
pub fn type_count(model: Model<'_>) -> usize {
    model
        .api
        .type_ids()
        .filter(|id| is_written(model, *id))
        .count()
}

/// Whether any type has a value of one of these kinds.
pub fn uses_scalar(model: Model<'_>, wanted: &[Scalar]) -> bool {
    fn holds(ty: &crate::ir::Type, wanted: &[Scalar]) -> bool {
        use crate::ir::Type;
        match ty {
            Type::Scalar(scalar) => wanted.contains(scalar),
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => holds(inner, wanted),
            Type::KeyedMap(key, value) => holds(key, wanted) || holds(value, wanted),
            Type::Tuple(items) => items.iter().any(|item| holds(item, wanted)),
            Type::Ref(_) | Type::Any => false,
        }
    }
    let all = model.api.types.iter().flat_map(|def| def.shape.parts());
    all.into_iter().any(|ty| holds(ty, wanted))
}

/// The file that a type is written to.
fn home(model: Model<'_>, mut id: TypeId) -> File {
    loop {
        match &model.api.def(id).hint {
            Hint::Operation { id, .. } => return File::Api(*id),
            Hint::Component(_) | Hint::Webhook(_) | Hint::Failures(_) | Hint::Headers(_) => {
                return File::Types;
            }
            Hint::Within { parent, .. } => id = *parent,
        }
    }
}

/// Types of `src/types.rs`, by name.
fn shared_types(model: Model<'_>) -> Vec<TypeId> {
    types_of(model, File::Types)
}

/// Types of a file: as the model has them in an API's file, by name among the shared ones.
fn types_of(model: Model<'_>, file: File) -> Vec<TypeId> {
    let mut ids: Vec<TypeId> = model
        .api
        .type_ids()
        .filter(|id| is_written(model, *id) && home(model, *id) == file)
        .collect();
    if file == File::Types {
        ids.sort_by_key(|id| model.names.ty(*id));
    }
    ids
}

/// A type that turned out to be another one, and was only reserved to find that out, is not
/// written: no place refers to it.
fn is_written(model: Model<'_>, id: TypeId) -> bool {
    let usage = model.facts.usage[id.0];
    usage.sent || usage.received
}

fn definition(scope: &mut Scope<'_>, id: TypeId) -> TokenStream {
    match &scope.model.api.def(id).shape {
        Shape::Struct(body) => structure::structure(scope, id, body),
        Shape::Enum(body) => enumeration::enumeration(scope, id, body),
        Shape::Union(body) => union::union(scope, id, body),
        Shape::Choice(_) => TokenStream::new(),
        Shape::Alias(target) => types::alias(scope, id, target),
        Shape::Newtype(target) => types::newtype(scope, id, target),
    }
}

/// What one file can name: collects what it has to import while it is written.
struct Scope<'a> {
    model: Model<'a>,
    own: BTreeSet<TypeId>,
    foreign: BTreeSet<&'a str>,
    runtime: BTreeSet<&'static str>,
    serde: BTreeSet<&'static str>,
    map: bool,
}

impl<'a> Scope<'a> {
    fn new(model: Model<'a>, own: &[TypeId]) -> Self {
        Self {
            model,
            own: own.iter().copied().collect(),
            foreign: BTreeSet::new(),
            runtime: BTreeSet::new(),
            serde: BTreeSet::new(),
            map: false,
        }
    }

    /// The name of a type, imported when it stands in another file.
    fn ty(&mut self, id: TypeId) -> proc_macro2::Ident {
        let name = self.model.names.ty(id);
        if !self.own.contains(&id) {
            self.foreign.insert(name);
        }
        format_ident!("{name}")
    }

    /// A name of the runtime.
    fn runtime(&mut self, name: &'static str) -> proc_macro2::Ident {
        self.runtime.insert(name);
        format_ident!("{name}")
    }

    /// A name of serde.
    fn serde(&mut self, name: &'static str) -> proc_macro2::Ident {
        self.serde.insert(name);
        format_ident!("{name}")
    }

    /// The `use` items of the file.
    fn uses(&self) -> TokenStream {
        let map = self.map.then(|| quote! { use std::collections::BTreeMap; });
        let serde = uses(&quote!(serde), &self.serde);
        let runtime = uses(&quote!(rill_client_runtime), &self.runtime);
        let foreign = uses(&quote!(crate), &self.foreign);
        quote! { #map #runtime #serde #foreign }
    }
}

fn uses(path: &TokenStream, names: &BTreeSet<&str>) -> TokenStream {
    let names: Vec<_> = names.iter().map(|name| format_ident!("{name}")).collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [name] => quote! { use #path::#name; },
        names => quote! { use #path::{#(#names),*}; },
    }
}
