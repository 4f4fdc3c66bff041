//! A document with its overlays and with the files it refers to.
//!
//! The generator lists what it misses and reads nothing itself. Here it is decided what may be read: files in the
//! folder of the document and below, and what `references.allow` names. Everything else is refused, with the reason
//! shown where the document refers to it. No token goes along.

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Url;
use rill_codegen::{Input, Source};
use serde_json::json;

use crate::address::Address;
use crate::cli::{RegenerateArgs, Surroundings};
use crate::client::{Client, DocumentSource, Service};
use crate::console::Console;
use crate::download::{self, Limits};
use crate::paths::shown;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::{infer, project, regenerate};

/// How many files a document may lead to.
const MOST_FILES: usize = 256;

/// What a document may refer to outside its own folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct References {
    /// Addresses, and folders relative to the config, below which everything may be read.
    pub(crate) allow: Vec<String>,
    /// The most bytes that all files together may have.
    pub(crate) max_bytes: u64,
    /// How many files may lie between the document and a file it leads to.
    pub(crate) max_depth: usize,
}

impl Default for References {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            max_bytes: 16 * 1024 * 1024,
            max_depth: 8,
        }
    }
}

/// Everything that a client's crate is made from.
///
/// # Errors
///
/// The document or an overlay cannot be read. A file that is referred to and cannot be read is a finding.
pub(crate) fn load(
    client: &Client,
    args: &RegenerateArgs,
    around: &Surroundings,
    console: &mut Console<'_>,
) -> Result<Input, Problem> {
    let document = regenerate::document(client, args, around, console)?;
    with_files(client, document, console)
}

/// A document that was read already, with what belongs to it.
pub(crate) fn with_files(
    client: &Client,
    document: Source,
    console: &mut Console<'_>,
) -> Result<Input, Problem> {
    let mut input = Input::from(document);
    input.overlays = overlays(client)?;
    if let DocumentSource::Own(service, _) = &client.source {
        // First, so that a person's own overlays can say otherwise.
        let own = of_service(*service, &input.document.bytes);
        input.overlays.splice(0..0, own);
    }
    let mut reader = Reader {
        client,
        left: client.references.max_bytes,
        progress: Progress::new(console.is_interactive()),
    };
    for round in 0.. {
        let missing = rill_codegen::missing(&input);
        if missing.is_empty() {
            break;
        }
        for address in missing {
            let read = if round >= client.references.max_depth {
                Err("it lies behind more files than `references.max-depth` allows".to_owned())
            } else if input.others.len() >= MOST_FILES {
                Err(format!(
                    "the document leads to more than {MOST_FILES} files"
                ))
            } else {
                reader.read(&address)
            };
            match read {
                Ok(source) => drop(input.others.insert(address, source)),
                Err(why) => drop(input.refused.insert(address, why)),
            }
        }
    }
    Ok(input)
}

/// The overlays of a client: what was inferred first, so that what a person wrote wins.
fn overlays(client: &Client) -> Result<Vec<Source>, Problem> {
    let inferred = infer::file(client);
    let inferred = inferred.is_file().then_some(inferred);
    let paths = inferred.into_iter().chain(client.overlays.iter().cloned());
    paths
        .map(|path| {
            let bytes = std::fs::read(&path).map_err(|error| {
                Problem::usage(format!("an overlay of `{}` cannot be read", client.name))
                    .at(shown(&path))
                    .note(error.to_string())
            })?;
            Ok(Source {
                name: shown(&path),
                bytes,
            })
        })
        .collect()
}

/// An overlay with what a document of Rill's own services leaves out: the server, and that answers which it calls
/// `Stream result of …` come as events (RILL.md, section 6). What an event holds it does not tell, so that is text.
fn of_service(service: Service, document: &[u8]) -> Option<Source> {
    let value = project::value(document).ok()?;
    let mut actions = Vec::new();
    let is_open = value.get("openapi").is_some() && value.get("servers").is_none();
    if let Some(url) = service.server().filter(|_| is_open) {
        let servers = json!([{"url": url, "description": "Rill Cloud"}]);
        actions.push(json!({"target": "$", "update": {"servers": servers}}));
    }
    for (path, item) in value["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let title = operation["responses"]["200"]["schema"]["title"].as_str();
            if title.is_some_and(|title| title.starts_with("Stream result of ")) {
                let at = format!("$['paths']['{path}']['{method}']");
                let answer = json!({"description": "Events.", "schema": {"type": "string"}});
                // Answers of one operation share their media types here, and errors are no events.
                actions.push(json!({"target": format!("{at}['responses']"), "remove": true}));
                let update =
                    json!({"produces": ["text/event-stream"], "responses": {"200": answer}});
                actions.push(json!({"target": at, "update": update}));
            }
        }
    }
    let overlay = json!({
        "overlay": "1.0.0",
        "info": {"title": "What Rill's documents leave out", "version": "1.0.0"},
        "actions": actions,
    });
    (!actions.is_empty()).then(|| Source {
        name: "what Rill's documents leave out (built in)".to_owned(),
        bytes: overlay.to_string().into_bytes(),
    })
}

struct Reader<'a> {
    client: &'a Client,
    /// Bytes that may still be read.
    left: u64,
    progress: Progress,
}

impl Reader<'_> {
    /// What stands at an address, or why it is not read.
    fn read(&mut self, address: &str) -> Result<Source, String> {
        let bytes = match Url::parse(address) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => self.fetch(&url)?,
            // A drive of Windows looks like a scheme of one letter.
            Ok(url) if url.scheme().len() > 1 => {
                return Err(format!("`{}:` addresses are never read", url.scheme()));
            }
            _ => self.file(address)?,
        };
        let length = bytes.len() as u64;
        if length > self.left {
            return Err("it is more than `references.max-bytes` leaves".to_owned());
        }
        self.left -= length;
        Ok(Source {
            name: address.to_owned(),
            bytes,
        })
    }

    fn fetch(&self, url: &Url) -> Result<Vec<u8>, String> {
        let allowed =
            |entry: &String| Url::parse(entry).is_ok_and(|allowed| is_below(url, &allowed));
        if !self.client.references.allow.iter().any(allowed) {
            return Err(format!(
                "it is not fetched: add {:?} to `references.allow` if it may be",
                format!("{}/", url.origin().ascii_serialization())
            ));
        }
        let source = DocumentSource::Url(url.to_string());
        let address = Address::of(&source)
            .ok()
            .flatten()
            .ok_or_else(|| "it is no address".to_owned())?;
        let limits = Limits {
            token: None,
            timeout: Duration::from_secs(regenerate::TIMEOUT),
            max_bytes: self.left,
        };
        download::download(&address, &limits, &self.progress).map_err(|problem| problem.summary())
    }

    fn file(&self, address: &str) -> Result<Vec<u8>, String> {
        let folder = match self.client.source.place() {
            DocumentSource::File(path) => path.parent().unwrap_or(Path::new("")),
            _ => return Err("the document did not come from a file".to_owned()),
        };
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let path = folder.join(address);
        // Links are followed before it is looked where they lead.
        let whole = path
            .canonicalize()
            .map_err(|error| format!("{}: {error}", shown(&path)))?;
        let allowed = self.client.references.allow.iter();
        let allowed = allowed
            .filter(|entry| Url::parse(entry).is_err_and(|_| true) || entry.starts_with('/'))
            .map(|entry| self.client.base.join(entry));
        let mut folders = std::iter::once(folder.to_owned()).chain(allowed);
        let is_inside = folders.any(|folder: PathBuf| {
            folder
                .canonicalize()
                .is_ok_and(|folder| whole.starts_with(folder))
        });
        if !is_inside {
            return Err(
                "it lies outside the document's folder: add its folder to `references.allow` if it may be read"
                    .to_owned(),
            );
        }
        let length = std::fs::metadata(&whole).map_or(0, |data| data.len());
        if length > self.left {
            return Err("it is more than `references.max-bytes` leaves".to_owned());
        }
        std::fs::read(&whole).map_err(|error| error.to_string())
    }
}

/// Whether an address stands at or below another one of the same origin.
fn is_below(url: &Url, allowed: &Url) -> bool {
    let path = allowed.path();
    let is_inside = url.path() == path
        || url
            .path()
            .strip_prefix(path)
            .is_some_and(|rest| path.ends_with('/') || rest.starts_with('/'));
    url.origin() == allowed.origin()
        && is_inside
        && url.username().is_empty()
        && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_below_an_allowed_one() {
        let below = |url: &str, allowed: &str| {
            is_below(&Url::parse(url).unwrap(), &Url::parse(allowed).unwrap())
        };
        assert!(below("https://h/a/b.json", "https://h/a/"));
        assert!(below("https://h/a/b.json", "https://h/a"));
        assert!(below("https://h/a", "https://h/a"));
        assert!(below("https://h/x", "https://h"));
        for (url, allowed) in [
            ("https://h/ab", "https://h/a"),
            ("http://h/a/b", "https://h/a/"),
            ("https://h.evil/a/b", "https://h/a/"),
            ("https://h@evil/a/b", "https://h/a/"),
            ("https://h:8443/a/b", "https://h/a/"),
            ("https://u:p@h/a/b", "https://h/a/"),
        ] {
            assert!(!below(url, allowed), "{url} {allowed}");
        }
    }

    fn client(folder: &Path, allow: &[&str]) -> Client {
        let mut client = Client::to_look_at(DocumentSource::File(folder.join("api/api.yaml")));
        client.base = folder.to_owned();
        client.references.allow = allow.iter().map(ToString::to_string).collect();
        client
    }

    fn tree() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in ["api/sub", "common", "secret"] {
            std::fs::create_dir_all(folder.path().join(path)).unwrap();
        }
        for (path, text) in [
            ("api/sub/a.yaml", "A: {$ref: '../b.yaml#/B'}"),
            ("api/b.yaml", "B: {$ref: 'sub/a.yaml#/A2'}"),
            ("common/c.yaml", "C: {type: string}"),
            ("secret/s.yaml", "S: {type: string}"),
        ] {
            std::fs::write(folder.path().join(path), text).unwrap();
        }
        folder
    }

    fn loaded(folder: &Path, allow: &[&str], references: &[&str]) -> Input {
        let references: Vec<String> = references.iter().map(ToString::to_string).collect();
        let text = referring(&references);
        let document = Source {
            name: "api.yaml".to_owned(),
            bytes: text.into_bytes(),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console::new(&mut out, &mut err);
        with_files(&client(folder, allow), document, &mut console).unwrap()
    }

    #[test]
    fn files_beside_the_document_are_read_and_cycles_end() {
        let folder = tree();
        let input = loaded(folder.path(), &[], &["sub/a.yaml#/A"]);
        let read: Vec<&String> = input.others.keys().collect();
        assert_eq!(read, ["b.yaml", "sub/a.yaml"]);
        assert!(input.refused.is_empty(), "{:?}", input.refused);
    }

    #[test]
    fn what_lies_outside_is_read_where_it_is_allowed() {
        let folder = tree();
        let references = ["../common/c.yaml#/C", "../secret/s.yaml#/S"];
        let input = loaded(folder.path(), &[], &references);
        assert_eq!(input.refused.len(), 2, "{:?}", input.refused);
        let input = loaded(folder.path(), &["common"], &references);
        assert_eq!(input.others.len(), 1);
        assert!(input.refused["../secret/s.yaml"].contains("outside the document's folder"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_outside_is_refused() {
        let folder = tree();
        let secret = folder.path().join("secret/s.yaml");
        std::os::unix::fs::symlink(secret, folder.path().join("api/link.yaml")).unwrap();
        let input = loaded(folder.path(), &[], &["link.yaml#/S"]);
        assert!(input.others.is_empty());
        assert!(input.refused["link.yaml"].contains("outside"));
    }

    #[test]
    fn other_hosts_and_schemes_are_refused_unasked() {
        let folder = tree();
        let references = [
            "http://169.254.169.254/latest#/x",
            "file:///etc/passwd",
            "/etc/passwd",
            "ftp://h/a.yaml",
        ];
        let input = loaded(
            folder.path(),
            &["https://schemas.example.com/"],
            &references,
        );
        assert!(input.others.is_empty());
        assert_eq!(input.refused.len(), 4, "{:?}", input.refused);
    }

    #[test]
    fn rills_own_documents_get_what_they_leave_out() {
        let said = |service, document: &str| {
            of_service(service, document.as_bytes())
                .map(|source| String::from_utf8_lossy(&source.bytes).into_owned())
                .unwrap_or_default()
        };
        let admin = said(Service::Admin, "openapi: 3.0.3");
        assert!(admin.contains("https://api.rilldata.com"), "{admin}");
        assert_eq!(
            said(Service::Admin, "{openapi: 3.0.3, servers: [{url: /}]}"),
            ""
        );
        assert_eq!(said(Service::Admin, "swagger: '2.0'"), "");
        let stream = "{swagger: '2.0', paths: {/a: {get: {responses: {'200': {schema: {title: Stream result of x}}}}}}}";
        let runtime = said(Service::Runtime, stream);
        assert!(runtime.contains("text/event-stream"), "{runtime}");
        assert!(
            runtime.contains("$['paths']['/a']['get']['responses']"),
            "{runtime}"
        );
    }

    /// What a document in a folder gives whose references may lead as far as `references` says.
    fn limited(folder: &Path, references: References, text: &str) -> Input {
        let mut client = client(folder, &[]);
        client.references = references;
        let document = Source {
            name: "api.yaml".to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        with_files(&client, document, &mut Console::new(&mut out, &mut err)).unwrap()
    }

    fn referring(references: &[String]) -> String {
        let properties: Vec<String> = references
            .iter()
            .enumerate()
            .map(|(index, reference)| format!("p{index}: {{$ref: '{reference}'}}"))
            .collect();
        let schemas = format!("X: {{properties: {{{}}}}}", properties.join(", "));
        format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{{schemas}}}}}\n"
        )
    }

    #[test]
    fn depth_is_limited() {
        let folder = tree();
        for index in 0..20 {
            let text = format!("D: {{$ref: 'd{}.yaml#/D'}}", index + 1);
            std::fs::write(folder.path().join(format!("api/d{index}.yaml")), text).unwrap();
        }
        for max_depth in [1, 3, References::default().max_depth] {
            let references = References {
                max_depth,
                ..References::default()
            };
            let text = referring(&["d0.yaml#/D".to_owned()]);
            let input = limited(folder.path(), references, &text);
            assert_eq!(input.others.len(), max_depth);
            let next = format!("d{max_depth}.yaml");
            assert_eq!(input.refused.keys().collect::<Vec<_>>(), [&next]);
            assert!(input.refused[&next].contains("max-depth"));
        }
    }

    /// The bytes are those of all files together: what does not fit into what is left is refused, and what fits is
    /// still read.
    #[test]
    fn bytes_are_limited_over_all_files() {
        let folder = tree();
        let file = |padding: usize| format!("E: {{type: string}}\n#{}", "x".repeat(padding));
        let names = ["e0.yaml", "e1.yaml", "e2.yaml"];
        for (name, padding) in names.iter().zip([100, 500, 100]) {
            std::fs::write(folder.path().join("api").join(name), file(padding)).unwrap();
        }
        let each = file(100).len() as u64;
        let text = referring(&names.map(|name| format!("{name}#/E")));
        for (max_bytes, read) in [
            (each - 1, vec![]),
            (each, vec!["e0.yaml"]),
            (2 * each, vec!["e0.yaml", "e2.yaml"]),
            (2 * each + file(500).len() as u64, names.to_vec()),
        ] {
            let references = References {
                max_bytes,
                ..References::default()
            };
            let input = limited(folder.path(), references, &text);
            assert_eq!(input.others.keys().collect::<Vec<_>>(), read, "{max_bytes}");
            assert_eq!(input.refused.len(), names.len() - read.len());
            for why in input.refused.values() {
                assert!(why.contains("references.max-bytes"), "{why}");
            }
        }
    }

    #[test]
    fn the_number_of_files_is_limited() {
        let folder = tree();
        let names: Vec<String> = (0..MOST_FILES + 3)
            .map(|index| format!("f{index}.yaml"))
            .collect();
        for name in &names {
            let path = folder.path().join("api").join(name);
            std::fs::write(path, "F: {type: string}").unwrap();
        }
        let all: Vec<String> = names.iter().map(|name| format!("{name}#/F")).collect();
        let input = limited(folder.path(), References::default(), &referring(&all));
        assert_eq!(input.others.len(), MOST_FILES);
        assert_eq!(input.refused.len(), 3);
        for why in input.refused.values() {
            assert!(why.contains("more than 256 files"), "{why}");
        }
    }
}
