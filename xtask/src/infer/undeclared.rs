//! Undeclared parts of a Rill document: APIs without a schema of rows or arguments.

use rill_codegen::pointer::Pointer;
use serde_json::Value;

use crate::live;

/// An API, and what of it is open.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) name: String,
    /// `true` if it is called by POST unless asked otherwise.
    pub(super) by_body: bool,
    /// The place of the row's schema, where that says nothing, or no more than the project's files tell.
    pub(super) row: Option<Pointer>,
    /// The schema that the project's files tell.
    pub(super) told: Option<Value>,
    /// The place of the operation, where it declares no arguments.
    pub(super) arguments: Option<Pointer>,
    /// Required arguments, which a sample has to give.
    pub(super) required: Vec<String>,
}

/// Returns the APIs of a document, Rill's own three left out.
pub(super) fn all(document: &Value) -> Vec<Open> {
    let Some(paths) = document["paths"].as_object() else {
        return Vec::new();
    };
    let mut open = Vec::new();
    for (path, item) in paths {
        let name = path.strip_prefix('/').unwrap_or(path);
        if matches!(name, "metrics" | "metrics-sql" | "sql") {
            continue;
        }
        for (method, operation) in item.as_object().into_iter().flatten() {
            if !matches!(method.as_str(), "get" | "post") {
                continue;
            }
            let at = Pointer::root().push("paths").push(path).push(method);
            open.push(one(name, method, operation, &at));
        }
    }
    open
}

fn one(name: &str, method: &str, operation: &Value, at: &Pointer) -> Open {
    let row = operation
        .pointer(rill_rows::ROW_SCHEMA)
        .unwrap_or(&Value::Null);
    let says_nothing = row.is_null() || rill_rows::is_open(row);
    let is_told = row["x-rill-inferred"] == true;
    let declares = operation.get("parameters").is_some() || operation.get("requestBody").is_some();
    Open {
        name: name.to_owned(),
        by_body: method == "post",
        row: (says_nothing || is_told).then(|| rill_rows::row_schema(at)),
        told: is_told.then(|| row.clone()),
        arguments: (!declares).then(|| at.clone()),
        required: live::required(operation),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::all;

    #[test]
    fn only_what_nothing_describes_is_open() {
        let answer = |items: serde_json::Value| json!({"200": {"content": {"application/json": {"schema": {"type": "array", "items": items}}}}});
        let document = json!({"paths": {
            "/sql": {"post": {"responses": answer(json!({"type": "object"}))}},
            "/a": {"get": {"responses": answer(json!({"type": "object"}))}},
            "/b": {"post": {
                "requestBody": {"content": {"application/json": {"schema": {"type": "object", "required": ["x"]}}}},
                "responses": answer(json!({"type": "object", "properties": {"c": {}}})),
            }},
        }});
        let open = all(&document);
        let shown: Vec<_> = open
            .iter()
            .map(|one| {
                (
                    one.name.as_str(),
                    one.row.is_some(),
                    one.arguments.is_some(),
                    one.required.len(),
                )
            })
            .collect();
        assert_eq!(shown, [("a", true, true, 0), ("b", false, false, 1)]);
    }
}
