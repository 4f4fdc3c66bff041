//! Differences between the served document and that of the committed crate, by API.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Fault, Mismatch};

/// Compares the document that the crate was made from with the one that is served now, both as the generator keeps
/// them.
pub(super) fn drift(committed: &Value, served: &Value) -> Vec<Mismatch> {
    let keys = |document: &Value, part: &[&str]| -> BTreeSet<String> {
        let found = part.iter().try_fold(document, |value, key| value.get(key));
        let map = found.and_then(Value::as_object);
        map.into_iter()
            .flat_map(|map| map.keys().cloned())
            .collect()
    };
    let mut mismatches = Vec::new();
    for (part, what) in [
        (&["paths"][..], "API"),
        (&["components", "schemas"][..], "schema"),
    ] {
        let (old, new) = (keys(committed, part), keys(served, part));
        let at = |document: &'_ Value, key: &str| {
            let found = part.iter().try_fold(document, |value, key| value.get(key));
            found
                .and_then(|map| map.get(key))
                .cloned()
                .unwrap_or_default()
        };
        for key in old.union(&new) {
            let name = key.strip_prefix('/').unwrap_or(key);
            let said = match (old.contains(key), new.contains(key)) {
                (false, _) => {
                    format!("the {what} is served, and the committed crate does not have it")
                }
                (_, false) => {
                    format!("the committed crate has the {what}, and it is not served any more")
                }
                _ => {
                    let mut places = Vec::new();
                    differences(
                        &at(committed, key),
                        &at(served, key),
                        String::new(),
                        &mut places,
                    );
                    match places.as_slice() {
                        [] => continue,
                        [first, rest @ ..] => {
                            let more = if rest.is_empty() {
                                String::new()
                            } else {
                                format!(", and {} more", rest.len())
                            };
                            format!("the {what} has changed at {first}{more}")
                        }
                    }
                }
            };
            mismatches.push(Mismatch::of(name, "drift", said, Fault::Committed));
        }
    }
    mismatches
}

/// The places where two values differ.
fn differences(old: &Value, new: &Value, at: String, places: &mut Vec<String>) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                let (old, new) = (old.get(key), new.get(key));
                let at = format!("{at}/{key}");
                match (old, new) {
                    (Some(old), Some(new)) => differences(old, new, at, places),
                    _ => places.push(at),
                }
            }
        }
        _ if old == new => {}
        _ => places.push(at),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::drift;

    #[test]
    fn what_is_new_gone_and_changed() {
        let old = json!({"paths": {"/a": {"get": {"x": 1, "y": 2}}, "/b": {}}, "components": {"schemas": {"S": {}}}});
        let new = json!({"paths": {"/a": {"get": {"x": 2, "z": 2}}, "/c": {}}, "components": {"schemas": {"S": {}}}});
        let said: Vec<String> = drift(&old, &new)
            .into_iter()
            .map(|mismatch| format!("{}: {}", mismatch.api, mismatch.what))
            .collect();
        assert_eq!(
            said,
            [
                "a: the API has changed at /get/x, and 2 more",
                "b: the committed crate has the API, and it is not served any more",
                "c: the API is served, and the committed crate does not have it",
            ]
        );
        assert!(drift(&old, &old).is_empty());
    }
}
