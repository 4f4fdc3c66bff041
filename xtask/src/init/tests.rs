//! Configs for what is found.

use std::fs;
use std::path::Path;

use super::*;
use crate::client::DocumentSource;
use crate::config;

fn entries_in(here: &Path, source: &str) -> Result<Vec<Entry>, String> {
    let args = InitArgs {
        source: source.to_owned(),
        ..InitArgs::default()
    };
    entries(&args, here).map_err(|problem| problem.to_string())
}

fn only(here: &Path, source: &str) -> (String, Found) {
    let mut found = entries_in(here, source).expect(source);
    let entry = found.remove(0);
    assert!(found.is_empty(), "{found:?}");
    (entry.name, entry.found)
}

#[test]
fn each_kind_of_source_is_recognised() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let here = dir.path();
    for (path, text) in [
        ("shop/openapi.yaml", "openapi: 3.1.0\n"),
        ("old/Pet Store.json", "{\"swagger\": \"2.0\"}"),
        (
            "old/notes.yaml",
            "title: no document\nmeta:\n  openapi: 3.0.0\n",
        ),
        (
            "old/zoo.json",
            "{\n  \"info\": {},\n  \"openapi\": \"3.0.0\"\n}",
        ),
        ("my project/rill.yaml", "compiler: rillv1\n"),
        ("test/api.yml", "swagger: '2.0'\n"),
        (
            "app/openapi.yaml",
            "openapi: 3.0.0\ninfo:\n  title: Pet Store API - v3\n",
        ),
        ("empty/notes.txt", "openapi: 3.1.0\n"),
    ] {
        let path = here.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let file = |path: &str| Found::File(path.to_owned());
    let cloud = Found::Cloud {
        org: "acme".into(),
        project: "ads".into(),
    };
    for (source, name, found) in [
        ("shop", "shop", file("shop/openapi.yaml")),
        ("shop/openapi.yaml", "shop", file("shop/openapi.yaml")),
        (
            "old/Pet Store.json",
            "pet-store",
            file("old/Pet Store.json"),
        ),
        (
            "my project",
            "my-project",
            Found::Project("my project".into()),
        ),
        ("test", "test-client", file("test/api.yml")),
        ("app", "pet-store-api", file("app/openapi.yaml")),
        ("acme/ads", "acme-ads", cloud),
        (
            "https://api.petstore.example/v1.json",
            "petstore",
            Found::Url("https://api.petstore.example/v1.json".into()),
        ),
    ] {
        assert_eq!(only(here, source), (name.to_owned(), found), "{source}");
    }
    assert_eq!(
        only(&here.join("shop"), "."),
        ("shop".into(), file("openapi.yaml"))
    );
    let both = entries_in(here, "old").expect("two documents");
    let names: Vec<&str> = both.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["pet-store", "zoo"]);
    for (source, why) in [
        ("empty", "there is no document in"),
        ("old/notes.yaml", "is not an API document"),
        ("no/such/place", "there is no"),
        ("nothing.json", "there is no"),
    ] {
        let problem = entries_in(here, source).expect_err(source);
        assert!(
            problem.contains(why) && problem.contains("cargo xtask init"),
            "{problem}"
        );
    }
}

/// Returns the config with every setting that is a comment.
fn uncommented(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let setting = line.strip_prefix("# ").filter(|rest| {
            let key = rest.split(" = ").next().unwrap_or_default();
            rest.contains(" = ") && !key.contains(' ')
        });
        setting.unwrap_or(line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_config_can_be_read_and_so_can_each_of_its_comments() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join(FILE_NAME);
    let entry = |name: &str, found: Found| Entry {
        name: name.to_owned(),
        output: format!("crates/{name}"),
        found,
    };
    let entries = [
        entry("ads", Found::Project("a \"b\"".into())),
        entry("pets", Found::Url("https://h/a".into())),
    ];
    let text = text::config(&entries);
    fs::write(&path, &text).expect("a file");
    let plain = config::read(&path).expect("a config");
    assert_eq!(plain.len(), 2);
    assert_eq!(
        plain[0].source,
        DocumentSource::Project(dir.path().join("a \"b\""))
    );
    assert!(plain[0].runtime.is_none() && plain[0].lints == crate::lint::Lints::default());

    let open = uncommented(&text);
    let schema: serde_json::Value = serde_json::from_str(&config::schema::text()).unwrap();
    let keys = schema["definitions"]["client"]["properties"]
        .as_object()
        .unwrap();
    for key in keys.keys() {
        let is_told = open
            .lines()
            .any(|line| line.starts_with(&format!("{key} = ")));
        // They say how the document is read, which the source says too, and that there is no client.
        assert!(
            is_told || ["dialect", "types-only"].contains(&key.as_str()),
            "{key}: {open}"
        );
    }
    fs::write(&path, open).expect("a file");
    let full = config::read(&path).expect("a config");
    assert_eq!(full[0].max_untyped, Some(0));
    assert_eq!(full[0].samples["ad-bid-stats"][0]["domain"], "news.example");
    assert!(full[0].builtins && full[0].types.derives.len() == 1);
}
