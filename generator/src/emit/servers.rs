//! The addresses that the document names.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Model, attribute, docs};
use crate::ir::{Server, ServerVariable};

/// A struct with one constructor for each address, of which a client can be made.
pub(super) fn servers(model: Model<'_>) -> TokenStream {
    let servers = absolute(model);
    let Some((_, first)) = servers.first() else {
        return TokenStream::new();
    };
    let first = format_ident!("{first}");
    let constructors = servers
        .iter()
        .map(|(server, name)| constructor(server, name));
    quote! {
        #[doc = " An address that the document names."]
        #[derive(Clone, Debug, PartialEq)]
        #[must_use]
        pub struct Server {
            template: v1::ServerTemplate,
        }

        impl Server {
            #(#constructors)*

            #[doc = " Chooses the value of a variable of the address. It is checked when a client is made."]
            pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.template = self.template.set(name, value);
                self
            }
        }

        impl Default for Server {
            #[doc = " The first address that the document names."]
            fn default() -> Self {
                Self::#first()
            }
        }

        impl From<Server> for Target {
            fn from(server: Server) -> Self {
                server.template.into()
            }
        }
    }
}

/// The addresses that name a host, with what they are called.
pub(super) fn absolute(model: Model<'_>) -> Vec<(&Server, &str)> {
    let named = model.api.servers.iter().zip(&model.names.servers);
    let named = named.map(|(server, name)| (server, name.as_str()));
    named.filter(|(server, _)| server.is_absolute()).collect()
}

fn constructor(server: &Server, name: &str) -> TokenStream {
    let name = format_ident!("{name}");
    let url = &server.url;
    let mut lines = Vec::new();
    if let Some(description) = &server.description {
        lines.extend(docs::markdown(description));
        lines.push(String::new());
    }
    lines.push(format!("`{}`", docs::code(url)));
    if !server.variables.is_empty() {
        lines.push(String::new());
        lines.extend(server.variables.iter().map(variable_line));
    }
    let docs = attribute::outer(&lines);
    let variables = server.variables.iter().map(|variable| {
        let (name, default, values) = (&variable.name, &variable.default, &variable.values);
        quote!(v1::ServerVariable { name: #name, default: #default, values: &[#(#values),*] })
    });
    quote! {
        #docs
        pub fn #name() -> Self {
            Self { template: v1::ServerTemplate::new(#url, &[#(#variables),*]) }
        }
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
