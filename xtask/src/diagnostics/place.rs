//! Places that a person can open: of a project the API's own file, of a download the committed document.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rill_codegen::pointer::Pointer;
use rill_codegen::report::{LocatedDiagnostic, Locator};
use rill_codegen::{Diagnostics, Input, Source, Span};
use rill_console::shown;
use rill_project::{GeneratedDocument, Undeclared};

use crate::client::SNAPSHOT;
use crate::client::{Client, DocumentSource};

/// Files that diagnostics are shown in instead of the document itself.
#[derive(Debug)]
pub(crate) enum Places {
    /// The document is a file already.
    Document,
    /// The document as it is committed beside the crate.
    Snapshot(Source),
    /// The files of a Rill project, by the parts of the document that they make, with their places there.
    Project(BTreeMap<Pointer, (Source, Pointer)>),
}

impl Places {
    /// Chooses the files; `snapshot` is the text that the crate has or will have.
    pub(crate) fn new(client: &Client, snapshot: Option<&str>) -> Self {
        match (client.source.place(), snapshot) {
            (DocumentSource::File(_), _) => Self::Document,
            (DocumentSource::Project(folder), _) => {
                let made = rill_project::generate_document(folder, Undeclared::LeftOut);
                Self::Project(made.map(files).unwrap_or_default())
            }
            (_, Some(text)) => Self::Snapshot(Source {
                name: shown(&client.output.join(SNAPSHOT)),
                bytes: text.as_bytes().to_vec(),
            }),
            _ => Self::Document,
        }
    }

    /// Finds the places of all diagnostics.
    pub(crate) fn locate<'a>(
        &'a self,
        found: &'a Diagnostics,
        input: &'a Input,
    ) -> Vec<LocatedDiagnostic<'a>> {
        let mut located = found.located(input);
        let mut finder = self.finder();
        for one in &mut located {
            if let Some((source, span)) = finder(&one.found.at) {
                one.source = source;
                one.span = span;
            }
        }
        located
    }

    /// Finds the file and the part of it where it is not the document itself.
    pub(crate) fn finder<'a>(
        &'a self,
    ) -> impl FnMut(&Pointer) -> Option<(&'a Source, Option<Span>)> {
        let mut locators: BTreeMap<&str, Locator<'a>> = BTreeMap::new();
        move |at| {
            let (source, at) = self.file_of(at)?;
            let new = || Locator::new(&source.bytes);
            let locator = locators.entry(source.name.as_str()).or_insert_with(new);
            Some((source, locator.find(&at)))
        }
    }

    /// Returns the file of a place, and the place in it.
    fn file_of(&self, at: &Pointer) -> Option<(&Source, Pointer)> {
        if at.file().is_some() {
            return None;
        }
        match self {
            Self::Document => None,
            Self::Snapshot(source) => Some((source, at.clone())),
            Self::Project(files) => {
                let mut parts = std::iter::successors(Some(at.clone()), Pointer::parent);
                let part = parts.find(|part| files.contains_key(part))?;
                let (source, place) = files.get(&part)?;
                let rest = at.strip_prefix(&part)?;
                // A path has a method below it, and a definition is where its place says.
                let is_path = *place == Pointer::root();
                let rest = if is_path { in_api_file(&rest) } else { rest };
                Some((source, place.join(&rest)))
            }
        }
    }
}

/// Returns the files of a project by the paths and the definitions that they make.
fn files(made: GeneratedDocument) -> BTreeMap<Pointer, (Source, Pointer)> {
    let (paths, schemas) = (
        Pointer::root().push("paths"),
        Pointer::root().push("components").push("schemas"),
    );
    let apis = made
        .used
        .into_iter()
        .map(|(api, (file, _))| (paths.push(&format!("/{api}")), file, Pointer::root()));
    let definitions = made.definitions.into_iter();
    let definitions = definitions.map(|(name, (file, at))| (schemas.push(&name), file, at));
    let read = |(part, file, at): (Pointer, PathBuf, Pointer)| {
        let bytes = std::fs::read(&file).ok()?;
        let name = shown(&file);
        Some((part, (Source { name, bytes }, at)))
    };
    apis.chain(definitions).filter_map(read).collect()
}

/// Returns where an API's file says what stands at a place below its path in the document.
fn in_api_file(at: &Pointer) -> Pointer {
    // The first segment is the method.
    let below = at.segments().skip(1);
    let below = below.fold(Pointer::root(), |at, key| at.push(&key));
    let api = Pointer::root().push("openapi");
    for (place, key) in [
        (rill_rows::ROW_SCHEMA, "response_schema"),
        (REQUEST_SCHEMA, "request_schema"),
        ("/parameters", "parameters"),
    ] {
        let place = Pointer::parse(place);
        if let Some(rest) = place.and_then(|place| below.strip_prefix(&place)) {
            return api.push(key).join(&rest);
        }
    }
    let key = below.segments().next();
    key.map_or_else(Pointer::root, |key| api.push(&key))
}

/// The place of the schema of arguments in an operation.
const REQUEST_SCHEMA: &str = "/requestBody/content/application~1json/schema";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_document_stand_in_the_files_of_its_apis() {
        for (at, expected) in [
            ("/get/parameters/0/schema", "#/openapi/parameters/0/schema"),
            (
                "/get/responses/200/content/application~1json/schema/items/properties/x",
                "#/openapi/response_schema/properties/x",
            ),
            (
                "/post/requestBody/content/application~1json/schema/required",
                "#/openapi/request_schema/required",
            ),
            ("/get/summary", "#/openapi/summary"),
            ("/get", "#"),
            ("", "#"),
        ] {
            let at = Pointer::parse(at).unwrap();
            assert_eq!(in_api_file(&at).to_string(), expected, "{at}");
        }
    }
}
