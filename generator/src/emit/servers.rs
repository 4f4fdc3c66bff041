//! The addresses that the document names.

use super::{Model, attribute, docs};
use crate::ir::{Server, ServerVariable};
use crate::tokens::{Ident, Tokens, quote};

/// A struct with one constructor for each address, of which a client can be made.
pub(super) fn servers(model: Model<'_>) -> Tokens {
    if model.api.servers.is_empty() {
        return Tokens::new();
    }
    let named = model.api.servers.iter().zip(&model.names.servers);
    let constructors = named.map(|(server, name)| constructor(server, name));
    let default = first(model).map(|name| {
        let name = Ident::new(name);
        quote! {
            impl Default for Server {
                #[doc = " The first address of the document that names a host."]
                fn default() -> Self {
                    Self::#name()
                }
            }
        }
    });
    quote! {
        #[doc = " An address that the document names."]
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[must_use]
        pub struct Server {
            inner: v1::Server,
        }

        impl Server {
            #(#constructors)*

            fn of(template: &'static v1::ServerTemplate) -> Self {
                Self { inner: v1::Server::of(template) }
            }

            #[doc = " Chooses the value of a variable of the address. It is checked when a client is made."]
            pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.inner = self.inner.variable(name, value);
                self
            }

            #[doc = " Another scheme, host and port, such as `https://api.example.com`; an address that is a path alone needs one."]
            pub fn host(mut self, host: impl Into<String>) -> Self {
                self.inner = self.inner.host(host);
                self
            }
        }

        #default

        impl From<Server> for Target {
            fn from(server: Server) -> Self {
                server.inner.into()
            }
        }
    }
}

/// The constructor of the first address that names a host.
pub(super) fn first(model: Model<'_>) -> Option<&str> {
    let named = model.api.servers.iter().zip(&model.names.servers);
    let mut absolute = named.filter(|(server, _)| server.is_absolute());
    absolute.next().map(|(_, name)| name.as_str())
}

fn constructor(server: &Server, name: &str) -> Tokens {
    let name = Ident::new(name);
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
    let docs = attribute::outer(&lines);
    let variables = server.variables.iter().map(|variable| {
        let (name, default, values) = (&variable.name, &variable.default, &variable.values);
        quote!(v1::ServerVariable { name: #name, default: #default, values: &[#(#values),*] })
    });
    quote! {
        #docs
        pub fn #name() -> Self {
            Self::of(&v1::ServerTemplate { url: #url, variables: &[#(#variables),*] })
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
