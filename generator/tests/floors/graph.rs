//! Which module of a package uses which, read from its sources with syn.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, Item, ItemMod, ItemUse, Token, UseTree};

/// Segments of a module's path below the crate; the crate's root has none.
pub(crate) type ModulePath = Vec<String>;

/// An import: the module that names another one, that module, and the path as it is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: ModulePath,
    pub(crate) to: ModulePath,
    pub(crate) path: String,
}

#[derive(Default)]
struct Module {
    /// The paths that `use` brings in, by their names in this module.
    imports: BTreeMap<String, Vec<String>>,
    /// Paths that begin with `crate`, `self` or `super`, or with an imported name.
    paths: BTreeSet<Vec<String>>,
}

/// Reads the modules of sources given by their path below `src/`, and resolves each path to the module that it leads to.
///
/// Tests are left out: files called `tests.rs` or below `tests/`, and modules under `#[cfg(test)]`.
pub(crate) fn edges(sources: &BTreeMap<String, String>) -> BTreeSet<Edge> {
    let mut modules: BTreeMap<ModulePath, Module> = BTreeMap::new();
    for (name, text) in sources {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut reader = Reader {
            module: module_path(name),
            modules: &mut modules,
        };
        reader.modules.entry(reader.module.clone()).or_default();
        reader.visit_file(&file);
    }
    let mut edges = BTreeSet::new();
    for (from, module) in &modules {
        for path in module.paths.iter().chain(module.imports.values()) {
            if let Some(to) = resolve(&modules, from, path, 0)
                && to != *from
            {
                edges.insert(Edge {
                    from: from.clone(),
                    to,
                    path: path.join("::"),
                });
            }
        }
    }
    edges
}

/// Reads the hand-written sources below a folder, without those of tests.
pub(crate) fn sources(folder: &Path) -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder_path) = open.pop() {
        for entry in fs::read_dir(&folder_path).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            let name = path.strip_prefix(folder).expect("an entry of the folder");
            let name = name.to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !name.ends_with("tests.rs")
                && !name.contains("tests/")
            {
                sources.insert(name, fs::read_to_string(&path).expect("readable text"));
            }
        }
    }
    sources
}

/// Returns the circles among siblings: for each module, those of its children that use each other, with the imports that
/// close the circle. A parent and its child may use each other.
pub(crate) fn circles(edges: &BTreeSet<Edge>) -> Vec<String> {
    let mut siblings: BTreeMap<ModulePath, BTreeMap<(String, String), &Edge>> = BTreeMap::new();
    for edge in edges {
        let shared = edge.from.iter().zip(&edge.to).take_while(|(a, b)| a == b);
        let shared = shared.count();
        if shared < edge.from.len() && shared < edge.to.len() {
            let between = (edge.from[shared].clone(), edge.to[shared].clone());
            let parent = edge.from[..shared].to_vec();
            siblings
                .entry(parent)
                .or_default()
                .entry(between)
                .or_insert(edge);
        }
    }
    let mut circles = Vec::new();
    for between in siblings.values() {
        let pairs: BTreeSet<(&str, &str)> = between.keys().map(|(a, b)| (&**a, &**b)).collect();
        for (from, to) in &pairs {
            if reaches(&pairs, to, from) {
                let edge = between[&((*from).to_owned(), (*to).to_owned())];
                circles.push(format!(
                    "crate::{} uses {}",
                    edge.from.join("::"),
                    edge.path
                ));
            }
        }
    }
    circles
}

fn reaches(pairs: &BTreeSet<(&str, &str)>, start: &str, end: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(module) = open.pop() {
        if module == end {
            return true;
        }
        if seen.insert(module) {
            open.extend(
                pairs
                    .iter()
                    .filter(|(from, _)| *from == module)
                    .map(|(_, to)| *to),
            );
        }
    }
    false
}

/// `emit/layout/mod.rs` and `emit/layout.rs` are `emit::layout`.
fn module_path(name: &str) -> ModulePath {
    let stem = name.trim_end_matches(".rs");
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if ["lib", "main", "mod"].contains(&stem) {
        return Vec::new();
    }
    stem.split('/').map(str::to_owned).collect()
}

/// Returns the module that a path leads to, through names that modules import and give on.
fn resolve(
    modules: &BTreeMap<ModulePath, Module>,
    from: &ModulePath,
    path: &[String],
    depth: usize,
) -> Option<ModulePath> {
    let mut at = from.clone();
    for (index, segment) in path.iter().enumerate() {
        match segment.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => {
                at.pop();
            }
            name => {
                let mut child = at.clone();
                child.push(name.to_owned());
                if modules.contains_key(&child) {
                    at = child;
                } else if let Some(import) = modules.get(&at)?.imports.get(name)
                    && depth < 16
                    && import.as_slice() != path
                {
                    let rest = import.iter().chain(&path[index + 1..]).cloned();
                    return resolve(modules, &at, &rest.collect::<Vec<_>>(), depth + 1);
                } else {
                    return (index > 0).then_some(at);
                }
            }
        }
    }
    Some(at)
}

struct Reader<'a> {
    module: ModulePath,
    modules: &'a mut BTreeMap<ModulePath, Module>,
}

impl Reader<'_> {
    fn module(&mut self) -> &mut Module {
        self.modules.entry(self.module.clone()).or_default()
    }

    fn import(&mut self, tree: &UseTree, mut path: Vec<String>) {
        match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.import(&inner.tree, path);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path.clone());
                }
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                let shown = match name.as_str() {
                    "self" => path.last().cloned().unwrap_or_default(),
                    _ => name.clone(),
                };
                if name != "self" {
                    path.push(name);
                }
                self.module().imports.insert(shown, path);
            }
            UseTree::Rename(rename) => {
                path.push(rename.ident.to_string());
                self.module()
                    .imports
                    .insert(rename.rename.to_string(), path);
            }
            UseTree::Glob(_) => {
                self.module().paths.insert(path);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Mod(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        let is_test = attributes.iter().any(|attribute| {
            attribute.path().is_ident("cfg")
                && attribute
                    .parse_args::<syn::Path>()
                    .is_ok_and(|path| path.is_ident("test"))
        });
        if !is_test {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if item.content.is_none() {
            return;
        }
        self.module.push(item.ident.to_string());
        self.module();
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.import(&item.tree, Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        if segments.len() > 1 {
            self.module().paths.insert(segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // Arguments such as those of `format!`; bodies that are no expressions, such as quoted code, name nothing here.
        if let Ok(arguments) = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        {
            for argument in &arguments {
                self.visit_expr(argument);
            }
        }
        visit::visit_macro(self, call);
    }
}
