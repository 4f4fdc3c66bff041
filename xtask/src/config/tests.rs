use rill_codegen::{Code, Level};

use super::*;

const WHOLE: &str = r#"
[[client]]
name = "acme-ads"
output = "crates/acme-ads"
runtime = "version:0.1"
builtins = true
dialect = "rill"
names = { "/ad-bid-stats" = "bids" }
[client.source]
rill = { org = "acme", project = "ads", branch = "staging", host = "https://rill.example" }

[[client]]
name = "b"
output = "b"
source.local = true

[[client]]
name = "c"
output = "c"
source.local = { instance = "i" }

[[client]]
name = "d"
output = "d"
source.file = "docs/openapi.json"

[[client]]
name = "e"
output = "e"
source.url = "https://example.com/openapi.json"
"#;

#[test]
fn documents_of_rills_own_services() {
    use crate::client::Service;
    let read = |source: &str| {
        let text = format!("[[client]]\nname = \"a\"\noutput = \"a\"\n[client.source]\n{source}\n");
        let clients = super::parse(Path::new("conf/rill-client.toml"), &text);
        clients
            .map(|mut clients| clients.remove(0).source)
            .map_err(|problem| problem.to_string())
    };
    let (admin, runtime) = (Service::Admin, Service::Runtime);
    let published = |service: Service, version| DocumentSource::Url(service.published(version));
    for (source, service, place) in [
        ("rill-admin = true", admin, published(admin, None)),
        ("rill-runtime = true", runtime, published(runtime, None)),
        (
            "rill-admin = { version = \"v1\" }",
            admin,
            published(admin, Some("v1")),
        ),
        (
            "rill-admin = { file = \"a.yaml\" }",
            admin,
            DocumentSource::File("conf/a.yaml".into()),
        ),
        (
            "rill-runtime = { url = \"https://h/a\" }",
            runtime,
            DocumentSource::Url("https://h/a".into()),
        ),
    ] {
        let expected = DocumentSource::Own(service, Box::new(place));
        assert_eq!(read(source), Ok(expected), "{source}");
    }
    for (source, word) in [
        ("rill-admin = false", "names no document"),
        (
            "rill-admin = true\nrill-runtime = true",
            "exactly one source",
        ),
    ] {
        let said = read(source).unwrap_err();
        assert!(said.contains(word), "{source}: {said}");
    }
}

#[test]
fn a_whole_config() {
    let clients = parse(Path::new("conf/rill-client.toml"), WHOLE).expect("a config");
    let first = &clients[0];
    assert_eq!(first.name, "acme-ads");
    assert_eq!(first.output, Path::new("conf/crates/acme-ads"));
    assert_eq!(first.runtime, Some(RuntimeSource::Version("0.1".into())));
    assert!(first.builtins);
    assert_eq!(first.dialect, crate::Dialect::Rill);
    assert_eq!(first.names["/ad-bid-stats"], "bids");
    let sources: Vec<_> = clients.into_iter().map(|client| client.source).collect();
    assert_eq!(
        sources,
        [
            DocumentSource::Rill {
                org: "acme".into(),
                project: "ads".into(),
                branch: Some("staging".into()),
                host: Some("https://rill.example".into()),
            },
            DocumentSource::Local {
                host: None,
                instance: None
            },
            DocumentSource::Local {
                host: None,
                instance: Some("i".into())
            },
            DocumentSource::File("conf/docs/openapi.json".into()),
            DocumentSource::Url("https://example.com/openapi.json".into()),
        ]
    );
}

#[test]
fn found_by_flag_then_variable_then_folder() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let below = dir.path().join("a/b");
    std::fs::create_dir_all(&below).expect("folders");
    let nothing = find(None, None, &below)
        .expect_err("there is none")
        .to_string();
    for taught in [
        "[[client]]",
        "rill = {",
        "--rill acme/ads",
        "--name",
        "--output",
    ] {
        assert!(nothing.contains(taught), "{taught}: {nothing}");
    }
    for name in [FILE_NAME, "flag.toml", "variable.toml"] {
        std::fs::write(dir.path().join(name), "").expect("a file");
    }
    let (flag, variable) = (
        dir.path().join("flag.toml"),
        dir.path().join("variable.toml"),
    );
    let found = |flag, variable| find(flag, variable, &below).expect("it is there");
    assert_eq!(found(Some(&flag), Some(&variable)), flag);
    assert_eq!(found(None, Some(&variable)), variable);
    assert_eq!(found(None, None), dir.path().join(FILE_NAME));
    let gone = find(None, Some(Path::new("gone.toml")), &below).expect_err("it is not there");
    assert!(gone.to_string().contains(VARIABLE), "{gone}");
}

#[test]
fn lints_and_the_budget() {
    let text = "[[client]]\nname = \"a\"\noutput = \"a\"\nsource.local = true\nmax-untyped = 3\n\
        [client.lints]\nuntyped = \"deny\"\nleft-out = \"allow\"\nduplicate-key = \"warn\"\n";
    let clients = parse(Path::new("rill-client.toml"), text).expect("a config");
    assert_eq!(clients[0].max_untyped, Some(3));
    assert_eq!(
        clients[0].lints.document,
        BTreeMap::from([
            (Code::Untyped, Level::Deny),
            (Code::LeftOut, Level::Allow),
            (Code::DuplicateKey, Level::Warn),
        ])
    );
}

#[test]
fn rust_types_in_place_of_the_documents() {
    let text = "[[client]]\nname = \"a\"\noutput = \"a\"\nsource.local = true\n\
        types.\"date-time\" = \"chrono::DateTime<chrono::Utc>\"\nderives = [\"schemars::JsonSchema\"]\n\
        [client.replace]\nPet = \"crate::Pet\"\n";
    let read = |text: &str| parse(Path::new("rill-client.toml"), text);
    let clients = read(text).expect("a config");
    let types = &clients[0].types;
    assert_eq!(types.formats["date-time"], "chrono::DateTime<chrono::Utc>");
    assert_eq!(types.schemas["Pet"], "crate::Pet");
    assert_eq!(types.derives, ["schemars::JsonSchema"]);
    let problem = read(&text.replace("crate::Pet", "crate::fn")).expect_err("no type");
    assert!(
        problem.to_string().contains("not a path to a Rust type"),
        "{problem}"
    );
}

#[test]
fn the_readme_describes_every_key() {
    let readme = include_str!("../../../README.md");
    let (_, table) = readme.split_once("| Key of `[[client]]` |").unwrap();
    let rows = table.lines().skip(2).take_while(|row| row.starts_with('|'));
    let first = rows.filter_map(|row| row.split('|').nth(1));
    let mut described: Vec<&str> = first
        .flat_map(|cell| cell.split(','))
        .map(|key| key.trim().trim_matches('`'))
        .collect();
    let schema = schema::read();
    let keys = schema["definitions"]["client"]["properties"].as_object();
    let mut known: Vec<&str> = keys.unwrap().keys().map(String::as_str).collect();
    described.sort_unstable();
    known.sort_unstable();
    assert_eq!(described, known);
}

#[test]
fn files_of_a_project_tell_rows() {
    let files = |source: &str| {
        let text = format!("[[client]]\nname = \"a\"\noutput = \"a\"\nsource = {{ {source} }}\n");
        let clients = super::parse(std::path::Path::new("rill-client.toml"), &text);
        clients
            .map(|clients| clients[0].files.clone())
            .map_err(|_| "refused")
    };
    let folder = |name: &str| Ok(Some(std::path::PathBuf::from(name)));
    assert_eq!(files("project = \"p\""), folder("p"));
    assert_eq!(files("project = \"p\", inferred = false"), Ok(None));
    assert_eq!(files("rill = { org = \"a\", project = \"b\" }"), Ok(None));
    assert_eq!(
        files("rill = { org = \"a\", project = \"b\", files = \"p\" }"),
        folder("p")
    );
    assert_eq!(files("local = { files = \"p\" }"), folder("p"));
    assert_eq!(files("local = true"), Ok(None));
    assert_eq!(files("file = \"x\", inferred = true"), Err("refused"));
}
