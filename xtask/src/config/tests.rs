use expect_test::{Expect, expect};

use rill_codegen::{Code, Level};

use super::*;

fn refuse(text: &str, expected: &Expect) {
    let problem = parse(Path::new("rill-client.toml"), text).expect_err("the config is wrong");
    assert_eq!(problem.kind(), rill_console::ProblemKind::Usage);
    expected.assert_eq(&problem.to_string());
}

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
    let own = |service, place| Ok(DocumentSource::Own(service, Box::new(place)));
    for (source, expected) in [
        (
            "rill-admin = true",
            own(
                Service::Admin,
                DocumentSource::Url(Service::Admin.published(None)),
            ),
        ),
        (
            "rill-runtime = true",
            own(
                Service::Runtime,
                DocumentSource::Url(Service::Runtime.published(None)),
            ),
        ),
        (
            "rill-admin = { version = \"v1\" }",
            own(
                Service::Admin,
                DocumentSource::Url(Service::Admin.published(Some("v1"))),
            ),
        ),
        (
            "rill-admin = { file = \"a.yaml\" }",
            own(Service::Admin, DocumentSource::File("conf/a.yaml".into())),
        ),
        (
            "rill-runtime = { url = \"https://h/a\" }",
            own(Service::Runtime, DocumentSource::Url("https://h/a".into())),
        ),
    ] {
        assert_eq!(read(source), expected, "{source}");
    }
    for (source, word) in [
        ("rill-admin = false", "names no document"),
        ("rill-admin = { file = \"a\", url = \"b\" }", "or several"),
        (
            "rill-admin = { path = \"a\" }",
            "its keys are file, url, version",
        ),
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
fn an_unknown_key_names_the_nearest() {
    refuse(
        "[[client]]\nname = \"a\"\nouput = \"a\"\nsource.local = true\n",
        &expect![[r#"
            error: `ouput` is not a key of [[client]]
             --> rill-client.toml:3:1
              |
            3 | ouput = "a"
              | ^^^^^
              |
              = note: its keys are name, output, source, runtime, builtins, dialect, names, types, replace, derives, closed-unions, lints, sample, overlays, references, include, exclude, types-only, max-untyped
              = help: did you mean `output`?"#]],
    );
    refuse(
        "[[client]]\nname = \"a\"\noutput = \"a\"\n[client.source]\nrill = { org = \"a\", projekt = \"b\" }\n",
        &expect![[r#"
            error: `projekt` is not a key of the source `rill`
             --> rill-client.toml:5:21
              |
            5 | rill = { org = "a", projekt = "b" }
              |                     ^^^^^^^
              |
              = note: its keys are org, project, branch, host, files
              = help: did you mean `project`?"#]],
    );
    refuse(
        "clients = []\n",
        &expect![[r"
        error: `clients` is not a key of a config
         --> rill-client.toml:1:1
          |
        1 | clients = []
          | ^^^^^^^
          |
          = note: its keys are client, runtime
          = help: did you mean `client`?"]],
    );
}

#[test]
fn what_is_missing() {
    refuse(
        "[[client]]\nname = \"a\"\nsource.local = true\n",
        &expect![[r#"
            error: missing field `output`
             --> rill-client.toml:1:1
              |
            1 | [[client]]
              | ^^^^^^^^^^
              |
              = help: a whole client, for example:

                      [[client]]
                      name = "acme-ads"
                      output = "crates/acme-ads"

                      [client.source]
                      rill = { org = "acme", project = "ads" }"#]],
    );
    refuse(
        "",
        &expect![[r#"
            error: the config describes no client
             --> rill-client.toml
             = help: add one, for example:

                     [[client]]
                     name = "acme-ads"
                     output = "crates/acme-ads"

                     [client.source]
                     rill = { org = "acme", project = "ads" }"#]],
    );
    let empty = parse(Path::new("rill-client.toml"), "client = []\n").expect_err("no client");
    assert!(empty.to_string().contains("describes no client"), "{empty}");
    refuse(
        "[[client]\n",
        &expect![[r"
        error: unclosed array table, expected `]`
         --> rill-client.toml:1:10
          |
        1 | [[client]
          |          ^"]],
    );
}

#[test]
fn values_of_another_type() {
    refuse(
        "[[client]]\nname = \"a\"\noutput = \"a\"\nbuiltins = \"yes\"\nsource.local = true\n",
        &expect![[r#"
            error: invalid type: string "yes", expected a boolean
             --> rill-client.toml:4:12
              |
            4 | builtins = "yes"
              |            ^^^^^"#]],
    );
    refuse(
        "[[client]]\nname = \"a\"\noutput = \"a\"\ndialect = \"ril\"\nsource.local = true\n",
        &expect![[r#"
            error: unknown variant `ril`, expected `auto` or `rill`
             --> rill-client.toml:4:11
              |
            4 | dialect = "ril"
              |           ^^^^^"#]],
    );
    refuse(
        "[[client]]\nname = \"a\"\noutput = \"a\"\nsource.local = \"yes\"\n",
        &expect![[r#"
            error: expected `true`, or a table such as { host = "http://localhost:9009", instance = "default" }
             --> rill-client.toml:4:16
              |
            4 | source.local = "yes"
              |                ^^^^^"#]],
    );
}

#[test]
fn one_source_each() {
    refuse(
        "[[client]]\nname = \"a\"\noutput = \"a\"\n[client.source]\nlocal = true\nfile = \"a.json\"\n",
        &expect![[r#"
            error: a client has exactly one source
             --> rill-client.toml:4:1
              |
            4 | [client.source]
              | ^^^^^^^^^^^^^^^
              |
              = help: keep one of `rill`, `local`, `file`, `url`, `project`, `rill-admin` and `rill-runtime`"#]],
    );
    refuse(
        "[[client]]\nname = \"a\"\noutput = \"a\"\nsource.local = false\n",
        &expect![[r"
            error: `local = false` names no source
             --> rill-client.toml:4:16
              |
            4 | source.local = false
              |                ^^^^^
              |
              = help: write `local = true`, or another source"]],
    );
}

#[test]
fn clients_do_not_share_a_name_or_a_folder() {
    let client = |name: &str, output: &str| {
        format!("[[client]]\nname = \"{name}\"\noutput = \"{output}\"\nsource.local = true\n")
    };
    refuse(
        &(client("a", "x") + &client("a", "y")),
        &expect![[r#"
        error: two clients are named `a`
         --> rill-client.toml:6:8
          |
        6 | name = "a"
          |        ^^^
          |
          = help: give each [[client]] a name of its own"#]],
    );
    refuse(
        &(client("a", "x") + &client("b", "./y/../x")),
        &expect![[r#"
        error: `a` and `b` have the same output
         --> rill-client.toml:7:10
          |
        7 | output = "./y/../x"
          |          ^^^^^^^^^^
          |
          = help: give each [[client]] a folder of its own"#]],
    );
}

#[test]
fn values_are_checked_where_they_stand() {
    refuse(
        "[[client]]\nname = \"acme ads\"\noutput = \"a\"\nsource.local = true\n",
        &expect![[r#"
            error: "acme ads" cannot be the name of a crate
             --> rill-client.toml:2:8
              |
            2 | name = "acme ads"
              |        ^^^^^^^^^^
              |
              = note: it has a ' '
              = help: use letters, digits, `-` and `_`, such as `acme-ads`"#]],
    );
    refuse(
        "[[client]]\nname = \"a\"\noutput = \"a\"\nruntime = \"../runtime\"\nsource.local = true\n",
        &expect![[r#"
            error: `../runtime` does not say where the runtime is
             --> rill-client.toml:4:11
              |
            4 | runtime = "../runtime"
              |           ^^^^^^^^^^^^
              |
              = note: it does not begin with `path:`, `vendor:`, `version:` or `git:`
              = help: write `path:DIR` (the folder of rill-client-runtime), `vendor:DIR` (where a copy of it is written), `version:REQ` (such as version:0.1.0), or `git:URL` or `git:URL#REV`"#]],
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
fn an_unknown_code_or_level_is_refused_where_it_stands() {
    let client = "[[client]]\nname = \"a\"\noutput = \"a\"\nsource.local = true\n[client.lints]\n";
    refuse(
        &format!("{client}untypd = \"deny\"\n"),
        &expect![[r#"
        error: `untypd` is not a diagnostic code
         --> rill-client.toml:6:1
          |
        6 | untypd = "deny"
          | ^^^^^^
          |
          = help: did you mean `untyped`?
          = help: `cargo xtask explain` lists all codes"#]],
    );
    refuse(
        &format!("{client}untyped = \"forbid\"\n"),
        &expect![[r#"
            error: `forbid` is not a valid level
             --> rill-client.toml:6:11
              |
            6 | untyped = "forbid"
              |           ^^^^^^^^
              |
              = help: write "allow", "note", "warn" or "deny""#]],
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
    let mut known = CLIENT_KEYS.to_vec();
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
