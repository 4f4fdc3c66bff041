//! `cargo xtask init`: a commented `rill-client.toml`, from what is there.

use std::path::{Path, PathBuf};

use clap::Args;
use rill_console::{Console, Exit, Problem, absolute, as_called, relative, shown, write_file};

use crate::args::Env;
use crate::client::check_name;
use crate::config::FILE_NAME;

mod text;

use text::{Entry, Found};

/// Arguments of `cargo xtask init`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct InitArgs {
    /// A document (file or address), the folder of a Rill project, a folder with documents, or ORG/PROJECT of Rill Cloud
    #[arg(default_value = ".")]
    pub(crate) source: String,
    /// Name of the generated crate [default: from the source]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Folder of the generated crate [default: crates/NAME]
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<String>,
}

const AFTER_HELP: &str = "\
Nothing is asked and nothing is downloaded; a config that is there stays.

Examples:
  cargo xtask init                              # what the current folder has
  cargo xtask init openapi.yaml
  cargo xtask init https://example.com/openapi.json
  cargo xtask init ../my-rill-project
  cargo xtask init acme/ads";

/// Names of documents that say nothing of what they describe.
const GENERIC: [&str; 8] = [
    "api", "document", "index", "openapi", "schema", "spec", "swagger", "v1",
];

/// Writes the config.
pub(crate) fn run(args: &InitArgs, env: &Env, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let path = env.here.join(FILE_NAME);
    if path.exists() {
        return Err(Problem::usage(format!("there is a {FILE_NAME} already"))
            .at(shown(&path))
            .help("add another [[client]] to it"));
    }
    let entries = entries(args, &env.here)?;
    write_file(&path, &as_called(&text::config(&entries)))?;
    for entry in &entries {
        console.say(format!("{}: {}", entry.name, entry.found.describe()));
    }
    console.say(format!(
        "wrote {FILE_NAME}; now run: cargo xtask regenerate"
    ));
    Ok(Exit::Done)
}

fn entries(args: &InitArgs, here: &Path) -> Result<Vec<Entry>, Problem> {
    let found = find(&args.source, here)?;
    let is_one = found.len() == 1;
    if !is_one && (args.name.is_some() || args.output.is_some()) {
        return Err(Problem::usage(format!(
            "`{}` has {} documents, and one name",
            args.source,
            found.len()
        ))
        .help("name the document"));
    }
    let mut entries: Vec<Entry> = Vec::new();
    for found in found {
        let mut name = match &args.name {
            Some(name) => {
                check_name(name)?;
                name.clone()
            }
            None => name_of(&found, here),
        };
        // `openapi.yaml` beside `openapi.json`.
        while entries.iter().any(|entry| entry.name == name) {
            name.push_str("-2");
        }
        let output = args.output.clone().unwrap_or(format!("crates/{name}"));
        entries.push(Entry {
            name,
            output,
            found,
        });
    }
    Ok(entries)
}

/// Returns the documents that a source stands for.
fn find(source: &str, here: &Path) -> Result<Vec<Found>, Problem> {
    if source.starts_with("https://") || source.starts_with("http://") {
        return Ok(vec![Found::Url(source.to_owned())]);
    }
    let path = here.join(source);
    let below = |path: &Path| relative(&absolute(path), &absolute(here));
    if path.join("rill.yaml").is_file() {
        return Ok(vec![Found::Project(below(&path))]);
    }
    if path.is_dir() {
        let documents = documents(&path)?;
        if documents.is_empty() {
            return Err(
                nothing(&format!("there is no document in `{}`", shown(&path)))
                    .note("neither rill.yaml nor a JSON or YAML file of OpenAPI or Swagger"),
            );
        }
        return Ok(documents
            .iter()
            .map(|path| Found::File(below(path)))
            .collect());
    }
    if path.is_file() {
        if is_document(&path) {
            return Ok(vec![Found::File(below(&path))]);
        }
        let what = format!("`{}` is not an API document", shown(&path));
        return Err(nothing(&what).note("it has no key `openapi` or `swagger`"));
    }
    match source.split_once('/') {
        Some((org, project)) if is_plain(org) && is_plain(project) => Ok(vec![Found::Cloud {
            org: org.to_owned(),
            project: project.to_owned(),
        }]),
        _ => Err(nothing(&format!("there is no `{}`", shown(&path)))),
    }
}

fn nothing(what: &str) -> Problem {
    Problem::usage(what).help(
        "name a document, a Rill project's folder, or a project of Rill Cloud:\n\n\
         cargo xtask init openapi.yaml\n\
         cargo xtask init https://example.com/openapi.json\n\
         cargo xtask init acme/ads",
    )
}

/// Returns `true` for the name of an organization or a project, which a path of a file hardly is.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !name.is_empty() && name.chars().all(plain)
}

/// Returns the documents that lie in a folder itself, sorted.
fn documents(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let unreadable = |error: std::io::Error| {
        Problem::usage("the folder cannot be read")
            .at(shown(folder))
            .note(error.to_string())
    };
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_document(path))
        .collect();
    paths.sort();
    Ok(paths)
}

/// Returns `true` if a file is JSON or YAML whose top level says that it is an API document.
fn is_document(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    if !matches!(extension, Some("json" | "yaml" | "yml")) {
        return false;
    }
    let Ok(text) = std::fs::read_to_string(path) else {
        return false;
    };
    let says = |line: &str| {
        let key = line.trim_start_matches(['{', ' ', '\t', '"', '\'']);
        key.starts_with("openapi") || key.starts_with("swagger")
    };
    text.trim_start_matches('\u{feff}').lines().any(|line| {
        // Keys of YAML's top level are not indented, and those of JSON hardly further than the others.
        let is_json = line.trim_start().starts_with(['"', '{']);
        (is_json || !line.starts_with([' ', '\t'])) && says(line) && line.contains(':')
    })
}

/// Returns a name for the crate: that of the document, or of what it lies in where it says nothing.
fn name_of(found: &Found, here: &Path) -> String {
    let name = match found {
        Found::Cloud { org, project } => format!("{org}-{project}"),
        Found::Url(url) => host(url),
        Found::Project(folder) => last(&absolute(&here.join(folder))),
        Found::File(file) => {
            let path = absolute(&here.join(file));
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let is_generic = GENERIC.contains(&stem.to_ascii_lowercase().as_str());
            match path.parent() {
                // An app in the same folder may well have the folder's name.
                Some(folder) if is_generic => title(&path).unwrap_or_else(|| last(folder)),
                _ => stem.into_owned(),
            }
        }
    };
    crate_name(&name)
}

/// Returns the title of a document, without what stands after a dash in it.
fn title(path: &Path) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let document: serde_yaml::Value = serde_yaml::from_str(&text).ok()?;
    let title = document.get("info")?.get("title")?.as_str()?;
    let title = title.split(" - ").next().unwrap_or_default();
    (!title.trim().is_empty()).then(|| title.to_owned())
}

fn last(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Returns the part of a host that tells it from others: `petstore` of `https://api.petstore.example.com/v1`.
fn host(url: &str) -> String {
    let host = reqwest::Url::parse(url).ok();
    let host = host.as_ref().and_then(reqwest::Url::host_str);
    let labels = host.unwrap_or_default().split('.');
    let telling = |label: &&str| !matches!(*label, "api" | "www" | "docs" | "raw" | "");
    labels
        .into_iter()
        .find(telling)
        .unwrap_or("client")
        .to_owned()
}

/// Turns any text into the name of a crate.
fn crate_name(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let name = words.join("-");
    match name.as_str() {
        "" => "client".to_owned(),
        name if check_name(name).is_ok() => name.to_owned(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("api-{name}"),
        name => format!("{name}-client"),
    }
}

#[cfg(test)]
mod tests;
