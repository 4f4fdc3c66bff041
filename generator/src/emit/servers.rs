//! The addresses that the document names.

use quote::quote;

use super::{EmitContext, docs};
use crate::ir::{Server, ServerVariable};
use crate::rust::{self, Entry, Items};

/// A struct with one constructor for each address, of which a client can be made.
pub(super) fn servers(model: EmitContext<'_>, into: &mut Items) {
    if model.api.servers.is_empty() {
        return;
    }
    let named = model.api.servers.iter().zip(&model.names.servers);
    let constructors = named.map(|(server, name)| constructor(server, name));
    let default = first(model).map(|name| {
        let name = rust::ident(name);
        Entry::from(quote!(default #name;))
    });
    let entries = default.into_iter().chain(constructors);
    into.braces(quote!(v1::servers), entries.collect());
}

/// The constructor of the first address that names a host.
pub(super) fn first(model: EmitContext<'_>) -> Option<&str> {
    let named = model.api.servers.iter().zip(&model.names.servers);
    let mut absolute = named.filter(|(server, _)| server.is_absolute());
    absolute.next().map(|(_, name)| name.as_str())
}

fn constructor(server: &Server, name: &str) -> Entry {
    let name = rust::ident(name);
    let url = &server.url;
    let mut lines = Vec::new();
    if let Some(description) = &server.description {
        lines.extend(docs::markdown(description.into()));
        lines.push("".into());
    }
    lines.push(format!("`{}`", docs::code(url)).into());
    if !server.is_absolute() {
        lines.push("".into());
        lines.push("It names no host: add [`host`](Self::host).".into());
    }
    if !server.variables.is_empty() {
        lines.push("".into());
        lines.extend(
            server
                .variables
                .iter()
                .map(variable_line)
                .map(docs::Line::Owned),
        );
    }
    let variables = server.variables.iter().map(|variable| {
        let (name, default, values) = (&variable.name, &variable.default, &variable.values);
        quote!(, (#name, #default, [#(#values),*]))
    });
    Entry {
        docs: lines.into_iter().map(docs::Line::into_owned).collect(),
        tokens: quote!(#name(#url #(#variables)*)),
    }
}

fn variable_line(variable: &ServerVariable) -> String {
    let (name, default) = (docs::code(&variable.name), docs::code(&variable.default));
    let mut line = format!("- `{name}`: `{default}`");
    if !variable.values.is_empty() {
        let values = variable
            .values
            .iter()
            .map(|value| format!("`{}`", docs::code(value)));
        line = format!("{line}, of {}", values.collect::<Vec<_>>().join(", "));
    }
    match variable.description.as_deref().map(docs::sentence) {
        Some(said) if !said.is_empty() => format!("{line}; {said}"),
        _ => line,
    }
}
