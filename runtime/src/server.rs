//! Addresses of servers: URLs, and those that a document names (OpenAPI 3.1, Server Object).

use std::collections::BTreeMap;
use std::fmt;

use reqwest::Url;

use crate::error::TargetError;

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

/// The URL that the paths of a client follow: a text, or an address that a document names, with values for its
/// variables.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    source: UrlSource,
    host: Option<String>,
}

#[derive(Clone, PartialEq, Eq)]
enum UrlSource {
    Text(String),
    Template(&'static ServerTemplate, BTreeMap<String, String>),
    /// An address that was checked already.
    Checked(Result<CheckedUrl, TargetError>),
}

/// An address that calls can go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckedUrl {
    /// The base URL, without a trailing slash.
    pub(crate) base: String,
    /// The address at which tokens for it are given out.
    pub(crate) token_endpoint: Option<TokenEndpoint>,
    /// The prefix of tokens that are not sent there.
    pub(crate) withheld_prefix: Option<&'static str>,
    /// `true` if the document names it.
    pub(crate) is_declared: bool,
}

/// The address at which short-lived tokens are given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TokenEndpoint {
    pub(crate) url: String,
    pub(crate) branch: Option<String>,
}

impl BaseUrl {
    /// Creates the URL from a text, such as `https://api.example.com/v1`.
    pub fn new(url: impl Into<String>) -> Self {
        Self::of(UrlSource::Text(url.into()))
    }

    /// Creates an address of a document, with the default values of its variables.
    #[doc(hidden)]
    pub fn template(template: &'static ServerTemplate) -> Self {
        Self::of(UrlSource::Template(template, BTreeMap::new()))
    }

    pub(crate) fn checked(url: Result<CheckedUrl, TargetError>) -> Self {
        Self::of(UrlSource::Checked(url))
    }

    fn of(source: UrlSource) -> Self {
        Self { source, host: None }
    }

    /// Sets a variable of the address. A name that the address does not have, and a value that the document does not
    /// list, are an error when the client is made.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let UrlSource::Template(_, chosen) = &mut self.source {
            chosen.insert(name.into(), value.into());
        }
        self
    }

    /// Returns the checked address.
    pub(crate) fn check(&self) -> Result<CheckedUrl, TargetError> {
        let base = match &self.source {
            UrlSource::Checked(url) => return url.clone(),
            UrlSource::Text(url) => check_origin(url, "URL")?,
            UrlSource::Template(template, chosen) => {
                let url = fill_in(template, chosen)?;
                check_origin(&with_host(url, self.host.as_deref())?, "server")?
            }
        };
        Ok(CheckedUrl {
            base,
            token_endpoint: None,
            withheld_prefix: None,
            is_declared: self.host.is_none() && matches!(self.source, UrlSource::Template(..)),
        })
    }
}

setters!(BaseUrl {
    /// Sets scheme, host and port, such as `https://api.example.com`: needed where the document's address is a path
    /// alone, and put in place of its own otherwise.
    host(host: impl Into<String>) = Some(host.into());
});

/// Lets texts turn into a type by its constructor.
macro_rules! from_text {
    ($type:ident::$new:ident) => {
        #[doc = concat!("[`", stringify!($type), "::", stringify!($new), "`].")]
        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                Self::$new(text)
            }
        }

        #[doc = concat!("[`", stringify!($type), "::", stringify!($new), "`].")]
        impl From<String> for $type {
            fn from(text: String) -> Self {
                Self::$new(text)
            }
        }
    };
}
pub(crate) use from_text;

from_text!(BaseUrl::new);

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.check().map(|checked| checked.base);
        let url = url.unwrap_or_else(|_| "not valid".to_owned());
        f.debug_tuple("BaseUrl").field(&url).finish()
    }
}

/// Puts a host before an address of a document.
fn with_host(url: String, host: Option<&str>) -> Result<String, TargetError> {
    let is_absolute = url.contains("://");
    let Some(host) = host else {
        if is_absolute {
            return Ok(url);
        }
        return Err(TargetError::new(format!(
            "the document's server {url:?} names no host: add .host(\"https://…\")"
        )));
    };
    let absolute = url.split_once("://").map(|(_, rest)| rest);
    // An address may have no scheme.
    let path = match absolute.or(url.strip_prefix("//")) {
        Some(rest) => rest.find('/').map_or("", |at| &rest[at..]),
        None => &url,
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

/// Replaces the variables of an address by their values.
fn fill_in(
    template: &ServerTemplate,
    chosen_values: &BTreeMap<String, String>,
) -> Result<String, TargetError> {
    let ServerTemplate { url, variables } = template;
    let known = |name: &String| variables.iter().any(|variable| variable.name == name);
    if let Some(name) = chosen_values.keys().find(|name| !known(name)) {
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
        let chosen = chosen_values.get(variable.name);
        let value = chosen.map_or(variable.default, String::as_str);
        if chosen.is_some() {
            check(url, variable, value)?;
        }
        filled = filled.replace(&format!("{{{}}}", variable.name), value);
    }
    Ok(filled)
}

/// Checks that a value is one of the listed ones or, where none are listed, that it cannot change the host.
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

/// Returns `true` if plain http to this address stays on the machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    // The brackets of an IPv6 host belong to the URL, not to the address.
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Returns the host of an address, where a secret would travel to it in clear over a network.
pub(crate) fn clear_text_host(url: &Url) -> Option<String> {
    let is_clear = url.scheme() == "http" && !is_loopback(url);
    is_clear.then(|| url.host_str().unwrap_or_default().to_owned())
}

/// Checks an address given by the user and drops its trailing slashes.
pub(crate) fn check_origin(text: &str, what: &str) -> Result<String, TargetError> {
    let shown = without_secrets(text);
    let refuse = |why: &str| TargetError::new(format!("the target's {what} {shown:?} {why}"));
    let example = "write it whole, such as https://api.rilldata.com";
    let url = Url::parse(text.trim())
        .map_err(|error| refuse(&format!("is not a URL ({error}): {example}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse(&format!("is not http or https: {example}")));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse(
            "holds a user name or password: pass a Credential instead",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("must end before `?` and `#`"));
    }
    let path = url.path().trim_end_matches('/');
    if path.contains("//") {
        return Err(refuse("has `//` in its path, which Rill redirects"));
    }
    Ok(format!("{}{path}", url.origin().ascii_serialization()))
}

/// Returns the text of a URL as it may be shown: no user name, password, query or fragment.
pub(crate) fn without_secrets(text: &str) -> String {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let text = &text[..end];
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let authority_end = rest.find('/').unwrap_or(rest.len());
    let rest = match rest[..authority_end].rfind('@') {
        Some(at) => &rest[at + 1..],
        None => rest,
    };
    if scheme.is_empty() {
        rest.to_owned()
    } else {
        format!("{scheme}://{rest}")
    }
}

#[cfg(test)]
mod tests;
