//! Lists the operations that the author's document declares, before anything is rewritten or left out:
//! the generated ones are counted against them.

use serde_json::Value;

use crate::document::refs::reference_graph::target;
use crate::document::walk::METHODS;
use crate::pointer::Pointer;

/// The places of all operations under `paths`; those of a path item that is referenced stand where
/// the reference leads.
pub(super) fn declared(document: &Value) -> Vec<Pointer> {
    let paths = Pointer::root().push("paths");
    let Some(items) = document.get("paths").and_then(Value::as_object) else {
        return Vec::new();
    };
    let mut places: Vec<Pointer> = items
        .iter()
        .filter(|(path, _)| !path.starts_with("x-"))
        .flat_map(|(path, item)| of_item(document, &paths.push(path), item))
        .collect();
    places.sort();
    places.dedup();
    places
}

fn of_item(document: &Value, at: &Pointer, item: &Value) -> Vec<Pointer> {
    let mut places = own(at, item);
    if let Some(place) = target(item)
        && let Some(target) = place.find(document)
    {
        places.extend(own(&place, target));
    }
    places
}

fn own(at: &Pointer, item: &Value) -> Vec<Pointer> {
    let methods = METHODS.iter().chain(&["query"]);
    let named = methods
        .filter(|method| item.get(method).is_some())
        .map(|method| at.push(method));
    let more = item.get("additionalOperations").and_then(Value::as_object);
    let more = more
        .into_iter()
        .flatten()
        .filter(|(name, _)| !name.starts_with("x-"));
    let at = at.push("additionalOperations");
    named.chain(more.map(|(name, _)| at.push(name))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::declared;

    #[test]
    fn operations_of_paths_and_of_what_they_refer_to() {
        let document = json!({
            "paths": {
                "/a": {"get": {}, "post": null, "parameters": [], "x-get": {}},
                "/b": {"$ref": "#/components/pathItems/B"},
                "/c": {"$ref": "elsewhere.yaml"},
                "x-d": {"get": {}},
                "/e": 1
            },
            "components": {"pathItems": {"B": {"put": {}}}}
        });
        let places: Vec<String> = declared(&document)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            places,
            [
                "#/components/pathItems/B/put",
                "#/paths/~1a/get",
                "#/paths/~1a/post"
            ]
        );
        assert!(declared(&json!([])).is_empty());
    }
}
