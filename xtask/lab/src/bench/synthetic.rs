//! Documents of any size, made by rule: wide objects, deep chains, and every way in which schemas are put together.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::corpus::Document;

/// Schemas in one chain of references; chains do not grow with the document.
const CHAIN: usize = 40;
/// Nesting depth of objects.
const NESTED: usize = 6;
/// Properties of a wide object.
const WIDE: usize = 24;
/// Operations for each tag.
const TAGGED: usize = 50;

/// Writes a document of so many schemas, and half as many operations, into a folder.
///
/// # Errors
///
/// The folder cannot be written to.
pub(super) fn document(folder: &Path, schemas: usize) -> io::Result<Document> {
    let name = format!("synthetic-{schemas}.json");
    let path = folder.join(&name);
    std::fs::create_dir_all(folder)?;
    let mut file = io::BufWriter::new(std::fs::File::create(&path)?);
    write(&mut file, schemas, schemas / 2)?;
    file.flush()?;
    let bytes = std::fs::metadata(&path)?.len();
    Ok(Document { name, path, bytes })
}

/// Writes one part after another, so that this process stays small whatever the document's size.
fn write(to: &mut impl Write, schemas: usize, operations: usize) -> io::Result<()> {
    let info = json!({"title": "Synthetic", "version": "1"});
    write!(to, "{{\"openapi\":\"3.0.3\",\"info\":{info},\"paths\":{{")?;
    for index in 0..operations {
        let comma = if index == 0 { "" } else { "," };
        let path = format!("/groups/{}/things-{index}/{{id}}", index / TAGGED);
        writeln!(to, "{comma}{}:{}", json!(path), path_item(index, schemas))?;
    }
    write!(to, "}},\"components\":{{\"schemas\":{{")?;
    for index in 0..schemas {
        let comma = if index == 0 { "" } else { "," };
        writeln!(to, "{comma}{}:{}", json!(name(index)), schema(index))?;
    }
    write!(to, "}}}}}}")
}

fn name(index: usize) -> String {
    let kind = [
        "Wide", "Chain", "Level", "Union", "Joined", "Nested", "List",
    ][index % 7];
    format!("{kind}{index}")
}

fn reference(index: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/{}", name(index))})
}

/// Returns the schema before it in its chain, or for the first of a chain a text.
fn earlier(index: usize, back: usize) -> Value {
    if index % CHAIN < back {
        json!({"type": "string"})
    } else {
        reference(index - back)
    }
}

fn schema(index: usize) -> Value {
    match index % 7 {
        0 => wide(index),
        1 => json!({
            "type": "object", "description": format!("Link {index} of a chain."),
            "required": ["id"],
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "next": earlier(index, 7),
                "first": earlier(index, 1),
            },
        }),
        2 => {
            let levels: Vec<String> = (0..8).map(|level| format!("level-{level}")).collect();
            json!({"type": "string", "description": format!("Levels {index}."), "enum": levels})
        }
        3 => json!({"oneOf": [earlier(index, 2), {"type": "integer"}, tagged(index)]}),
        4 => json!({"allOf": [
            tagged(index),
            {"type": "object", "properties": {"joined": earlier(index, 4), "level": earlier(index, 2)}},
        ]}),
        5 => nested(index, NESTED),
        _ => json!({"type": "array", "items": earlier(index, 6)}),
    }
}

fn wide(index: usize) -> Value {
    let properties: serde_json::Map<String, Value> = (0..WIDE)
        .map(|number| {
            let mut value = match number % 6 {
                0 => json!({"type": "string"}),
                1 => json!({"type": "integer", "format": "int64", "minimum": 0}),
                2 => json!({"type": "string", "format": "date-time"}),
                3 => json!({"type": "array", "items": {"type": "number"}}),
                4 => json!({"type": "object", "additionalProperties": {"type": "string"}}),
                _ => json!({"type": "boolean", "nullable": true}),
            };
            let text = format!("Property {number} of {index}: what it means, in a sentence.");
            value["description"] = Value::from(text);
            (format!("property_{number}"), value)
        })
        .collect();
    json!({"type": "object", "required": ["property_0", "property_1"], "properties": properties})
}

fn tagged(index: usize) -> Value {
    json!({
        "type": "object", "required": ["kind"],
        "properties": {
            "kind": {"type": "string", "enum": [format!("kind-{index}")]},
            "size": {"type": "number"},
        },
    })
}

fn nested(index: usize, depth: usize) -> Value {
    let inner = if depth == 0 {
        earlier(index, 5)
    } else {
        nested(index, depth - 1)
    };
    json!({"type": "object", "properties": {"inner": inner, "depth": {"type": "integer"}}})
}

fn path_item(index: usize, schemas: usize) -> Value {
    let answer = |index: usize| {
        json!({
            "description": "what was asked for",
            "content": {"application/json": {"schema": reference(index % schemas)}},
        })
    };
    let mut operation = json!({
        "operationId": format!("operation_{index}"),
        "summary": format!("Operation {index}"),
        "description": "Does what it says, and says it in a sentence.",
        "tags": [format!("group-{}", index / TAGGED)],
        "parameters": [
            {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "limit", "in": "query", "schema": {"type": "integer"}},
            {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
        ],
        // Prime steps, so that operations meet all kinds of schemas.
        "responses": {"200": answer(index * 11), "404": answer(index * 13 + 1)},
    });
    let has_body = index % 2 == 1;
    if has_body {
        let schema = reference((index * 17 + 4) % schemas);
        operation["requestBody"] = json!({"content": {"application/json": {"schema": schema}}});
    }
    json!({(if has_body { "post" } else { "get" }): operation})
}

#[cfg(test)]
mod tests {
    use rill_codegen::{Config, Source, generate};

    use super::*;

    #[test]
    fn all_of_it_becomes_methods_and_types_without_a_refusal() {
        let folder = tempfile::tempdir().unwrap();
        let document = document(folder.path(), 140).unwrap();
        let source = Source {
            name: document.name.clone(),
            bytes: std::fs::read(&document.path).unwrap(),
        };
        assert_eq!(document.bytes, source.bytes.len() as u64);
        let generated = generate(&source, &Config::new("synthetic")).unwrap();
        assert_eq!(generated.census.operations, 70);
        assert!(generated.census.types >= 140, "{:?}", generated.census);
        assert_eq!(generated.census.untyped, 0);
    }
}
