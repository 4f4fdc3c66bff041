//! Where a Rill project, or another API, answers.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

use crate::server::Server;

/// Everything but RFC 3986's unreserved characters: what is left means itself in a path and in a query alike.
pub(crate) const STRICT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const CLOUD_HOST: &str = "https://api.rilldata.com";
const LOCAL_HOST: &str = "http://localhost:9009";

/// Which Rill deployment to call, and so the address of every API; for other APIs, the address that their paths
/// follow.
///
/// The `servers` entry of a Rill document is never used: Rill always writes it as plain http, and as a host that
/// does not know the tokens of Rill Cloud.
///
/// ```
/// use rill_client_runtime::Target;
///
/// let target = Target::cloud("acme", "ads").branch("staging");
/// assert_eq!(
///     target.api_url("ad-bid-stats").unwrap(),
///     "https://api.rilldata.com/v1/orgs/acme/projects/ads/branch/staging/runtime/api/ad-bid-stats",
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    place: Place,
    host: Option<String>,
    branch: Option<String>,
}

#[derive(Clone, PartialEq, Eq)]
enum Place {
    Cloud {
        org: String,
        project: String,
    },
    Local,
    Url(String),
    /// An address of a document.
    Server(Server),
}

impl Target {
    /// A project of Rill Cloud, through `https://api.rilldata.com`.
    pub fn cloud(org: impl Into<String>, project: impl Into<String>) -> Self {
        Self::at(Place::Cloud {
            org: org.into(),
            project: project.into(),
        })
    }

    /// A project started on this machine with `rill start`: `http://localhost:9009`, instance `default`.
    ///
    /// A local Rill knows no tokens of Rill Cloud and answers 401 to them, so a token that begins with `rill_` is
    /// not sent there. Other tokens (a JWT, see [`Credential::bearer`](crate::Credential::bearer)) are.
    pub fn local() -> Self {
        Self::at(Place::Local)
    }

    /// Any other address: what stands before `/<api name>`, or before an operation's path, such as `https://runtime.example.com/v1/instances/i/api`.
    pub fn url(base: impl Into<String>) -> Self {
        Self::at(Place::Url(base.into()))
    }

    /// A branch deployment of a [`cloud`](Self::cloud) project. With another kind of target it is an error when the
    /// address is asked for.
    #[must_use]
    pub fn branch(mut self, branch: impl Into<String>) -> Self {
        self.branch = Some(branch.into());
        self
    }

    /// Replaces scheme, host and port of a [`cloud`](Self::cloud) or [`local`](Self::local) target, for example
    /// `https://admin.rilldata.com`, which older pages of Rill's documentation teach. A path in it comes first in
    /// every address. With [`url`](Self::url) it is an error when the address is asked for.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// The address of one API, every part percent-encoded.
    ///
    /// A `/` in a name separates segments, as Rill's route takes the whole rest of the path for the name.
    ///
    /// # Errors
    ///
    /// The target is not an address (see [`TargetError`]), or the name cannot be called over HTTP: it has an empty
    /// segment (`a//b`, which Rill answers with a redirect) or one that is `.` or `..` (HTTP libraries resolve these
    /// before sending, even percent-encoded).
    pub fn api_url(&self, name: &str) -> Result<String, TargetError> {
        join(&self.base()?, name)
    }

    /// The address of the project's own document (openapi).
    ///
    /// # Errors
    ///
    /// The target is not an address.
    pub fn document_url(&self) -> Result<String, TargetError> {
        Ok(format!("{}/openapi", self.base()?))
    }

    /// What stands before `/<api name>`, checked and without a trailing slash.
    pub(crate) fn base(&self) -> Result<String, TargetError> {
        if self.branch.is_some() && !matches!(self.place, Place::Cloud { .. }) {
            return Err(TargetError::new(
                "only Target::cloud has branches: drop .branch(..), or name the project with Target::cloud(org, project)",
            ));
        }
        match &self.place {
            Place::Cloud { org, project } => {
                let host = origin(self.host.as_deref().unwrap_or(CLOUD_HOST), "host")?;
                let org = segment(org, "organization")?;
                let project = segment(project, "project")?;
                let branch = match &self.branch {
                    Some(branch) => format!("/branch/{}", segment(branch, "branch")?),
                    None => String::new(),
                };
                Ok(format!(
                    "{host}/v1/orgs/{org}/projects/{project}{branch}/runtime/api"
                ))
            }
            Place::Local => {
                let host = origin(self.host.as_deref().unwrap_or(LOCAL_HOST), "host")?;
                Ok(format!("{host}/v1/instances/default/api"))
            }
            Place::Url(_) if self.host.is_some() => Err(TargetError::new(
                "Target::url already holds the host: drop .host(..), or write the other host in the URL",
            )),
            Place::Url(base) => origin(base, "URL"),
            Place::Server(server) => {
                let url = match &self.host {
                    Some(host) => server.clone().host(host).url()?,
                    None => server.url()?,
                };
                origin(&url, "server")
            }
        }
    }

    /// Where Rill Cloud gives out tokens for this project; none for what is no project of Rill Cloud.
    pub(crate) fn credentials_url(&self) -> Result<Option<String>, TargetError> {
        let Place::Cloud { org, project } = &self.place else {
            return Ok(None);
        };
        let host = origin(self.host.as_deref().unwrap_or(CLOUD_HOST), "host")?;
        let (org, project) = (segment(org, "organization")?, segment(project, "project")?);
        Ok(Some(format!(
            "{host}/v1/orgs/{org}/projects/{project}/credentials"
        )))
    }

    pub(crate) fn branch_name(&self) -> Option<&str> {
        self.branch.as_deref()
    }

    pub(crate) fn server(server: Server) -> Self {
        Self::at(Place::Server(server))
    }

    pub(crate) fn is_local(&self) -> bool {
        matches!(self.place, Place::Local)
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            host: None,
            branch: None,
        }
    }
}

/// [`Target::url`].
impl From<&str> for Target {
    fn from(base: &str) -> Self {
        Self::url(base)
    }
}

/// [`Target::url`].
impl From<String> for Target {
    fn from(base: String) -> Self {
        Self::url(base)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = match &self.place {
            Place::Cloud { org, project } => {
                let mut shown = f.debug_struct("Cloud");
                shown.field("org", org).field("project", project);
                shown
            }
            Place::Local => f.debug_struct("Local"),
            Place::Url(base) => {
                let mut shown = f.debug_struct("Url");
                shown.field("base", &without_secrets(base));
                shown
            }
            Place::Server(server) => {
                let mut shown = f.debug_struct("Server");
                let url = server.url().unwrap_or_default();
                shown.field("url", &without_secrets(&url));
                shown
            }
        };
        if let Some(branch) = &self.branch {
            shown.field("branch", branch);
        }
        if let Some(host) = &self.host {
            shown.field("host", &without_secrets(host));
        }
        shown.finish()
    }
}

/// A [`Target`] or an API name that gives no address; the text says which part, and what to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TargetError {
    message: String,
}

impl TargetError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

/// The address of `name` below a checked `base`.
pub(crate) fn join(base: &str, name: &str) -> Result<String, TargetError> {
    let mut url = String::with_capacity(base.len() + 1 + name.len());
    url.push_str(base);
    for part in name.split('/') {
        let why = match part {
            "" => "has an empty segment, and Rill redirects such an address instead of answering",
            "." | ".." => "has a segment that means a folder, which HTTP libraries resolve away",
            _ => {
                url.push('/');
                url.extend(utf8_percent_encode(part, STRICT));
                continue;
            }
        };
        return Err(TargetError::new(format!(
            "no address for the API {name:?}: its name {why}. Give the API another `name:` in the Rill project"
        )));
    }
    Ok(url)
}

/// What stands before an API's name on a runtime itself.
pub(crate) fn instance(host: &str, instance: &str) -> Result<String, TargetError> {
    let host = origin(host, "host")?;
    let instance = segment(instance, "instance")?;
    Ok(format!("{host}/v1/instances/{instance}/api"))
}

/// Whether plain http to this address stays on the machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    // The brackets of an IPv6 host belong to the URL, not to the address.
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Percent-encodes one part of a cloud address; a branch may well have a slash in its name.
fn segment(text: &str, what: &str) -> Result<String, TargetError> {
    if matches!(text, "" | "." | "..") {
        return Err(TargetError::new(format!("{text:?} is no {what} of Rill")));
    }
    Ok(utf8_percent_encode(text, STRICT).to_string())
}

/// Checks an address given by the user and drops its trailing slashes.
fn origin(text: &str, what: &str) -> Result<String, TargetError> {
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

/// The text of a URL as it may be shown: no user name, password, query or fragment.
fn without_secrets(text: &str) -> String {
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
