use std::fs;

use super::*;

const DOCUMENT: &str = r"openapi: 3.0.3
info: {title: Ads, version: '1'}
servers: [{url: 'http://localhost:9009/v1/instances/default/api'}]
paths:
  /ads:
    get:
      responses:
        200:
          description: rows
          content:
            application/json:
              schema: {type: array, items: {type: object, properties: {id: {type: string}}}}
  /list: [get]
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("ads.yaml"), DOCUMENT).expect("a document");
    fs::write(folder.path().join("broken.json"), "{").expect("a document");
    fs::write(folder.path().join("notes.txt"), "no document").expect("a file");
    folder
}

#[test]
fn a_line_for_each_document_and_failures_do_not_stop_it() {
    let folder = folder();
    let documents = documents(folder.path(), &[]).expect("documents");
    let names: Vec<&str> = documents
        .iter()
        .map(|document| document.name.as_str())
        .collect();
    assert_eq!(names, ["ads.yaml", "broken.json"]);
    assert_eq!(documents[0].crate_name(), "of-ads");
    assert_eq!(smallest(&documents, 1)[0].name, "broken.json");

    let mut told = 0;
    let facts = facts::of_all(&documents, &mut |_| told += 1);
    assert_eq!(told, 2);
    let line = facts[0].line();
    assert!(
        line.starts_with("ads.yaml: 1 operations, 0 without a method, 1 methods, "),
        "{line}"
    );
    assert!(line.ends_with("; not-an-object 1"), "{line}");
    assert!(facts[0].failures().is_empty());
    assert!(facts[1].line().starts_with("broken.json: refused: "));
    assert_eq!(facts[1].failures().len(), 1);
    assert!(sum(&facts).starts_with("1 of 2 documents: 1 of 1 operations with a method"));
}

#[test]
fn the_snapshot_is_compared_and_written() {
    let folder = folder();
    let documents = documents(folder.path(), &["ads".to_owned()]).expect("documents");
    let facts = facts::of_all(&documents, &mut |_| {});
    let path = folder.path().join("corpus.txt");
    fs::write(&path, "ads.yaml: 9 operations\nother.json: 1 operations\n").expect("a file");
    let differences = snapshot::differences(&path, &facts).expect("a snapshot");
    assert!(
        differences[0].contains("it was  ads.yaml: 9 operations"),
        "{differences:?}"
    );
    assert!(
        differences[1].contains("cargo lab corpus --update"),
        "{differences:?}"
    );
    snapshot::write(&path, &facts).expect("it is written");
    assert_eq!(
        snapshot::differences(&path, &facts).expect("a snapshot"),
        [""; 0]
    );
    let text = fs::read_to_string(&path).expect("text");
    assert!(text.ends_with("other.json: 1 operations\n"), "{text}");
}
