//! Which files of a project count, and which belong together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rill_codegen::pointer::Pointer;
use serde_json::Value;

use super::yaml::{self, Read};
use rill_console::{Problem, files_below, read_file, shown};

/// Names at the top of a project that Rill never looks into.
const IGNORED: &str = "\
    /tmp /.git /.github /node_modules /.DS_Store /.vscode /.idea /.rillcloud";

/// The most bytes that a file may have.
pub(super) const MOST_BYTES: usize = 1 << 17;

/// Files of one path but for their ending, which Rill reads as one.
#[derive(Debug, Default)]
pub(super) struct Stem {
    pub(super) yaml: Option<PathBuf>,
    pub(super) sql: Option<PathBuf>,
    /// A second YAML file, which Rill skips.
    pub(super) second: Option<PathBuf>,
}

/// The project's own settings.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// Paths that Rill passes over, from the top.
    ignored: Vec<String>,
    /// `rill.yaml` with production's values laid over.
    pub(super) own: Read,
}

impl Settings {
    /// Returns the defaults that `rill.yaml` gives under a key to every resource of a kind.
    pub(super) fn defaults(&self, key: &str) -> Option<Read> {
        self.own.value[key].is_object().then(|| {
            let mut defaults = Read::default();
            defaults.value = Value::Object(serde_json::Map::new());
            defaults.lay(&self.own, &Pointer::root().push(key), false);
            // What a file is and how it is called, it says itself.
            if let Value::Object(map) = &mut defaults.value {
                map.retain(|key, _| {
                    !matches!(key.as_str(), "type" | "kind" | "name" | "namespace")
                });
            }
            defaults
        })
    }
}

/// Reads `rill.yaml`, if there is one.
pub(super) fn settings(folder: &Path) -> Result<Settings, Problem> {
    let text = match read_file(&folder.join("rill.yaml"))? {
        Some(text) => Some(text),
        None => read_file(&folder.join("rill.yml"))?,
    };
    let Some(mut read) = text.and_then(|text| yaml::read(&text).ok()) else {
        return Ok(Settings::default());
    };
    let ignored = read.value["ignore_paths"].as_array().cloned();
    super::lay_environment(&mut read);
    Ok(Settings {
        ignored: ignored
            .into_iter()
            .flatten()
            .filter_map(|path| path.as_str().map(str::to_owned))
            .collect(),
        own: read,
    })
}

/// Returns the files that may describe a resource, in the order of Rill: by their whole paths.
pub(super) fn stems(folder: &Path, settings: &Settings) -> Result<Vec<Stem>, Problem> {
    let from_top = |path: &Path| {
        let inner = path.strip_prefix(folder).unwrap_or(path);
        let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
        format!("/{}", parts.join("/"))
    };
    let is_wanted = |path: &Path| !is_ignored(&from_top(path), settings);
    let files = files_below(folder, &is_wanted).map_err(|error| {
        Problem::new("the Rill project cannot be read")
            .at(shown(folder))
            .note(error.to_string())
    })?;
    let paths = files.into_iter().map(|path| (from_top(&path), path));
    let mut paths: Vec<(String, PathBuf)> = paths.collect();
    paths.sort();
    let mut stems: BTreeMap<String, (usize, Stem)> = BTreeMap::new();
    for (place, (name, path)) in paths.into_iter().enumerate() {
        let Some((stem, ending)) = name.rsplit_once('.') else {
            continue;
        };
        if matches!(name.as_str(), "/rill.yaml" | "/rill.yml")
            || !matches!(ending, "yaml" | "yml" | "sql")
        {
            continue;
        }
        let (_, files) = stems
            .entry(stem.to_owned())
            .or_insert((place, Stem::default()));
        let slot = match ending {
            "sql" => &mut files.sql,
            _ if files.yaml.is_none() => &mut files.yaml,
            _ => &mut files.second,
        };
        *slot = Some(path);
    }
    let mut stems: Vec<(usize, Stem)> = stems.into_values().collect();
    stems.sort_by_key(|(place, _)| *place);
    Ok(stems.into_iter().map(|(_, stem)| stem).collect())
}

fn is_ignored(path: &str, settings: &Settings) -> bool {
    let own = settings.ignored.iter().map(String::as_str);
    IGNORED.split_whitespace().chain(own).any(|ignored| {
        path.strip_prefix(ignored)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
