//! `infer` against the stand-in, whose document is made to declare nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use standin::Standin;

/// Runs `cargo xtask` in `here`; gives the exit code and all that was said.
fn xtask(here: &Path, words: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .current_dir(here)
        .env_remove("RILL_CLIENT_CONFIG")
        .env("RILL_TOKEN", standin::USER_TOKEN)
        .args(words)
        .output()
        .expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// Returns the stand-in's document as a project without any `openapi` block would have it.
fn undeclared() -> Value {
    let mut document: Value = serde_json::from_str(standin::DOCUMENT).expect("JSON");
    let paths = document["paths"].as_object_mut().expect("an object");
    for (path, item) in paths.iter_mut() {
        if matches!(path.as_str(), "/metrics" | "/metrics-sql" | "/sql") {
            continue;
        }
        for operation in item.as_object_mut().expect("an object").values_mut() {
            let operation = operation.as_object_mut().expect("an object");
            operation.remove("parameters");
            operation.remove("requestBody");
            operation["responses"]["200"]["content"]["application/json"]["schema"] =
                json!({"type": "array", "items": {"type": "object"}});
        }
    }
    document
}

fn own_apis() -> Vec<&'static str> {
    let built_in = ["metrics", "metrics-sql", "sql"];
    standin::names()
        .filter(|name| !built_in.contains(name))
        .collect()
}

/// Returns a folder with a config whose samples are the stand-in's own.
fn folder(samples: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let document = undeclared();
    fs::write(folder.path().join("openapi.json"), document.to_string()).expect("written");
    let names = own_apis().into_iter().filter(|_| samples);
    let sample: serde_json::Map<String, Value> = names
        .map(|name| (name.to_owned(), standin::sample_arguments(name)))
        .collect();
    let config = json!({"client": [{
        "name": "ads", "output": "ads", "source": {"file": "openapi.json"}, "sample": sample,
    }]});
    let config = toml::to_string(&config).expect("TOML");
    fs::write(folder.path().join("rill-client.toml"), config).expect("written");
    folder
}

#[test]
fn rows_give_types_and_a_second_run_changes_no_byte() {
    let rill = Standin::spawn().expect("the stand-in runs");
    let folder = folder(true);
    let at = format!(
        "{}/v1/orgs/{}/projects/{}/runtime/api",
        rill.origin(),
        standin::ORG,
        standin::PROJECT
    );
    let (code, said) = xtask(folder.path(), &["infer", "--token", "--at", &at]);
    assert_eq!(code, 0, "{said}");
    for name in own_apis() {
        assert!(said.contains(name), "{name} is not in the table:\n{said}");
    }
    let path = folder.path().join("ads.inferred.yaml");
    let first = fs::read_to_string(&path).expect("the overlay is there");
    assert!(first.contains("overlay: 1.0.0"), "{first}");
    let (code, said) = xtask(folder.path(), &["infer", "--token", "--at", &at]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("nothing new"), "{said}");
    assert_eq!(fs::read_to_string(&path).expect("still there"), first);
    // The crate that is generated with it has no untyped column.
    let (code, said) = xtask(folder.path(), &["check", "--client", "ads", "--json"]);
    assert_eq!(code, 0, "{said}");
    let report: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(report["census"]["untyped_places"], json!([]), "{report:#}");
    assert_eq!(report["census"]["methods"], own_apis().len());
}

#[test]
fn recorded_rows_do_in_place_of_calls() {
    let folder = folder(false);
    let rows = json!({"result": {"data": [{"publisher": "a", "n": 1, "x": null}, {"publisher": null, "n": 2.5, "x": null}]}});
    fs::write(folder.path().join("rows.json"), rows.to_string()).expect("written");
    let (code, said) = xtask(
        folder.path(),
        &["infer", "--api", "top-publishers", "--from", "rows.json"],
    );
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("no value of x was seen"), "{said}");
    let overlay = fs::read_to_string(folder.path().join("ads.inferred.yaml")).expect("written");
    for line in ["type: number", "nullable: true", "type: string"] {
        assert!(overlay.contains(line), "{overlay}");
    }
}

#[test]
fn what_cannot_be_done_is_told() {
    let folder = folder(false);
    let (code, said) = xtask(folder.path(), &["infer"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("--at URL"), "{said}");
    let (code, said) = xtask(
        folder.path(),
        &["infer", "--api", "top-publisher", "--from", "x"],
    );
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("did you mean `top-publishers`?"), "{said}");
}

/// Operations of other APIs can create, change or charge something, so none is called with arguments that are made up.
#[test]
fn documents_that_are_no_projects_are_refused_and_nothing_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let document = json!({
        "openapi": "3.0.3", "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example.com"}],
        "paths": {
            "/orders": {"post": {"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}}}}}},
            "/pets": {"get": {"responses": {"200": {"description": "ok"}}}},
        },
    });
    fs::write(folder.path().join("shop.json"), document.to_string()).expect("written");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a mode");
    let at = format!("http://{}", listener.local_addr().expect("an address"));
    let single = [
        "infer",
        "--file",
        "shop.json",
        "--name",
        "shop",
        "--output",
        "shop",
        "--at",
        &at,
    ];
    for more in [&[][..], &["--api", "orders"]] {
        let (code, said) = xtask(folder.path(), &[&single[..], more].concat());
        assert_eq!(code, 2, "{said}");
        assert!(
            said.contains("error: this document describes no APIs of a Rill project"),
            "{said}"
        );
    }
    let arrived = listener.accept().map_err(|error| error.kind());
    assert_eq!(
        arrived.map(|(_, from)| from),
        Err(std::io::ErrorKind::WouldBlock)
    );
    assert!(!folder.path().join("shop.inferred.yaml").exists());
}
