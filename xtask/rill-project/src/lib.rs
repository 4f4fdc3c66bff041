//! The document that Rill would serve for a project, made from the project's own files: no server, no token.
//!
//! ```text
//! files        every .yaml, .yml and .sql of the folder but for what Rill ignores, those of one stem together
//! yaml         text → value, as Rill's reader has it; the project's defaults and overrides for production laid over
//! api          value → API, or Rill's reason to refuse it
//!   json_schema  what Rill's JSON Schema library compiles   │ schema  what its OpenAPI library makes of it
//! document     APIs and Rill's own three → document
//! arguments    what templates ask for where an API declares nothing (only for generating)
//! resources    files → models, sources, metrics views, connectors and APIs, for readers of their SQL
//! ```
//!
//! The rules are those of RILL.md, sections 1 and 8. Four things a folder does not tell, and this is what is taken:
//!
//! - the title is `Rill project API` and the server `http://localhost:9009/v1/instances/default/api`, as a local Rill
//!   has them, since neither organization, project nor host stand in the files;
//! - overrides (`prod:`, `environment_overrides:`) are those of production, which Rill Cloud runs;
//! - a template is looked at and not run, so an API whose `sql` fails while it is first run stays in;
//! - of two definitions of one name, of which Rill keeps any, the first file's stays, and Rill's own before all.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

mod annotations;
mod api;
mod arguments;
mod document;
pub mod expression;
mod fields;
mod files;
mod json_schema;
mod prefix;
mod resources;
mod schema;
pub mod template;

mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rill_codegen::pointer::Pointer;
use serde_json::Value;

use rill_console::{Console, Problem, read_file, shown};

use api::Api;
use fields::Rejected;
use files::{Settings, Stem};
use yaml::Read;

pub use resources::{Project, Resource, read_project};

/// The commit of `rilldata/rill` (2026-07-25) whose rules this package follows.
///
/// A later Rill may serve another document for the same files; its reader, its schema libraries and its built-in APIs
/// are then to be compared anew.
pub const RILL_COMMIT: &str = "ec882259df62";

/// The document of a project, and everything to say about it.
#[derive(Debug)]
pub struct GeneratedDocument {
    /// The document.
    pub document: Value,
    /// Files that Rill would refuse, and parts that it would ignore, each with its location.
    pub diagnostics: Vec<Problem>,
    /// Number of APIs that Rill would refuse.
    pub rejected: usize,
    /// The file of each API, and the arguments that its templates use.
    pub used: BTreeMap<String, (PathBuf, Vec<String>)>,
    /// The file of each definition, and its place there.
    pub definitions: BTreeMap<String, (PathBuf, Pointer)>,
}

impl GeneratedDocument {
    /// Says what was found, and how much of it costs an API.
    pub fn print(&self, console: &mut Console<'_>) {
        for diagnostic in &self.diagnostics {
            console.say(diagnostic);
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

/// Treatment of arguments that only templates mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undeclared {
    /// They stay out, as in the document that Rill serves.
    LeftOut,
    /// They become parameters marked with `x-rill-inferred`.
    Inferred,
}

/// Reads a project's folder.
///
/// # Errors
///
/// The folder does not exist, or a file in it cannot be read.
pub fn generate_document(
    folder: &Path,
    undeclared: Undeclared,
) -> Result<GeneratedDocument, Problem> {
    if !folder.is_dir() {
        return Err(Problem::usage("there is no such Rill project")
            .at(shown(folder))
            .help("name the folder that holds rill.yaml"));
    }
    let settings = files::settings(folder)?;
    let mut apis: Vec<(PathBuf, Api)> = Vec::new();
    let mut diagnostics = Vec::new();
    let mut rejected = 0;
    for stem in files::stems(folder, &settings)? {
        let known = match one(&stem, &settings) {
            Ok(None) => continue,
            Ok(Some((path, api))) => match collision(&apis, &path, &api.name) {
                Some(Collision::Refused(problem)) => Err(problem),
                other => Ok((path, api, other)),
            },
            Err(problem) => Err(problem),
        };
        match known {
            Ok((path, api, collision)) => {
                if let Some(Collision::Doubtful(problem)) = collision {
                    diagnostics.push(problem);
                }
                if api.is_old_form {
                    diagnostics.push(old_form(&path, &api.name));
                }
                diagnostics.extend(stem.second.as_deref().and_then(second));
                apis.push((path, api));
            }
            Err(problem) => {
                rejected += 1;
                diagnostics.push(problem);
            }
        }
    }
    chain(&mut apis);
    if undeclared == Undeclared::Inferred {
        for (_, api) in &mut apis {
            api.take_used();
        }
    }
    let name_of = |one: &Value| one["name"].as_str().map(str::to_owned);
    let used = apis.iter().map(|(path, api)| {
        let names = api.used.iter().filter_map(name_of).collect();
        (api.name.clone(), (path.clone(), names))
    });
    let used = used.collect();
    let (files, apis): (Vec<PathBuf>, Vec<Api>) = apis.into_iter().unzip();
    let (document, clashes) = document::document(&apis);
    diagnostics.extend(clashes);
    let mut definitions = BTreeMap::new();
    for (path, api) in files.iter().zip(apis) {
        for (name, at) in api.places {
            // Another API's definition of this name, or Rill's own, may stand in the document.
            if document["components"]["schemas"][&name] == api.definitions[&name] {
                let place = || (path.clone(), at);
                definitions.entry(name).or_insert_with(place);
            }
        }
    }
    Ok(GeneratedDocument {
        document,
        diagnostics,
        rejected,
        used,
        definitions,
    })
}

/// Gives APIs that call another one the arguments of that one, but for those that they fix.
fn chain(apis: &mut [(PathBuf, Api)]) {
    // Each round passes arguments on by one call; a chain that leads back to itself ends too.
    for _ in 0..apis.len().min(8) {
        let all: BTreeMap<String, Vec<Value>> = apis
            .iter()
            .map(|(_, api)| (api.name.to_lowercase(), api.used.clone()))
            .collect();
        for (_, api) in apis.iter_mut() {
            let Some((target, fixed)) = &api.calls else {
                continue;
            };
            let theirs = all.get(&target.to_lowercase()).into_iter().flatten();
            for one in theirs {
                let is_fixed = fixed.iter().any(|name| one["name"] == name.as_str());
                if !is_fixed && !api.used.iter().any(|own| own["name"] == one["name"]) {
                    api.used.push(one.clone());
                }
            }
        }
    }
}

/// Another API of the same name.
enum Collision {
    /// Rill keeps the first.
    Refused(Problem),
    /// The names differ in case alone.
    Doubtful(Problem),
}

fn collision(apis: &[(PathBuf, Api)], path: &Path, name: &str) -> Option<Collision> {
    let lower = name.to_lowercase();
    let same = apis.iter().find(|(_, known)| known.name == name);
    let (first, known) = same.or_else(|| {
        apis.iter()
            .find(|(_, known)| known.name.to_lowercase() == lower)
    })?;
    if known.name == name {
        return Some(Collision::Refused(
            Problem::new(format!("two APIs are named `{name}`"))
                .at(shown(path))
                .note(format!("the other is in {}; Rill keeps one", shown(first)))
                .help("rename one of the files, or give one another `name:`"),
        ));
    }
    Some(Collision::Doubtful(
        Problem::new(format!(
            "the names `{}` and `{name}` differ in case alone",
            known.name
        ))
        .at(shown(path))
        .note(format!(
            "the other is in {}; a running Rill compares names without case and keeps one",
            shown(first)
        ))
        .help("rename one of them"),
    ))
}

fn second(path: &Path) -> Option<Problem> {
    let text = read_file(path).ok().flatten()?;
    looks_like_api(&text).then(|| {
        Problem::new("this file is passed over")
            .at(shown(path))
            .note("skipping file because another YAML file has already been parsed for this path stem")
            .help("rename it")
    })
}

/// Parses a document, JSON or YAML, into a value.
///
/// # Errors
///
/// It is neither; the error is the parser's message.
pub fn parse_value(bytes: &[u8]) -> Result<Value, String> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(value);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let read = yaml::read(text).map_err(|broken| broken.message)?;
    Ok(read.value)
}

/// Returns the API of the files of one stem; none where they describe something else.
fn one(stem: &Stem, settings: &Settings) -> Result<Option<(PathBuf, Api)>, Problem> {
    let Some(path) = stem.yaml.as_ref().or(stem.sql.as_ref()) else {
        return Ok(None);
    };
    let text = |path: Option<&PathBuf>| path.map_or(Ok(None), |path| read_file(path));
    let (yaml, sql) = (text(stem.yaml.as_ref())?, text(stem.sql.as_ref())?);
    let sql = sql.filter(|sql| !sql.is_empty());
    let yaml = yaml.unwrap_or_default();
    let mut read = match yaml::read(&yaml) {
        Ok(read) => read,
        // Files of other kinds are none of this tool's business, broken or not.
        Err(_) if !looks_like_api(&yaml) => return Ok(None),
        Err(broken) => {
            return Err(
                Problem::new("this file is not valid YAML, and Rill refuses it")
                    .within(shown(path), &yaml, broken.at..broken.at + 1)
                    .note(broken.message)
                    .help("mend the file; until then the API is left out"),
            );
        }
    };
    if !read.value.is_object() {
        read.value = Value::Object(serde_json::Map::new());
    }
    lay_environment(&mut read);
    let own = read.text(&Pointer::root().push("sql"));
    if !api::is_api(&read, sql.as_deref().or(own.as_deref())) {
        return Ok(None);
    }
    if yaml.len() > files::MOST_BYTES {
        return Err(Problem::new("this file is too large, and Rill skips it")
            .at(shown(path))
            .note(format!(
                "size {} bytes exceeds max size of {} bytes",
                yaml.len(),
                files::MOST_BYTES
            ))
            .help("shorten it; until then the API is left out"));
    }
    if let Some(mut whole) = settings.defaults("apis") {
        whole.lay(&read, &Pointer::root(), true);
        whole.repeated = read.repeated;
        read = whole;
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let api = api::read(&name, &read, sql.as_deref())
        .map_err(|rejected| refused(path, &yaml, &read, &rejected))?;
    Ok(Some((path.clone(), api)))
}

/// Returns `true` if a text says that it is an API, whatever else is wrong with it.
fn looks_like_api(text: &str) -> bool {
    let value = |line: &str| {
        let line = line.trim_start_matches(['{', ' ']);
        let rest = line.strip_prefix("type:").or(line.strip_prefix("kind:"))?;
        Some(rest.split([',', '#', '}']).next()?.trim().to_owned())
    };
    let mut values = text.lines().filter_map(value);
    values.any(|value| api::is_api_word(value.trim_matches(['\'', '"'])))
}

/// Lays what a file says for production over the rest of it. The shorthand goes before the older key, and that
/// before the newer one.
fn lay_environment(read: &mut Read) {
    let root = Pointer::root();
    let places = [
        root.push("prod"),
        root.push("env").push("prod"),
        root.push("environment_overrides").push("prod"),
    ];
    let place = places
        .into_iter()
        .find(|place| place.find(&read.value).is_some_and(Value::is_object));
    if let Some(place) = place {
        let over = read.clone();
        read.lay(&over, &place, true);
    }
}

/// Lets every reference of a schema lead elsewhere.
fn references(value: &mut Value, change: &mut impl FnMut(&str) -> String) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| references(value, change)),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "$ref" => *text = change(text),
                    value => references(value, change),
                }
            }
        }
        _ => {}
    }
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

/// Returns the offset of a place, or of the nearest enclosing place that is known.
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
