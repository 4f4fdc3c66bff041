use std::path::Path;

use super::reader::is_below;
use super::*;
use crate::client::References;
use reqwest::Url;

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
    let mut client = Client::for_inspection(DocumentSource::File(folder.join("api/api.yaml")));
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

/// Loads a document that refers to these places.
fn load(client: &Client, references: &[impl AsRef<str>]) -> Result<Input, Problem> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let document = Source {
        name: "api.yaml".to_owned(),
        bytes: referring(references).into_bytes(),
    };
    with_files(client, document, &mut Console::new(&mut out, &mut err))
}

fn loaded(folder: &Path, allow: &[&str], references: &[&str]) -> Input {
    load(&client(folder, allow), references).unwrap()
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

/// Loads a document of a client that accepts gaps, with references that lead as far as `limits` say.
fn limited(folder: &Path, limits: References, references: &[&str]) -> Input {
    let mut client = client(folder, &[]);
    client.references = limits;
    let lints = &mut client.lints.document;
    lints.insert(Code::ExternalReference, Level::Warn);
    load(&client, references).unwrap()
}

fn referring(references: &[impl AsRef<str>]) -> String {
    let properties = references.iter().enumerate();
    let properties = properties
        .map(|(index, reference)| format!("p{index}: {{$ref: '{}'}}", reference.as_ref()));
    let properties = properties.collect::<Vec<_>>().join(", ");
    let head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n";
    format!("{head}components: {{schemas: {{X: {{properties: {{{properties}}}}}}}}}\n")
}

#[test]
fn depth_is_limited() {
    let folder = tree();
    for index in 0..80 {
        let text = format!("D: {{$ref: 'd{}.yaml#/D'}}", index + 1);
        std::fs::write(folder.path().join(format!("api/d{index}.yaml")), text).unwrap();
    }
    for max_depth in [1, 3, References::default().max_depth] {
        let references = References {
            max_depth,
            ..References::default()
        };
        let input = limited(folder.path(), references, &["d0.yaml#/D"]);
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
    let places = ["e0.yaml#/E", "e1.yaml#/E", "e2.yaml#/E"];
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
        let input = limited(folder.path(), references, &places);
        assert_eq!(input.others.keys().collect::<Vec<_>>(), read, "{max_bytes}");
        assert_eq!(input.refused.len(), names.len() - read.len());
        for why in input.refused.values() {
            assert!(why.contains("references.max-bytes"), "{why}");
        }
    }
}

/// Loads a document that refers to four files, `d.yaml` behind `a.yaml`, within these limits.
fn within(references: References, accept: Option<Level>) -> Result<Input, String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("a.yaml", "A: {$ref: 'd.yaml#/D'}"),
        ("b.yaml", "B: {type: string}"),
        ("c.yaml", "C: {type: string}"),
        ("d.yaml", "D: {type: string}"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let mut client = Client::for_inspection(DocumentSource::File(folder.path().join("api.yaml")));
    client.references = references;
    client
        .lints
        .document
        .extend(accept.map(|level| (Code::ExternalReference, level)));
    load(&client, &["a.yaml#/A", "b.yaml#/B", "c.yaml#/C"]).map_err(|problem| {
        assert_eq!(problem.kind(), rill_console::ProblemKind::Failed);
        problem.to_string()
    })
}

#[test]
fn more_than_a_limit_allows_is_an_error_that_names_it() {
    let usual = References::default;
    let limits = |max_files, max_bytes, max_depth| References {
        max_files,
        max_bytes,
        max_depth,
        ..usual()
    };
    for (references, key, most, beyond) in [
        (limits(2, 1000, 64), "max-files", 2, "c.yaml"),
        (limits(9, 40, 64), "max-bytes", 40, "c.yaml"),
        (limits(9, 1000, 1), "max-depth", 1, "d.yaml"),
    ] {
        let expected = format!(
            "error: the document leads to more than `references.{key}` allows\n --> api.yaml\n \
             = note: `{key}` is {most}, and `{beyond}` is beyond it; nothing was written\n \
             = help: write `references = {{ {key} = {} }}` for the client in the config, or \
             `external-reference = \"warn\"` under [client.lints] to go without the rest",
            2 * most
        );
        assert_eq!(within(references, None).unwrap_err(), expected);
    }
    assert_eq!(within(usual(), None).unwrap().others.len(), 4);
}

#[test]
fn who_accepts_gaps_gets_what_the_limits_allow() {
    let references = References {
        max_files: 3,
        ..References::default()
    };
    let input = within(references, Some(Level::Warn)).unwrap();
    assert_eq!(input.others.len(), 3);
    assert_eq!(
        input.refused["d.yaml"],
        "it is beyond what `references.max-files` allows"
    );
}

#[test]
fn files_have_a_limit_as_downloads_have() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.yaml");
    std::fs::write(&path, "12345").unwrap();
    assert_eq!(rill_console::read_capped(&path, 5).unwrap(), b"12345");
    let error = rill_console::read_capped(&path, 4).unwrap_err();
    assert_eq!(error.to_string(), "it is larger than 4 bytes");
    #[cfg(unix)]
    rill_console::read_capped(Path::new("/dev/zero"), 1000).unwrap_err();
    #[cfg(unix)]
    rill_console::read_file(Path::new("/dev/zero")).unwrap_err();
}

#[cfg(unix)]
#[test]
fn a_reference_to_a_pipe_is_refused() {
    let folder = tree();
    let pipe = folder.path().join("api/pipe.yaml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let input = loaded(folder.path(), &[], &["pipe.yaml"]);
    let why = &input.refused["pipe.yaml"];
    assert!(why.ends_with("pipe.yaml is not a file"), "{why}");
}
