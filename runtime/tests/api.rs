//! Types of other crates that the public signatures name: an app depends on each of them as it does on this crate, so
//! there are few, each with its reason.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::Visit;

/// The types that may be named, each with its reason. Impls of traits are not looked at: they name what the trait asks
/// for. An entry that nothing names is an error too.
const ALLOWED: &[(&str, &str)] = &[
    ("bytes::Bytes", "bodies"),
    ("http::HeaderMap", "headers"),
    ("http::HeaderValue", "headers"),
    ("http::Method", "requests"),
    ("http::Request", "requests, before they are sent"),
    ("http::Response", "answers, before they are read"),
    ("http::StatusCode", "answers"),
    (
        "reqwest::Client",
        "proxies, certificates and pools are its settings",
    ),
    ("serde_json::Value", "what nobody has typed"),
    (
        "futures_util::Stream",
        "the trait of streams, as long as the standard library has none",
    ),
    ("serde::Serialize", "the trait of what is written"),
    ("serde::de::DeserializeOwned", "the trait of what is read"),
];

/// Files whose items are for generated code alone.
const DOOR: &[&str] = &[
    "codegen.rs",
    "json/codec",
    "json/input.rs",
    "json/object",
    "json/union.rs",
    "operation.rs",
    "operation/multipart.rs",
    "operation/response_body.rs",
    "operation/responses.rs",
    "rill/date.rs",
];

/// The public signatures of a file.
#[derive(Default)]
struct Signatures {
    /// The file's names for imports, and their paths.
    uses: BTreeMap<String, String>,
    named: BTreeSet<String>,
}

impl Signatures {
    fn import(&mut self, before: &str, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                self.import(&format!("{before}{}::", path.ident), &path.tree);
            }
            syn::UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.uses.insert(name.clone(), format!("{before}{name}"));
            }
            syn::UseTree::Rename(rename) => {
                let path = format!("{before}{}", rename.ident);
                let path = path.trim_end_matches("::self").to_owned();
                self.uses.insert(rename.rename.to_string(), path);
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(before, tree);
                }
            }
            syn::UseTree::Glob(_) => {}
        }
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

impl<'ast> Visit<'ast> for Signatures {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import("", &item.tree);
    }
    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if is_public(&item.vis) {
            self.visit_signature(&item.sig);
        }
    }
    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if is_public(&item.vis) {
            self.visit_signature(&item.sig);
        }
    }
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        // What a trait's methods name is the trait's business.
        if item.trait_.is_none() {
            for item in &item.items {
                self.visit_impl_item(item);
            }
        }
    }
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_item_macro(&mut self, _: &'ast syn::ItemMacro) {}
    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        if is_public(&item.vis) {
            self.visit_type(&item.ty);
        }
    }
    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        if is_public(&item.vis) {
            for item in &item.items {
                self.visit_trait_item(item);
            }
        }
    }
    fn visit_field(&mut self, field: &'ast syn::Field) {
        if is_public(&field.vis) {
            self.visit_type(&field.ty);
        }
    }
    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        if is_public(&item.vis) {
            for field in item.variants.iter().flat_map(|variant| &variant.fields) {
                self.visit_type(&field.ty);
            }
        }
    }
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path
            .segments
            .iter()
            .map(|one| one.ident.to_string())
            .collect();
        self.named.insert(segments.join("::"));
        syn::visit::visit_path(self, path);
    }
    fn visit_block(&mut self, _: &'ast syn::Block) {}
    fn visit_expr(&mut self, _: &'ast syn::Expr) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

/// The foreign paths that a file's signatures name.
fn foreign(text: &str) -> BTreeSet<String> {
    let mut signatures = Signatures::default();
    signatures.visit_file(&syn::parse_file(text).unwrap());
    let Signatures { uses, named } = signatures;
    let whole = named.into_iter().map(|path| match path.split_once("::") {
        Some((first, rest)) => match uses.get(first) {
            Some(used) => format!("{used}::{rest}"),
            None => path,
        },
        None => uses.get(&path).cloned().unwrap_or_default(),
    });
    let crates = [
        "bytes",
        "futures_util",
        "http",
        "http_body",
        "jiff",
        "reqwest",
        "secrecy",
        "serde",
        "serde_json",
        "tokio",
        "tracing",
    ];
    whole
        .filter(|path| {
            crates
                .iter()
                .any(|one| path.split("::").next() == Some(one))
                && path.contains("::")
        })
        .collect()
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn few_types_of_other_crates_are_in_the_public_signatures() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&source, &mut paths);
    let mut found = BTreeMap::new();
    for path in paths {
        let name = path
            .strip_prefix(&source)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        if DOOR.iter().any(|door| name.starts_with(door)) || name.ends_with("tests.rs") {
            continue;
        }
        for named in foreign(&fs::read_to_string(&path).unwrap()) {
            found.entry(named).or_insert(name.clone());
        }
    }
    let allowed: BTreeSet<_> = ALLOWED.iter().map(|(path, _)| (*path).to_owned()).collect();
    let strangers: Vec<_> = found
        .iter()
        .filter(|(path, _)| !allowed.contains(*path))
        .collect();
    assert!(
        strangers.is_empty(),
        "not in the list above: {strangers:#?}"
    );
    let unused: Vec<_> = allowed
        .iter()
        .filter(|path| !found.contains_key(*path))
        .collect();
    assert!(
        unused.is_empty(),
        "in the list above, and named nowhere: {unused:?}"
    );
}

#[test]
fn a_stranger_is_seen() {
    let text = "use tokio::time::{Instant, self as clock}; pub struct A { pub at: Instant, b: reqwest::Url }
        impl A { pub fn f(&self) -> Option<clock::Sleep> { bytes::BytesMut::new(); None } fn g(_: http::Uri) {} }";
    let expected = ["tokio::time::Instant", "tokio::time::Sleep"];
    assert_eq!(foreign(text).into_iter().collect::<Vec<_>>(), expected);
}
