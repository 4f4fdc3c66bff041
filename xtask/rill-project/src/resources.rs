//! Every resource of a project: its kind, its name, and what its files say.

use std::path::{Path, PathBuf};

use rill_codegen::pointer::Pointer;
use serde_json::{Map, Value};

use rill_console::{Problem, read_file};

use super::files::{self, MOST_BYTES, Settings, Stem};
use super::yaml::{self, Read};
use super::{annotations, lay_environment};

/// The resources of a project's folder, in the order in which Rill reads them.
#[derive(Debug)]
pub struct Project {
    /// `rill.yaml`, with production's values laid over.
    pub settings: Value,
    /// The resources.
    pub resources: Vec<Resource>,
}

/// A resource as its files describe it, over the project's defaults and below production's overrides.
#[derive(Debug)]
pub struct Resource {
    /// `api`, `model`, `source`, `metrics_view`, `connector`, or another word for what it is.
    pub kind: String,
    /// The name that others refer to it by.
    pub name: String,
    /// The file that describes it.
    pub path: PathBuf,
    /// Its SQL, of the YAML file or of the file beside it.
    pub sql: Option<String>,
    read: Read,
}

impl Resource {
    /// Returns what the YAML file says.
    pub fn value(&self) -> &Value {
        &self.read.value
    }

    /// Returns the text at a place as Rill decodes it: scalars as they are written, `None` for a null.
    pub fn text(&self, at: &Pointer) -> Option<String> {
        self.read.text(at).filter(|text| !text.is_empty())
    }
}

/// Reads every resource of a project. Files that are no YAML, and files of no known kind, are left out.
///
/// # Errors
///
/// A file cannot be read.
pub fn read_project(folder: &Path) -> Result<Project, Problem> {
    let settings = files::settings(folder)?;
    let mut resources = Vec::new();
    for stem in files::stems(folder, &settings)? {
        resources.extend(resource(&stem, folder, &settings)?);
    }
    Ok(Project {
        settings: settings.own.value,
        resources,
    })
}

fn resource(stem: &Stem, folder: &Path, settings: &Settings) -> Result<Option<Resource>, Problem> {
    let text = |path: Option<&PathBuf>| path.map_or(Ok(None), |path| read_file(path));
    let (yaml, beside) = (text(stem.yaml.as_ref())?, text(stem.sql.as_ref())?);
    let is_large =
        |text: &Option<String>| text.as_ref().is_some_and(|text| text.len() > MOST_BYTES);
    if is_large(&yaml) || is_large(&beside) {
        return Ok(None);
    }
    let Some(path) = stem.yaml.as_ref().or(stem.sql.as_ref()) else {
        return Ok(None);
    };
    let Ok(mut read) = yaml::read(yaml.as_deref().unwrap_or_default()) else {
        return Ok(None);
    };
    if !read.value.is_object() {
        read.value = Value::Object(Map::new());
    }
    lay_environment(&mut read);
    let own = read.text(&Pointer::root().push("sql"));
    let sql = beside.filter(|sql| !sql.is_empty()).or(own);
    let Some(kind) = kind(&read, sql.as_deref(), path, folder) else {
        return Ok(None);
    };
    for key in default_keys(&kind) {
        if let Some(mut whole) = settings.defaults(key) {
            whole.lay(&read, &Pointer::root(), true);
            read = whole;
        }
    }
    let key = |key: &str| read.text(&Pointer::root().push(key));
    let annotated = sql.as_deref().and_then(|sql| annotations::of(sql, "name"));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let own = annotated
        .or_else(|| key("name"))
        .filter(|name| !name.is_empty());
    let own = own.unwrap_or_else(|| stem.into_owned());
    let name = match key("namespace").filter(|namespace| !namespace.is_empty()) {
        Some(namespace) => format!("{namespace}:{own}"),
        None => own,
    };
    Ok(Some(Resource {
        sql: sql.or_else(|| read.text(&Pointer::root().push("sql"))),
        kind,
        name,
        path: path.clone(),
        read,
    }))
}

/// Returns the keys of `rill.yaml` that hold the defaults of a kind; the later ones lie below.
fn default_keys(kind: &str) -> &'static [&'static str] {
    match kind {
        "api" => &["apis"],
        "model" => &["models"],
        "source" => &["sources"],
        "metrics_view" => &["metrics_views", "dashboards"],
        _ => &[],
    }
}

/// Returns the kind: of the SQL's annotation, of `type` or `kind`, else of the folder.
fn kind(read: &Read, sql: Option<&str>, path: &Path, folder: &Path) -> Option<String> {
    let key = |key: &str| read.text(&Pointer::root().push(key));
    let word = sql.and_then(annotations::kind);
    let word = word.or_else(|| key("type")).or_else(|| key("kind"));
    let of_folder = || {
        let inner = path.strip_prefix(folder).unwrap_or(path);
        let top = inner.iter().next()?.to_string_lossy();
        let is_below = inner.iter().count() > 1;
        match &*top {
            "sources" if is_below => Some("source"),
            "models" if is_below => Some("model"),
            "dashboards" if is_below => Some("metrics_view"),
            "connectors" if is_below => Some("connector"),
            "init.sql" => None,
            _ => path
                .extension()
                .is_some_and(|end| end == "sql")
                .then_some("model"),
        }
    };
    let known = word.as_deref().and_then(|word| {
        match word.trim().to_ascii_lowercase().replace('-', "_").as_str() {
            "api" => Some("api"),
            "model" => Some("model"),
            "source" => Some("source"),
            "metrics_view" | "metricsview" | "metrics" => Some("metrics_view"),
            "connector" => Some("connector"),
            _ => None,
        }
    });
    match word {
        // Sources of old had their connector there.
        Some(_) if known.is_none() => of_folder().filter(|kind| *kind == "source"),
        Some(_) => known,
        None => of_folder(),
    }
    .map(str::to_owned)
}
