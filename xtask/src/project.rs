//! The document that Rill would serve for a project, made from the project's own files: no server, no token.
//!
//! ```text
//! files      every .yaml and .yml of the folder that says `type: api`, in order of their paths
//! yaml       text → value, as Rill's reader has it
//! api        value → API, or Rill's reason to refuse it
//! document   APIs and Rill's own three → document
//! arguments  what templates ask for where an API declares nothing (only for generating)
//! ```
//!
//! The rules are those of RILL.md, sections 1 and 8.

mod api;
mod arguments;
mod document;
mod schema;
mod yaml;

use std::path::{Path, PathBuf};

use rill_codegen::pointer::Pointer;
use serde_json::Value;
use walkdir::WalkDir;

use crate::console::Console;
use crate::output;
use crate::paths::shown;
use crate::problem::Problem;

use api::{Api, Rejected};
use yaml::Read;

/// What a project's files come to.
#[derive(Debug)]
pub(crate) struct Made {
    /// The document.
    pub(crate) document: Value,
    /// What Rill would refuse, and what it would pass over, each with its place.
    pub(crate) findings: Vec<Problem>,
    /// How many APIs Rill would refuse.
    pub(crate) rejected: usize,
}

impl Made {
    /// Says what was found, and how much of it costs an API.
    pub(crate) fn tell(&self, console: &mut Console<'_>) {
        for finding in &self.findings {
            console.say(finding);
        }
        if self.rejected > 0 {
            console.say(format!(
                "note: {} left out, as Rill would leave {} out",
                count(self.rejected, "API"),
                if self.rejected == 1 { "it" } else { "them" }
            ));
        }
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}

/// Whether arguments that only templates tell of become parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undeclared {
    /// As Rill serves it: no.
    LeftOut,
    /// Yes, marked with `x-rill-inferred`.
    Inferred,
}

/// Reads a project's folder.
///
/// # Errors
///
/// The folder does not exist, or a file in it cannot be read.
pub(crate) fn make(folder: &Path, undeclared: Undeclared) -> Result<Made, Problem> {
    if !folder.is_dir() {
        return Err(Problem::usage("there is no such Rill project")
            .at(shown(folder))
            .help("name the folder that holds rill.yaml"));
    }
    let mut apis: Vec<(PathBuf, Api)> = Vec::new();
    let mut findings = Vec::new();
    let mut rejected = 0;
    for path in files(folder)? {
        let Some(text) = output::read(&path)? else {
            continue;
        };
        match file(&path, &text, undeclared) {
            Ok(None) => {}
            Ok(Some(api)) => {
                if let Some((first, _)) = apis.iter().find(|(_, known)| known.name == api.name) {
                    rejected += 1;
                    findings.push(
                        Problem::new(format!("two APIs are named `{}`", api.name))
                            .at(shown(&path))
                            .note(format!("the other is in {}; Rill keeps one", shown(first)))
                            .help("rename one of the files, or give one another `name:`"),
                    );
                    continue;
                }
                if api.is_old_form {
                    findings.push(old_form(&path, &api.name));
                }
                apis.push((path, api));
            }
            Err(problem) => {
                rejected += 1;
                findings.push(problem);
            }
        }
    }
    let apis: Vec<Api> = apis.into_iter().map(|(_, api)| api).collect();
    let (document, clashes) = document::document(&apis);
    findings.extend(clashes);
    Ok(Made {
        document,
        findings,
        rejected,
    })
}

/// The value of a document, JSON or YAML; says why there is none.
pub(crate) fn value(bytes: &[u8]) -> Result<Value, String> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(value);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let read = yaml::read(text).map_err(|broken| broken.message)?;
    Ok(read.value)
}

/// The files that may describe an API, in order of their paths.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let mut files = Vec::new();
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name())) {
        let entry = entry.map_err(|error| {
            Problem::new("the Rill project cannot be read")
                .at(shown(folder))
                .note(error.to_string())
        })?;
        let is_yaml = entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml");
        if is_yaml && entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// The API of a file; none where the file describes something else.
fn file(path: &Path, text: &str, undeclared: Undeclared) -> Result<Option<Api>, Problem> {
    let read = match yaml::read(text) {
        Ok(read) => read,
        // Files of other kinds are none of this tool's business, broken or not.
        Err(_) if !text.contains("api") => return Ok(None),
        Err(broken) => {
            return Err(Problem::new("this file is no YAML, and Rill refuses it")
                .within(shown(path), text, broken.at..broken.at + 1)
                .note(broken.message)
                .help("mend the file; until then the API is left out"));
        }
    };
    if !api::is_api(&read.value) {
        return Ok(None);
    }
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut api =
        api::read(&stem, &read).map_err(|rejected| refused(path, text, &read, &rejected))?;
    if undeclared == Undeclared::Inferred && api.parameters.is_none() && api.request.is_none() {
        let inferred = arguments::inferred(&read.value);
        api.parameters = Some(inferred).filter(|list| !list.is_empty());
    }
    Ok(Some(api))
}

fn refused(path: &Path, text: &str, read: &Read, rejected: &Rejected) -> Problem {
    let start = start(read, &rejected.at);
    let line_end = text[start..]
        .find('\n')
        .map_or(text.len(), |length| start + length);
    Problem::new("Rill refuses this API, and so it is left out")
        .within(shown(path), text, start..line_end)
        .note(&rejected.reason)
        .help("mend the file: as it stands Rill serves no such API either")
}

/// Where a place stands, or the nearest place around it that is known.
fn start(read: &Read, at: &Pointer) -> usize {
    let mut at = Some(at.clone());
    while let Some(place) = at {
        if let Some(start) = read.starts.get(&place) {
            return *start;
        }
        at = place.parent();
    }
    0
}

fn old_form(path: &Path, name: &str) -> Problem {
    Problem::new(format!(
        "`openapi.request` and `openapi.response` of the API `{name}` are passed over"
    ))
    .at(shown(path))
    .note("Rill had this form until May 2025; today it reads neither, and neither does its document")
    .help("write `parameters` or `request_schema`, and `response_schema` with the schema of one row, right under `openapi`")
}

#[cfg(test)]
mod tests;
