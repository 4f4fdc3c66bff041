//! A program that uses every public item of a generated crate as an app can, made from the crate's sources alone: it
//! shares nothing with the comparison that it judges.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, FnArg, ImplItem, Item, ReturnType, Type};

use super::tokens::{argument, entries, is_public, taken, text};

const HEAD: &str = "\
#![allow(warnings)]
use std::collections::BTreeMap;
use std::convert::Infallible;
use client::runtime as rill_client_runtime;
use client::runtime::codegen::v1;
use client::*;

fn any_<T>() -> T { unreachable!() }
fn copy_<T: Copy>() {}
fn default_<T: Default>() {}
fn eq_<T: Eq>() {}
fn hash_<T: std::hash::Hash>() {}
fn ord_<T: Ord>() {}
fn clone_<T: Clone>() {}
fn json_<T: v1::Serialize + for<'de> v1::Deserialize<'de>>() {}
fn request_<R, T: v1::IntoRequest<R>>() {}
fn main() {}
";

/// Returns the program for the files of a crate, which is called `client`.
pub(super) fn program(files: &BTreeMap<String, String>) -> Result<String, String> {
    let mut writer = Writer {
        text: HEAD.to_owned(),
        number: 0,
        has_credentials: files
            .get("src/client.rs")
            .is_some_and(|text| text.contains("v1::credentials!")),
    };
    for (path, text) in files.iter().filter(|(path, _)| {
        Path::new(path)
            .extension()
            .is_some_and(|ending| ending == "rs")
    }) {
        let file = syn::parse_file(text).map_err(|error| format!("{path}: {error}"))?;
        let module = module(path);
        if let Some(module) = &module {
            writer.uses("", &format!("use {module} as _;"));
        }
        for item in &file.items {
            writer.item(item, module.as_deref());
        }
    }
    Ok(writer.text)
}

/// Returns the variants of the old crate that mean another value in the new one.
pub(super) fn lost(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Result<Vec<String>, String> {
    let after = meanings(new)?;
    let before = meanings(old)?.into_iter();
    Ok(before.filter(|one| !after.contains(one)).collect())
}

/// Returns the value of each variant of the enums of values.
fn meanings(files: &BTreeMap<String, String>) -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    for (path, source) in files.iter().filter(|(path, _)| path.starts_with("src/")) {
        let file = syn::parse_file(source).map_err(|error| format!("{path}: {error}"))?;
        for item in file.items {
            let Item::Macro(item) = item else { continue };
            let called = text(&item.mac.path);
            let trees: Vec<TokenTree> = item.mac.tokens.into_iter().collect();
            if let [name, .., TokenTree::Group(group)] = trees.as_slice()
                && called.ends_with("_enum")
            {
                let entries = entries(group.stream()).into_iter();
                let entries = entries.map(|entry| entry.into_iter().collect::<TokenStream>());
                found.extend(entries.map(|entry| format!("{name}: {entry}")));
            }
        }
    }
    Ok(found)
}

/// Returns the public module that a file's types stand in.
fn module(path: &str) -> Option<String> {
    let mut folders = path.strip_prefix("src/")?.strip_suffix(".rs")?.split('/');
    match (folders.next()?, folders.next()) {
        ("apis", Some(module)) => Some(format!("client::apis::{module}")),
        ("types", _) => Some("client::types".to_owned()),
        _ => None,
    }
}

struct Writer {
    text: String,
    number: usize,
    has_credentials: bool,
}

impl Writer {
    /// Adds a function of these statements.
    fn uses(&mut self, parameters: &str, statements: &str) {
        self.number += 1;
        // Writing to a string cannot fail.
        _ = writeln!(
            self.text,
            "fn use_{}({parameters}) {{ {statements} }}",
            self.number
        );
    }

    fn item(&mut self, item: &Item, module: Option<&str>) {
        match item {
            Item::Struct(item) if is_public(&item.vis) && item.ident != "Client" => {
                let name = item.ident.to_string();
                self.path(&name, module);
                self.derives(&name, &item.attrs);
                self.fields(&name, &item.fields);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = item.ident.to_string();
                self.path(&name, module);
                self.derives(&name, &item.attrs);
                self.variants(&name, item);
            }
            Item::Type(item) if is_public(&item.vis) => {
                let (name, target) = (item.ident.to_string(), text(&item.ty));
                self.path(&name, module);
                self.uses(
                    &format!("x: client::{name}"),
                    &format!("let _: {target} = x;"),
                );
            }
            Item::Impl(item) => self.implementation(item),
            Item::Macro(item) => {
                let name = item
                    .mac
                    .path
                    .segments
                    .last()
                    .map(|one| one.ident.to_string());
                self.call(&name.unwrap_or_default(), item.mac.tokens.clone());
            }
            Item::Use(item) if is_public(&item.vis) => {
                let tree = text(&item.tree);
                if !tree.contains("::") && !tree.contains(" as ") {
                    self.uses("", &format!("use client::{tree} as _;"));
                }
            }
            _ => {}
        }
    }

    fn path(&mut self, name: &str, module: Option<&str>) {
        let module = module.map_or(String::new(), |module| {
            format!("type B = {module}::{name};")
        });
        self.uses("", &format!("type A = client::{name}; {module}"));
    }

    fn derives(&mut self, name: &str, attributes: &[syn::Attribute]) {
        let derives = attributes
            .iter()
            .filter(|one| one.path().is_ident("derive"));
        let derives: String = derives
            .map(|one| one.to_token_stream().to_string())
            .collect();
        let mut statements = String::new();
        for (word, check) in [
            ("Copy", "copy_"),
            ("Clone", "clone_"),
            ("Default", "default_"),
            (" Eq", "eq_"),
            ("Hash", "hash_"),
            (" Ord", "ord_"),
            ("Serialize", "json_"),
        ] {
            if derives.contains(word) {
                _ = write!(statements, "{check}::<{name}>();");
            }
        }
        self.uses("", &statements);
    }

    fn fields(&mut self, name: &str, fields: &Fields) {
        let mut statements = String::new();
        for (index, field) in fields
            .iter()
            .enumerate()
            .filter(|(_, field)| is_public(&field.vis))
        {
            let ident = field
                .ident
                .as_ref()
                .map_or(index.to_string(), ToString::to_string);
            _ = write!(statements, "let _: &{} = &x.{ident};", text(&field.ty));
        }
        self.uses(&format!("x: &{name}"), &statements);
    }

    fn variants(&mut self, name: &str, item: &syn::ItemEnum) {
        let (mut arms, mut made) = (String::new(), String::new());
        for variant in &item.variants {
            let ident = &variant.ident;
            if let Some(field) = variant.fields.iter().next() {
                let ty = text(&field.ty);
                _ = write!(arms, "{name}::{ident}(x) => {{ let _: {ty} = x; }} ");
                _ = write!(made, "let _ = {name}::{ident}(any_::<{ty}>());");
            } else {
                _ = write!(arms, "{name}::{ident} => {{}} ");
                _ = write!(made, "let _ = {name}::{ident};");
            }
        }
        self.uses(
            &format!("x: {name}"),
            &format!("match x {{ {arms} _ => {{}} }} {made}"),
        );
    }

    fn implementation(&mut self, item: &syn::ItemImpl) {
        let this = text(&item.self_ty);
        if let Some((path, _)) = &item.trait_ {
            let path = text(path);
            if path.starts_with("From <") && !path.contains('&') {
                let from = path.trim_start_matches("From <").trim_end_matches('>');
                self.uses("", &format!("let _: {this} = any_::<{from}>().into();"));
            }
            if path == "Default" {
                self.uses("", &format!("default_::<{this}>();"));
            }
            return;
        }
        for function in &item.items {
            let ImplItem::Fn(function) = function else {
                continue;
            };
            let inputs: Vec<&Type> = function
                .sig
                .inputs
                .iter()
                .filter_map(|input| match input {
                    FnArg::Typed(input) => Some(&*input.ty),
                    FnArg::Receiver(_) => None,
                })
                .collect();
            let has_receiver = inputs.len() < function.sig.inputs.len();
            if !is_public(&function.vis) || !has_receiver {
                continue;
            }
            let name = &function.sig.ident;
            let arguments: Vec<String> = inputs.iter().map(|ty| argument(ty)).collect();
            let result = match &function.sig.output {
                ReturnType::Type(_, ty) if this == "Client" => format!("let _: {} =", text(ty)),
                _ => "let _ =".to_owned(),
            };
            let receiver = if this == "Client" { "&Client" } else { &this };
            self.uses(
                &format!("x: {receiver}"),
                &format!("{result} x.{name}({});", arguments.join(", ")),
            );
        }
    }

    fn call(&mut self, called: &str, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let name = trees.first().map(ToString::to_string).unwrap_or_default();
        let inner = trees.iter().find_map(|tree| match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                Some(group.stream())
            }
            _ => None,
        });
        match (called, inner) {
            ("object" | "setters", Some(inner)) => self.made(&name, inner, called == "object"),
            ("string_enum", _) => {
                self.uses(&format!("x: {name}"), &format!("let _: &str = x.as_str(); let _ = {name}::from(\"\"); let _ = x.to_string(); json_::<{name}>();"));
            }
            ("integer_enum", _) => {
                self.uses(
                    &format!("x: {name}"),
                    &format!(
                        "let _: i64 = x.value(); let _ = {name}::from(0i64); json_::<{name}>();"
                    ),
                );
            }
            ("json_enum", _) => {
                self.uses(&format!("x: {name}"), &format!("let _: Value = x.value(); let _ = {name}::from(any_::<Value>()); json_::<{name}>();"));
            }
            ("union", _) => self.uses("", &format!("json_::<{name}>();")),
            ("default", _) => self.uses("", &format!("default_::<{name}>();")),
            ("from", Some(inner)) => {
                for entry in entries(inner) {
                    if let Some(TokenTree::Group(from)) = entry.get(1) {
                        let from = from.stream().to_string().replace('&', "&'static ");
                        self.uses("", &format!("let _: {name} = any_::<{from}>().into();"));
                    }
                }
            }
            ("single_input", _) => self.single_input(&name, &trees[2..]),
            ("credentials", _) => {
                for entry in entries(tokens) {
                    self.credential(&entry);
                }
            }
            ("servers", _) => self.servers(tokens),
            ("client", _) => {
                let takes = if self.has_credentials {
                    "any_::<Credentials>()"
                } else {
                    "\"token\""
                };
                self.uses("", &format!("let _ = Client::new(\"\", {takes}); let _ = Client::new(\"\", any_::<Credential>()); let _ = Client::builder().credentials({takes}).build();"));
            }
            _ => {}
        }
    }

    /// Uses the constructor and the setters of a struct.
    fn made(&mut self, name: &str, inner: TokenStream, is_json: bool) {
        let mut arguments = Vec::new();
        let mut setters = String::new();
        for entry in entries(inner) {
            let words: Vec<String> = entry.iter().map(ToString::to_string).collect();
            let Some(presence) = words.first().filter(|word| *word != ".") else {
                continue;
            };
            let mut rest = &entry[1..];
            // The attribute of a deprecated field.
            while matches!(rest.first(), Some(TokenTree::Punct(sign)) if sign.as_char() == '#') {
                rest = &rest[2..];
            }
            let Some(field) = rest.first() else { continue };
            let mut rest = &rest[1..];
            let is_renamed =
                matches!(rest.first(), Some(TokenTree::Punct(sign)) if sign.as_char() == '/');
            if is_renamed {
                rest = &rest[2..];
            }
            let taken = taken(rest);
            if presence == "required" {
                arguments.push(format!("any_::<{taken}>()"));
            } else if !is_renamed {
                _ = write!(setters, "let x = x.{field}(any_::<{taken}>());");
            }
        }
        self.uses(
            "",
            &format!(
                "let x: {name} = {name}::new({}); {setters}",
                arguments.join(", ")
            ),
        );
        if is_json {
            self.uses("", &format!("json_::<{name}>();"));
        }
    }

    fn single_input(&mut self, request: &str, input: &[TokenTree]) {
        let tokens: TokenStream = input.iter().cloned().collect();
        let input = tokens.to_string();
        let types = match input.as_str() {
            "str" => vec!["&'static str".to_owned(), "String".to_owned()],
            "[str]" => vec!["Vec<String>".to_owned(), "Vec<&'static str>".to_owned()],
            list if list.starts_with('[') => {
                vec![format!("Vec<{}>", list.trim_matches(['[', ']']))]
            }
            other => match other.strip_prefix("ref ") {
                Some(other) => vec![format!("&'static {other}")],
                None => vec![other.to_owned()],
            },
        };
        for ty in types {
            self.uses("", &format!("request_::<{request}, {ty}>();"));
        }
    }

    fn credential(&mut self, entry: &[TokenTree]) {
        let is_sign =
            |tree: &TokenTree, sign| matches!(tree, TokenTree::Punct(one) if one.as_char() == sign);
        let Some(equals) = entry.iter().position(|tree| is_sign(tree, '=')) else {
            return;
        };
        let name = equals.checked_sub(2).and_then(|at| entry.get(at));
        let (Some(name), Some(kind)) = (name, entry.get(equals + 1)) else {
            return;
        };
        let arguments = match kind.to_string().as_str() {
            "basic" => "\"\", \"\"",
            "bearer" => "any_::<Credential>()",
            _ => "\"\"",
        };
        self.uses(
            "",
            &format!("let _ = Credentials::new().{name}({arguments});"),
        );
    }

    fn servers(&mut self, tokens: TokenStream) {
        let mut rest: Vec<TokenTree> = tokens.into_iter().collect();
        if rest
            .first()
            .is_some_and(|tree| tree.to_string() == "default")
        {
            self.uses("", "default_::<Server>();");
            rest.drain(..3);
        }
        for entry in entries(rest.into_iter().collect()) {
            let before = entry.iter().rposition(|tree| {
                matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
            });
            if let Some(name) = before.and_then(|at| entry.get(at.checked_sub(1)?)) {
                self.uses("", &format!("let _ = Server::{name}();"));
            }
        }
    }
}
