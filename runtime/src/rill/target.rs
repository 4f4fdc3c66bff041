//! Addresses of Rill projects.

use std::fmt;

use percent_encoding::utf8_percent_encode;

use crate::error::TargetError;
use crate::http::percent::STRICT;
use crate::server::{BaseUrl, CheckedUrl, TokenEndpoint, check_origin, from_text, without_secrets};

const CLOUD_HOST: &str = "https://api.rilldata.com";
const LOCAL_HOST: &str = "http://localhost:9009";

/// The Rill deployment to call, which gives the address of every API.
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
    deployment: Deployment,
    host: Option<String>,
    branch: Option<String>,
}

#[derive(Clone, PartialEq, Eq)]
enum Deployment {
    Cloud { org: String, project: String },
    Local,
    Url(String),
}

impl Target {
    /// Creates the target of a project of Rill Cloud, through `https://api.rilldata.com`.
    pub fn cloud(org: impl Into<String>, project: impl Into<String>) -> Self {
        Self::at(Deployment::Cloud {
            org: org.into(),
            project: project.into(),
        })
    }

    /// Creates the target of a project started on this machine with `rill start`: `http://localhost:9009`, instance
    /// `default`.
    ///
    /// A local Rill knows no tokens of Rill Cloud and answers 401 to them, so a token that begins with `rill_` is
    /// not sent there. Other tokens (a JWT, see [`Credential::bearer`](crate::Credential::bearer)) are.
    pub fn local() -> Self {
        Self::at(Deployment::Local)
    }

    /// Creates a target of any other base URL, which `/<api name>` follows, such as
    /// `https://runtime.example.com/v1/instances/i/api`.
    pub fn url(base: impl Into<String>) -> Self {
        Self::at(Deployment::Url(base.into()))
    }

    /// Returns the address of one API, every part percent-encoded.
    ///
    /// A `/` in a name separates segments, as Rill's route takes the whole rest of the path for the name.
    ///
    /// # Errors
    ///
    /// The target is not an address (see [`TargetError`]), or the name cannot be called over HTTP: it has an empty
    /// segment (`a//b`, which Rill answers with a redirect) or one that is `.` or `..` (HTTP libraries resolve these
    /// before sending, even percent-encoded).
    pub fn api_url(&self, name: &str) -> Result<String, TargetError> {
        Ok(format!("{}{}", self.base()?, api_path(name)?))
    }

    /// Returns the address of the project's own document (openapi).
    ///
    /// # Errors
    ///
    /// The target is not an address.
    pub fn document_url(&self) -> Result<String, TargetError> {
        Ok(format!("{}/openapi", self.base()?))
    }

    /// Returns the base URL, checked and without a trailing slash.
    pub(super) fn base(&self) -> Result<String, TargetError> {
        if self.branch.is_some() && !matches!(self.deployment, Deployment::Cloud { .. }) {
            return Err(TargetError::new(
                "only Target::cloud has branches: drop .branch(..), or name the project with Target::cloud(org, project)",
            ));
        }
        match &self.deployment {
            Deployment::Cloud { org, project } => {
                let project = self.project_url(org, project)?;
                let branch = match &self.branch {
                    Some(branch) => format!("/branch/{}", segment(branch, "branch")?),
                    None => String::new(),
                };
                Ok(format!("{project}{branch}/runtime/api"))
            }
            Deployment::Local => {
                let host = check_origin(self.host.as_deref().unwrap_or(LOCAL_HOST), "host")?;
                Ok(format!("{host}/v1/instances/default/api"))
            }
            Deployment::Url(_) if self.host.is_some() => Err(TargetError::new(
                "Target::url already holds the host: drop .host(..), or write the other host in the URL",
            )),
            Deployment::Url(base) => check_origin(base, "URL"),
        }
    }

    fn project_url(&self, org: &str, project: &str) -> Result<String, TargetError> {
        let host = check_origin(self.host.as_deref().unwrap_or(CLOUD_HOST), "host")?;
        let (org, project) = (segment(org, "organization")?, segment(project, "project")?);
        Ok(format!("{host}/v1/orgs/{org}/projects/{project}"))
    }

    /// Returns the checked address, with the endpoint at which Rill Cloud gives out tokens for it.
    fn check(&self) -> Result<CheckedUrl, TargetError> {
        let base = self.base()?;
        let token_endpoint = match &self.deployment {
            Deployment::Cloud { org, project } => Some(TokenEndpoint {
                url: format!("{}/credentials", self.project_url(org, project)?),
                branch: self.branch.clone(),
            }),
            Deployment::Local | Deployment::Url(_) => None,
        };
        Ok(CheckedUrl {
            base,
            token_endpoint,
            // A local Rill answers 401 to tokens of Rill Cloud.
            withheld_prefix: matches!(self.deployment, Deployment::Local).then_some("rill_"),
            is_declared: false,
        })
    }

    fn at(deployment: Deployment) -> Self {
        Self {
            deployment,
            host: None,
            branch: None,
        }
    }
}

setters!(Target {
    /// Selects a branch deployment of a [`cloud`](Self::cloud) project. With another kind of target it is an error when
    /// the address is asked for.
    branch(branch: impl Into<String>) = Some(branch.into());
    /// Replaces scheme, host and port of a [`cloud`](Self::cloud) or [`local`](Self::local) target, for example
    /// `https://admin.rilldata.com`, which older pages of Rill's documentation teach. A path in it comes first in
    /// every address. With [`url`](Self::url) it is an error when the address is asked for.
    host(host: impl Into<String>) = Some(host.into());
});

from_text!(Target::url);

impl From<Target> for BaseUrl {
    fn from(target: Target) -> Self {
        Self::checked(target.check())
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = match &self.deployment {
            Deployment::Cloud { org, project } => {
                let mut shown = f.debug_struct("Cloud");
                shown.field("org", org).field("project", project);
                shown
            }
            Deployment::Local => f.debug_struct("Local"),
            Deployment::Url(base) => {
                let mut shown = f.debug_struct("Url");
                shown.field("base", &without_secrets(base));
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

/// Returns the path of an API below the base URL, with its slash.
pub(super) fn api_path(name: &str) -> Result<String, TargetError> {
    let mut path = String::with_capacity(1 + name.len());
    for part in name.split('/') {
        let why = match part {
            "" => "has an empty segment, and Rill redirects such an address instead of answering",
            "." | ".." => "has a segment that means a folder, which HTTP libraries resolve away",
            _ => {
                path.push('/');
                path.extend(utf8_percent_encode(part, STRICT));
                continue;
            }
        };
        return Err(TargetError::new(format!(
            "no address for the API {name:?}: its name {why}. Give the API another `name:` in the Rill project"
        )));
    }
    Ok(path)
}

/// Returns the base URL of an instance on a runtime itself.
pub(super) fn instance_url(host: &str, instance: &str) -> Result<String, TargetError> {
    let host = check_origin(host, "host")?;
    let instance = segment(instance, "instance")?;
    Ok(format!("{host}/v1/instances/{instance}/api"))
}

/// Percent-encodes one part of a cloud address; a branch may well have a slash in its name.
fn segment(text: &str, what: &str) -> Result<String, TargetError> {
    if matches!(text, "" | "." | "..") {
        return Err(TargetError::new(format!(
            "{text:?} is not a valid name of a Rill {what}"
        )));
    }
    Ok(utf8_percent_encode(text, STRICT).to_string())
}

#[cfg(test)]
mod tests;
