//! Addresses that a document names (OpenAPI 3.1, Server Object).

use std::collections::BTreeMap;

use crate::target::{Target, TargetError};

/// An address of a document, with its variables.
#[derive(Debug, PartialEq, Eq)]
pub struct ServerTemplate {
    /// `url`, with `{variables}`; it may be relative.
    pub url: &'static str,
    /// Its variables.
    pub variables: &'static [ServerVariable],
}

/// A variable of an address.
#[derive(Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name in the template.
    pub name: &'static str,
    /// The value where none is chosen.
    pub default: &'static str,
    /// The values it can have; empty for any.
    pub values: &'static [&'static str],
}

/// One of the addresses that a document names, with values for its variables. Becomes a [`Target`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    template: &'static ServerTemplate,
    chosen: BTreeMap<String, String>,
    host: Option<String>,
}

impl Server {
    /// The address with the default values of its variables.
    #[doc(hidden)]
    pub fn of(template: &'static ServerTemplate) -> Self {
        Self {
            template,
            chosen: BTreeMap::new(),
            host: None,
        }
    }

    /// Sets a variable. A name that the address does not have, and a value that the document does not list, are an
    /// error when the client is made.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.chosen.insert(name.into(), value.into());
        self
    }

    /// Scheme, host and port, such as `https://api.example.com`: needed where the document's address is a path alone,
    /// and put in place of its own otherwise.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// The whole address.
    pub(crate) fn url(&self) -> Result<String, TargetError> {
        let url = self.filled_in()?;
        let is_absolute = url.contains("://");
        let Some(host) = &self.host else {
            if is_absolute {
                return Ok(url);
            }
            return Err(TargetError::new(format!(
                "the document's server {url:?} names no host: add .host(\"https://…\")"
            )));
        };
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
            None => match url.strip_prefix("//") {
                // An address without scheme.
                Some(rest) => rest.find('/').map_or("", |at| &rest[at..]),
                None => &url,
            },
        };
        // A path may be written as seen from the document, `./v1`.
        let path = path.trim_start_matches("./").trim_start_matches('/');
        let host = host.trim_end_matches('/');
        Ok(if path.is_empty() || path == "." {
            host.to_owned()
        } else {
            format!("{host}/{path}")
        })
    }

    fn filled_in(&self) -> Result<String, TargetError> {
        let ServerTemplate { url, variables } = self.template;
        let known = |name: &String| variables.iter().any(|variable| variable.name == name);
        if let Some(name) = self.chosen.keys().find(|name| !known(name)) {
            let names: Vec<&str> = variables.iter().map(|variable| variable.name).collect();
            let names = match &names[..] {
                [] => "it has none".to_owned(),
                names => format!("it has {}", names.join(", ")),
            };
            return Err(TargetError::new(format!(
                "the server {url} has no variable {name:?}: {names}"
            )));
        }
        let mut filled = (*url).to_owned();
        for variable in *variables {
            let chosen = self.chosen.get(variable.name);
            let value = chosen.map_or(variable.default, String::as_str);
            if chosen.is_some() {
                check(url, variable, value)?;
            }
            filled = filled.replace(&format!("{{{}}}", variable.name), value);
        }
        Ok(filled)
    }
}

/// A value is one of the listed ones. Where none are listed, it cannot turn the address into one of another host.
fn check(url: &str, variable: &ServerVariable, value: &str) -> Result<(), TargetError> {
    let ServerVariable { name, values, .. } = variable;
    if !values.is_empty() && !values.contains(&value) {
        return Err(TargetError::new(format!(
            "the server {url} takes no {value:?} for {name:?}: it takes {}",
            values.join(", ")
        )));
    }
    // A variable that stands before the path may be a whole host.
    let starts = url.starts_with(&format!("{{{name}}}"));
    if values.is_empty() && !starts && value.contains(['@', '?', '#', '\\']) {
        return Err(TargetError::new(format!(
            "the value {value:?} for {name:?} of the server {url} holds a character that would change the address"
        )));
    }
    Ok(())
}

impl From<Server> for Target {
    fn from(server: Server) -> Self {
        Self::server(server)
    }
}

#[cfg(test)]
mod tests;
