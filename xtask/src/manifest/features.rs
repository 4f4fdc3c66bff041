//! The features of a generated crate.

use toml_edit::{Array, DocumentMut, Item, Value};

use super::{set as set_value, table};
use rill_console::Problem;

const DEFAULT: &str = "default";

/// Writes the features that are wanted and takes away those of `listed` that no longer are. Gives the names of those
/// that are this program's to take away again.
///
/// A feature comes into `default` once, when it is new: one that the user took out of it stays out. What the user made
/// a feature turn on stays too.
pub(super) fn set(
    document: &mut DocumentMut,
    listed: &[String],
    wanted: &[String],
) -> Result<Vec<String>, Problem> {
    if wanted.is_empty() && listed.is_empty() {
        return Ok(Vec::new());
    }
    let features = table(document, "features")?;
    let is_stale =
        |name: &str| listed.iter().any(|old| old == name) && !wanted.iter().any(|new| new == name);
    let mut default: Vec<String> = features
        .get(DEFAULT)
        .and_then(Item::as_array)
        .into_iter()
        .flatten()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect();
    let before = default.clone();
    default.retain(|name| !is_stale(name));
    let mut ours = Vec::new();
    for name in wanted {
        let is_listed = listed.contains(name);
        if is_listed || !features.contains_key(name) {
            ours.push(name.clone());
        }
        if !is_listed && !default.contains(name) {
            default.push(name.clone());
        }
    }
    if default.is_empty() {
        features.remove(DEFAULT);
    } else if default != before {
        set_default(features, &default);
    }
    for name in wanted
        .iter()
        .filter(|name| !features.contains_key(name))
        .collect::<Vec<_>>()
    {
        features.insert(name, Item::Value(Array::new().into()));
    }
    for name in listed.iter().filter(|name| is_stale(name)) {
        features.remove(name);
    }
    if features.is_empty() {
        document.remove("features");
    }
    ours.sort();
    Ok(ours)
}

/// One name a line, since there are many.
fn set_default(features: &mut toml_edit::Table, names: &[String]) {
    let mut array: Array = names.iter().map(String::as_str).collect();
    for name in array.iter_mut() {
        name.decor_mut().set_prefix("\n    ");
    }
    array.set_trailing("\n");
    array.set_trailing_comma(true);
    set_value(features, DEFAULT, Value::Array(array));
}
