//! Decides which file each method and each type stands in.
//!
//! A method stands in the module of its tag, `src/apis/<tag>.rs`, and with it the types that no other
//! module leads to. Types that several modules lead to are shared: they stand in `src/types.rs`.
//!
//! A file that would be longer than [`divide::FILE_LINES`] becomes a folder: the types of a tag move to
//! `src/apis/<tag>/types.rs`, its methods are divided by the segments of their paths, and a `types.rs`
//! is divided by the words of the types' names (see [`divide`]).
//!
//! A module of `src/apis` is a feature where there are many, and so is a part of `src/types.rs` that few
//! of them lead to (see [`gate`]).
//!
//! The file of a type follows from its name, from the modules that lead to it, and from the sizes of
//! the groups that its name belongs to. So a changed schema changes the file of its type. Something
//! else moves in two cases only: a type that a second module begins to use becomes a shared one, with
//! all inside it; and a group of types that outgrows a file is divided by one more word.

mod divide;
mod gate;
mod lines;
mod old_paths;
mod owner;

use proc_macro2::TokenStream;
use quote::quote;

use crate::analyze::Facts;
use crate::config::Config;
use crate::ir::{Api, OperationId, TypeId};
use crate::names::{self, Names};
use crate::rust;
use divide::{FILE_LINES, Item, divide};

/// Index into the files of a [`Layout`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(usize);

/// The source files of a generated crate.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    files: Vec<SourceFile>,
    /// The file of each type; none for a type that is not written.
    homes: Vec<Option<FileId>>,
    /// Types that modules export which they once stood in.
    kept: Vec<(FileId, TypeId)>,
}

/// One source file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its path in the crate.
    pub path: String,
    pub(super) role: FileRole,
    /// The file that declares it and re-exports its types, if it is a part of that file's module.
    parent: Option<FileId>,
    pub(super) modules: Vec<ChildModule>,
    pub(super) operations: Vec<OperationId>,
    pub(super) types: Vec<TypeId>,
}

/// The purpose of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileRole {
    /// `src/lib.rs`
    Library,
    /// `src/client.rs`
    Client,
    /// `src/apis.rs`: the modules of methods.
    Apis,
    /// The module of this index in [`Names::modules`].
    Operations(usize),
    /// `src/types.rs`: types that several modules share.
    Types,
    /// A part of a module that does not fit into one file.
    Part,
}

/// A module that a file declares.
#[derive(Clone, Debug)]
pub(super) struct ChildModule {
    name: String,
    file: FileId,
    is_public: bool,
    /// The features any of which it needs; empty where it needs none.
    features: Vec<String>,
}

impl SourceFile {
    /// Returns `true` if nothing is left of the file where no feature is on.
    pub(super) fn is_gated(&self) -> bool {
        let mut modules = self.modules.iter();
        self.types.is_empty()
            && self.operations.is_empty()
            && modules.all(|module| !module.features.is_empty())
    }
}

impl Layout {
    /// Returns the file of this id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0]
    }

    /// Returns `true` for `src/lib.rs`.
    pub fn is_library(&self, id: FileId) -> bool {
        self.file(id).role == FileRole::Library
    }

    /// Returns the ids of all files.
    pub(super) fn file_ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.len()).map(FileId)
    }

    /// Returns the file that a type is written to, if it is written.
    pub(super) fn home(&self, id: TypeId) -> Option<FileId> {
        self.homes.get(id.0).copied().flatten()
    }

    /// Returns the public module that a type stands in, if it is written.
    pub(crate) fn module_path(&self, id: TypeId) -> Option<String> {
        Some(old_paths::module_of(&self.file(self.home(id)?).path))
    }

    /// Returns `true` if a file can name a type without an import: it has the type, or re-exports it
    /// from a part of its module. An import would hide what is re-exported.
    pub(super) fn can_name(&self, file: FileId, id: TypeId) -> bool {
        let homes = std::iter::successors(self.home(id), |home| self.file(*home).parent);
        homes.into_iter().any(|home| home == file) || self.kept.contains(&(file, id))
    }

    /// Returns the file with a role, if the crate has one.
    pub(super) fn with_role(&self, role: FileRole) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.role == role)
    }

    /// Returns `true` if a module or one inside it has types.
    pub(super) fn exports_types(&self, file: &SourceFile) -> bool {
        let mut modules = file.modules.iter();
        !file.types.is_empty() || modules.any(|module| self.exports_types(self.file(module.file)))
    }

    fn add(&mut self, path: &str, role: FileRole) -> FileId {
        self.files.push(SourceFile {
            path: format!("src/{path}.rs"),
            role,
            parent: None,
            modules: Vec::new(),
            operations: Vec::new(),
            types: Vec::new(),
        });
        FileId(self.files.len() - 1)
    }

    fn set_types(&mut self, file: FileId, types: Vec<TypeId>) {
        for id in &types {
            self.homes[id.0] = Some(file);
        }
        self.files[file.0].types = types;
    }

    /// Puts items into a file, and into files below it if they are too many.
    fn add_parts<T>(
        &mut self,
        file: FileId,
        path: &str,
        items: Vec<Item<T>>,
        put: fn(&mut Self, FileId, Vec<T>),
    ) {
        for (prefix, values) in divide(items) {
            if prefix.is_empty() {
                put(self, file, values);
                continue;
            }
            let name = names::file_name(&prefix);
            let part = self.add(&format!("{path}/{name}"), FileRole::Part);
            put(self, part, values);
            self.declare(file, name, part);
        }
    }

    fn declare(&mut self, parent: FileId, name: String, file: FileId) {
        self.files[file.0].parent = Some(parent);
        self.files[parent.0].modules.push(ChildModule {
            name,
            file,
            is_public: false,
            features: Vec::new(),
        });
    }
}

/// Lays out the files of a crate.
pub fn layout(api: &Api, facts: &Facts, names: &Names, config: &Config) -> Layout {
    let mut layout = Layout {
        files: Vec::new(),
        homes: vec![None; api.types.len()],
        kept: Vec::new(),
    };
    layout.add("lib", FileRole::Library);
    if !config.selection.types_only {
        layout.add("client", FileRole::Client);
    }
    let mut cx = LayoutContext {
        api,
        facts,
        names,
        layout,
    };
    let mut owned = owner::owned(api, facts, names);
    let modules = owned.split_off(1);
    if !names.modules.is_empty() {
        let apis = cx.layout.add("apis", FileRole::Apis);
        for (index, types) in modules.into_iter().enumerate() {
            let file = cx.add_module(index, types);
            let module = &names.modules[index];
            cx.layout.files[apis.0].modules.push(ChildModule {
                name: module.name.clone(),
                file,
                is_public: true,
                features: module.feature.iter().cloned().collect(),
            });
        }
        let modules = &mut cx.layout.files[apis.0].modules;
        modules.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    }
    let shared = owned.pop().unwrap_or_default();
    if !shared.is_empty() {
        cx.add_types("types", FileRole::Types, shared);
        cx.gate_shared_types();
    }
    cx.layout.keep_paths(names, config);
    cx.layout
}

/// A layout in the making.
struct LayoutContext<'a> {
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
    layout: Layout,
}

impl LayoutContext<'_> {
    /// Adds the files of a module of methods.
    fn add_module(&mut self, index: usize, types: Vec<TypeId>) -> FileId {
        let module = &self.names.modules[index];
        let path = format!("apis/{}", module.name);
        let file = self.layout.add(&path, FileRole::Operations(index));
        let methods: usize = module
            .operations
            .iter()
            .map(|id| lines::of_operation(self.api, *id))
            .sum();
        let sizes = types.iter().map(|id| self.type_lines(*id));
        if methods + sizes.sum::<usize>() <= FILE_LINES {
            self.layout.files[file.0]
                .operations
                .clone_from(&module.operations);
            self.layout.set_types(file, types);
            return file;
        }
        self.add_methods(file, &path, index);
        if !types.is_empty() {
            let inner = self.add_types(&format!("{path}/types"), FileRole::Part, types);
            self.layout.declare(file, "types".to_owned(), inner);
        }
        file
    }

    /// Adds the methods of a module to its file, and to files below it if they are too many.
    fn add_methods(&mut self, file: FileId, path: &str, index: usize) {
        let module = &self.names.modules[index];
        let items = module.operations.iter().map(|id| Item {
            words: names::path_words(&self.api.operations[id.0].path, &module.name),
            lines: lines::of_operation(self.api, *id),
            value: *id,
        });
        self.layout
            .add_parts(file, path, items.collect(), |layout, part, operations| {
                layout.files[part.0].operations = operations;
            });
    }

    /// Adds a file of types, and files below it if they are too many. They stand in the order of
    /// their names.
    fn add_types(&mut self, path: &str, role: FileRole, mut types: Vec<TypeId>) -> FileId {
        let file = self.layout.add(path, role);
        types.sort_by_key(|id| self.names.ty(*id));
        let items = types.iter().map(|id| Item {
            words: names::type_words(self.names.ty(*id)),
            lines: self.type_lines(*id),
            value: *id,
        });
        self.layout
            .add_parts(file, path, items.collect(), Layout::set_types);
        file
    }

    fn type_lines(&self, id: TypeId) -> usize {
        lines::of_type(self.api, self.facts, id)
    }
}

/// Returns the attribute of what any of some features needs.
fn gated(features: &[String]) -> TokenStream {
    let features: Vec<TokenStream> = features
        .iter()
        .map(|name| quote!(feature = #name))
        .collect();
    match features.as_slice() {
        [] => TokenStream::new(),
        [one] => quote! { #[cfg(#one)] },
        many => quote! { #[cfg(any(#(#many),*))] },
    }
}

/// Writes the modules that a file declares, and re-exports their types.
pub(super) fn modules(layout: &Layout, file: &SourceFile) -> TokenStream {
    let gate = |module: &ChildModule| gated(&module.features);
    let declared = file.modules.iter().map(|module| {
        let (gate, name) = (gate(module), rust::ident(&module.name));
        let visibility = module.is_public.then(|| quote!(pub));
        quote! { #gate #visibility mod #name; }
    });
    let exporting = file.modules.iter();
    let exporting = exporting.filter(|module| layout.exports_types(layout.file(module.file)));
    // A public module shows its types itself.
    let (free, bound): (Vec<_>, Vec<_>) =
        exporting.partition(|module| module.is_public && module.features.is_empty());
    let free: Vec<TokenStream> = free
        .iter()
        .map(|module| {
            let name = rust::ident(&module.name);
            quote!(#name::*)
        })
        .collect();
    let free = match free.as_slice() {
        [] => TokenStream::new(),
        [one] => quote! { #[doc(hidden)] pub use self::#one; },
        many => quote! { #[doc(hidden)] pub use self::{#(#many),*}; },
    };
    let uses = bound.iter().map(|module| {
        let (gate, name) = (gate(module), rust::ident(&module.name));
        let hidden = module.is_public.then(|| quote! { #[doc(hidden)] });
        quote! { #gate #hidden pub use self::#name::*; }
    });
    quote! { #(#declared)* #free #(#uses)* }
}
