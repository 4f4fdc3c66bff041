//! Which documents are measured.

use std::path::{Path, PathBuf};

use super::BenchArgs;
use rill_client_xtask::internal::Env;
use rill_console::{Console, Problem, shown};

use crate::corpus;
use crate::corpus::Document;

/// Documents of this project, for a machine without the corpus.
const FIXTURES: [&str; 4] = [
    "fixtures/clients/catalogue/document.yaml",
    "fixtures/clients/petstore/openapi.yaml",
    "fixtures/clients/recorded/openapi.json",
    "fixtures/clients/rill/openapi.json",
];

/// Returns the documents that are meant, by name.
///
/// # Errors
///
/// There is none, or one cannot be read.
pub(super) fn find(
    args: &BenchArgs,
    root: &Path,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Vec<Document>, Problem> {
    let corpus = root.join("../shared/corpus");
    let mut found = Vec::new();
    if !args.paths.is_empty() {
        for path in &args.paths {
            found.extend(at(&env.here.join(path))?);
        }
    } else if corpus.is_dir() {
        found = corpus::documents(&corpus, &[])?;
    } else {
        console.say("there is no ../shared/corpus; the documents of the fixtures are measured");
        for path in FIXTURES {
            found.extend(at(&root.join(path))?);
        }
    }
    let chosen = chosen(found, &args.documents, args.largest);
    if chosen.is_empty() {
        return Err(Problem::usage("there is no such document").help(
            "name a file or a folder, and with --documents a part of the names to look for",
        ));
    }
    Ok(chosen)
}

fn at(path: &Path) -> Result<Vec<Document>, Problem> {
    if path.is_dir() {
        return corpus::documents(path, &[]);
    }
    let bytes = std::fs::metadata(path).map_err(|error| {
        Problem::usage("a document cannot be read")
            .at(shown(path))
            .note(error.to_string())
    })?;
    // Documents of the fixtures have the name of their folder.
    let fixtures = Path::new("fixtures/clients");
    let folder = path.parent().and_then(Path::file_name);
    let is_fixture = path
        .ancestors()
        .nth(2)
        .is_some_and(|at| at.ends_with(fixtures));
    let name = match folder {
        Some(folder) if is_fixture => {
            PathBuf::from(folder).with_extension(path.extension().unwrap_or_default())
        }
        _ => PathBuf::from(path.file_name().unwrap_or_default()),
    };
    Ok(vec![Document {
        name: name.to_string_lossy().into_owned(),
        path: path.to_owned(),
        bytes: bytes.len(),
    }])
}

fn chosen(found: Vec<Document>, names: &[String], largest: Option<usize>) -> Vec<Document> {
    let is_meant = |document: &Document| {
        names.is_empty()
            || names
                .iter()
                .any(|name| document.name.contains(name.as_str()))
    };
    let mut chosen: Vec<Document> = found.into_iter().filter(is_meant).collect();
    if let Some(number) = largest {
        chosen.sort_by_key(|document| std::cmp::Reverse(document.bytes));
        chosen.truncate(number);
        chosen.sort_by(|a, b| a.name.cmp(&b.name));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_name_and_by_size() {
        let document = |name: &str, bytes| Document {
            name: name.to_owned(),
            path: name.into(),
            bytes,
        };
        let all = || vec![document("ab", 1), document("b", 3), document("bc", 2)];
        let names = |found: Vec<Document>| -> Vec<String> {
            found.into_iter().map(|document| document.name).collect()
        };
        assert_eq!(
            names(chosen(all(), &["a".to_owned(), "c".to_owned()], None)),
            ["ab", "bc"]
        );
        assert_eq!(names(chosen(all(), &[], Some(2))), ["b", "bc"]);
    }

    #[test]
    fn a_document_of_the_fixtures_is_named_by_its_folder() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for (path, name) in FIXTURES.iter().zip([
            "catalogue.yaml",
            "petstore.yaml",
            "recorded.json",
            "rill.json",
        ]) {
            assert_eq!(at(&root.join(path)).unwrap()[0].name, name);
        }
    }
}
