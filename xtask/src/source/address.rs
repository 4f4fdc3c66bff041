//! The address a document is downloaded from.

use reqwest::Url;
use rill_client_runtime::Target;

use rill_console::Problem;

use crate::client::DocumentSource;

/// An address, and what is known of the server behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) url: Url,
    pub(crate) server: Server,
}

/// Which server is asked, which decides what its refusals mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    /// Rill Cloud's, by organization and project.
    Cloud,
    /// A Rill on this machine. It knows no tokens and answers 401 to them.
    Local,
    /// Named by its URL alone, which has the form of Rill's.
    RillUrl,
    /// Named by its URL alone.
    OtherUrl,
}

/// Returns the target of a project of Rill Cloud, on its production branch unless another is named.
pub(crate) fn cloud_target(org: &str, project: &str, branch: Option<&str>) -> Target {
    let target = Target::cloud(org, project);
    match branch {
        Some(branch) => target.branch(branch),
        None => target,
    }
}

impl Address {
    /// Returns the address of a source that is not a file.
    pub(crate) fn of(source: &DocumentSource) -> Result<Option<Self>, Problem> {
        let (text, server) = match source.place() {
            DocumentSource::File(_) | DocumentSource::Project(_) | DocumentSource::Own(..) => {
                return Ok(None);
            }
            DocumentSource::Rill {
                org,
                project,
                branch,
                host,
            } => {
                let target = cloud_target(org, project, branch.as_deref());
                (document_url(target, host.as_deref())?, Server::Cloud)
            }
            DocumentSource::Local { host, instance } => {
                let text = document_url(Target::local(), host.as_deref())?;
                let text = match instance {
                    Some(instance) => with_instance(&text, instance)?,
                    None => text,
                };
                (text, Server::Local)
            }
            DocumentSource::Url(text) => (text.clone(), Server::OtherUrl),
        };
        let url = check(&text)?;
        let server = match server {
            Server::OtherUrl if is_rills(&url) => Server::RillUrl,
            server => server,
        };
        Ok(Some(Self { url, server }))
    }

    /// Returns `true` if the token of Rill belongs to this server: a host of Rill's, or the one that a source `rill`
    /// names. A config can name other APIs beside Rill's, and those must not see the token.
    pub(crate) fn takes_token(&self) -> bool {
        self.server == Server::Cloud || is_rills_host(&self.url)
    }

    /// Returns `true` if it stays on this machine.
    pub(crate) fn is_on_this_machine(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Returns `true` if what is sent can be read on the way.
    pub(crate) fn is_in_clear(&self) -> bool {
        self.url.scheme() != "https" && !is_loopback(&self.url)
    }
}

/// The address is shown without its query, which may hold a key.
impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut url = self.url.clone();
        url.set_query(None);
        url.set_fragment(None);
        f.write_str(url.as_str())
    }
}

/// Returns `true` if the address stays on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    // The brackets of an IPv6 host belong to the URL, not to the address.
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn document_url(target: Target, host: Option<&str>) -> Result<String, Problem> {
    let target = match host {
        Some(host) => target.host(host),
        None => target,
    };
    target.document_url().map_err(|error| {
        Problem::usage("the source is not a valid address").note(error.to_string())
    })
}

/// Returns the address of another instance than `default`.
fn with_instance(text: &str, instance: &str) -> Result<String, Problem> {
    let base = text.strip_suffix("/default/api/openapi").unwrap_or(text);
    let mut url = check(base)?;
    if matches!(instance, "" | "." | "..") {
        return Err(Problem::usage(format!(
            "`{instance}` is not a valid name of a Rill instance"
        ))
        .help("leave it out for the instance `default`"));
    }
    url.path_segments_mut()
        .map_err(|()| unclear(text, "it has no path"))?
        .extend([instance, "api", "openapi"]);
    Ok(url.into())
}

/// Returns `true` if the host is one of Rill Cloud's.
fn is_rills_host(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "https" && (host == "rilldata.com" || host.ends_with(".rilldata.com"))
}

/// Returns `true` if this is where Rill serves a project's document.
fn is_rills(url: &Url) -> bool {
    let path = url.path();
    let by_form = path.ends_with("/api/openapi")
        && (path.contains("/v1/instances/") || path.contains("/runtime/"));
    by_form || is_rills_host(url)
}

fn check(text: &str) -> Result<Url, Problem> {
    let url = Url::parse(text).map_err(|error| unclear(text, &error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(unclear(text, "it is neither http nor https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::usage("the URL holds a user name or a password")
            .note("it would stand in configs and messages")
            .help("leave it out; a token is read from RILL_TOKEN"));
    }
    Ok(url)
}

fn unclear(text: &str, why: &str) -> Problem {
    Problem::usage(format!("`{text}` is not an address to download from"))
        .note(why)
        .help("write it whole, such as https://example.com/openapi.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &DocumentSource) -> Result<(String, Server, bool), String> {
        let address = Address::of(source).map_err(|problem| problem.to_string())?;
        let address = address.expect("no file");
        Ok((
            address.url.to_string(),
            address.server,
            address.takes_token(),
        ))
    }

    fn rill(project: &str, branch: Option<&str>, host: Option<&str>) -> DocumentSource {
        DocumentSource::Rill {
            org: "acme".into(),
            project: project.into(),
            branch: branch.map(Into::into),
            host: host.map(Into::into),
        }
    }

    #[test]
    fn every_kind_of_source() {
        let local = |host: Option<&str>, instance: Option<&str>| DocumentSource::Local {
            host: host.map(Into::into),
            instance: instance.map(Into::into),
        };
        let url = |text: &str| (DocumentSource::Url(text.into()), text.to_owned());
        let at = |host: &str, path: &str| format!("{host}/v1/{path}/api/openapi");
        let cloud = "https://api.rilldata.com";
        let (instance, other) = (
            at("https://host", "instances/i"),
            "https://evilrilldata.com/openapi.json",
        );
        let named = rill("my ads", Some("a/b c"), Some("https://rill.example/"));
        let branch = "orgs/acme/projects/my%20ads/branch/a%2Fb%20c/runtime";
        let foreign = local(Some("http://127.0.0.1:1/"), Some("i/ö"));
        let table = [
            (
                (
                    rill("ads", None, None),
                    at(cloud, "orgs/acme/projects/ads/runtime"),
                ),
                Server::Cloud,
            ),
            ((named, at("https://rill.example", branch)), Server::Cloud),
            (
                (
                    local(None, None),
                    at("http://localhost:9009", "instances/default"),
                ),
                Server::Local,
            ),
            (
                (foreign, at("http://127.0.0.1:1", "instances/i%2F%C3%B6")),
                Server::Local,
            ),
            (url(&instance), Server::RillUrl),
            (url(other), Server::OtherUrl),
        ];
        for ((source, expected), server) in table {
            let takes_token = server == Server::Cloud || expected.contains(".rilldata.com/");
            assert_eq!(of(&source), Ok((expected, server, takes_token)));
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "example.com/a",
            "ftp://example.com/a",
            "file:///etc/passwd",
            "https://user:secret@example.com/a",
        ] {
            let problem = of(&DocumentSource::Url(text.into())).expect_err(text);
            assert!(!problem.contains("secret"), "{problem}");
        }
        assert!(of(&rill("", None, None)).is_err());
        assert!(of(&rill("ads", None, Some("rilldata"))).is_err());
    }

    #[test]
    fn a_query_is_not_shown() {
        let source = DocumentSource::Url("https://h/a.json?key=secret#x".into());
        let address = Address::of(&source).expect("an address").expect("no file");
        assert_eq!(address.to_string(), "https://h/a.json");
        assert!(address.url.as_str().contains("secret"));
    }

    #[test]
    fn plain_http_is_in_clear_beyond_this_machine() {
        for (text, in_clear) in [
            ("http://example.com", true),
            ("https://example.com", false),
            ("http://localhost:1", false),
            ("http://127.1.2.3", false),
            ("http://[::1]:5", false),
        ] {
            let source = DocumentSource::Url(text.into());
            let address = Address::of(&source).expect("an address").expect("no file");
            assert_eq!(address.is_in_clear(), in_clear, "{text}");
        }
    }
}
