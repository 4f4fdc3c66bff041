//! Differences between the rows that were seen and the project's files.

use serde_json::{Map, Value};

/// Returns a note for each column that differs: of another type, never seen, or told by no file.
pub(super) fn notes(api: &str, told: &Value, seen: &Value, both: &Value) -> Vec<String> {
    let none = Map::new();
    let columns = |schema: &'_ Value| {
        schema["properties"]
            .as_object()
            .cloned()
            .unwrap_or_else(|| none.clone())
    };
    let (told, seen, both) = (columns(told), columns(seen), columns(both));
    let mut notes = Vec::new();
    for (name, files) in &told {
        let is_typed = files.get("type").is_some();
        match (seen.get(name), both.get(name)) {
            (None, _) => notes.push(format!(
                "note: {api}: no row has `{name}`, which the files tell"
            )),
            (Some(rows), Some(both))
                if is_typed
                    && (both.get("type"), both.get("format"))
                        != (files.get("type"), files.get("format")) =>
            {
                let (files, rows) = (word(files), word(rows));
                notes.push(format!("note: {api}: `{name}` is {files} by the files, and {rows} in the rows; the type takes both"));
            }
            _ => {}
        }
    }
    for name in seen.keys().filter(|name| !told.contains_key(*name)) {
        notes.push(format!(
            "note: {api}: the rows have `{name}`, which no file tells"
        ));
    }
    notes
}

fn word(schema: &Value) -> String {
    let of = |key: &str| schema[key].as_str();
    of("format")
        .or_else(|| of("type"))
        .map_or_else(|| "untyped".to_owned(), |word| format!("`{word}`"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::notes;
    use crate::infer::widen::widen;

    #[test]
    fn columns_that_differ_are_told() {
        let told = json!({"type": "object", "properties": {
            "a": {"type": "integer"}, "b": {}, "c": {"type": "number"}, "d": {"type": "string", "format": "date-time"}, "e": {"type": "string"},
        }});
        let seen = json!({"type": "object", "properties": {
            "a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "integer"}, "d": {"type": "string"}, "f": {"type": "string"},
        }});
        let mut both = told.clone();
        widen(&mut both, &seen);
        assert_eq!(
            notes("q", &told, &seen, &both),
            [
                "note: q: `a` is `integer` by the files, and `string` in the rows; the type takes both",
                "note: q: `d` is `date-time` by the files, and `string` in the rows; the type takes both",
                "note: q: no row has `e`, which the files tell",
                "note: q: the rows have `f`, which no file tells",
            ]
        );
        assert_eq!(both["properties"]["b"]["type"], "string");
        assert_eq!(both["properties"]["c"]["type"], "number");
    }
}
