//! A project that declares nothing, in the shapes that public example projects have: what is made of its templates,
//! and of rows that were seen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/clients")
}

fn xtask(here: &Path, words: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .current_dir(here)
        .env_remove("RILL_CLIENT_CONFIG")
        .args(words)
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn arguments_come_from_the_templates() {
    let words = ["document", "--inferred", "--project", "undeclared/project"];
    let (code, out, err) = xtask(&clients(), &words);
    assert_eq!((code, err.as_str()), (0, ""));
    let document: Value = serde_json::from_str(&out).expect("JSON");
    let arguments = |path: &str| -> Vec<(String, bool, Value)> {
        let parameters = document["paths"][path]["get"]["parameters"].as_array();
        let parameters = parameters.into_iter().flatten();
        parameters
            .map(|one| {
                (
                    one["name"].as_str().unwrap_or_default().to_owned(),
                    one["required"] == true,
                    one["schema"].clone(),
                )
            })
            .collect()
    };
    let limit = json!({"type": "integer", "default": 50});
    for (path, expected) in [
        ("/top_products", vec![]),
        ("/revenue_by_day", vec![]),
        ("/admin:storage", vec![]),
        (
            "/orders since",
            vec![
                ("limit", false, limit.clone()),
                ("since", true, json!({"type": "string"})),
            ],
        ),
        ("/holiday_orders", vec![("limit", false, limit)]),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(name, required, schema): (&str, bool, Value)| {
                (name.to_owned(), required, schema)
            })
            .collect();
        assert_eq!(arguments(path), expected, "{path}");
    }
    let body = &document["paths"]["/customers"]["post"]["requestBody"]["content"]["application/json"]
        ["schema"];
    assert_eq!(body["required"], Value::Null);
    let kind = |name: &str| body["properties"][name]["type"].clone();
    assert_eq!(
        ["country", "ids", "page_size", "offset"].map(kind),
        ["string", "array", "integer", "integer"]
    );
    // As Rill serves it, nothing is declared.
    let (_, out, _) = xtask(&clients(), &["document", "--project", "undeclared/project"]);
    assert!(!out.contains("x-rill-inferred"), "{out}");
}

/// The committed schemas are those of the committed rows, in whatever order and however often they are seen.
#[test]
fn columns_come_from_the_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = clients().join("undeclared/project");
    let config = json!({"client": [{"name": "undeclared-rows", "output": "client", "source": {"project": project, "inferred": false}}]});
    fs::write(
        folder.path().join("rill-client.toml"),
        toml::to_string(&config).expect("TOML"),
    )
    .expect("written");
    let path = folder.path().join("undeclared-rows.inferred.yaml");
    let mut files: Vec<PathBuf> = fs::read_dir(clients().join("undeclared/rows"))
        .expect("rows")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let mut first = None;
    for _ in 0..2 {
        for file in &files {
            // No file's name has a colon, which Windows refuses; it is percent-encoded.
            let stem = file.file_stem().expect("a name").to_string_lossy();
            let api = stem.replace("%3A", ":");
            let words = ["infer", "--api", &api, "--from", &file.to_string_lossy()];
            let (code, _, err) = xtask(folder.path(), &words);
            assert_eq!(code, 0, "{err}");
        }
        let text = fs::read_to_string(&path).expect("written");
        assert_eq!(
            *first.get_or_insert(text.clone()),
            text,
            "another run changes no byte"
        );
    }
    let committed =
        fs::read_to_string(clients().join("undeclared-rows.inferred.yaml")).expect("committed");
    assert_eq!(first.as_deref(), Some(committed.as_str()));
}
