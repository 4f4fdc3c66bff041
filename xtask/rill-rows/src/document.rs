//! Columns as schemas of a document.

use rill_codegen::pointer::Pointer;
use serde_json::{Map, Value, json};

use crate::types::Type;
use crate::{ApiRows, ColumnRow, Rows};

/// Mark of what is inferred and not declared.
const INFERRED: &str = "x-rill-inferred";

impl Rows {
    /// Puts schemas of rows, and types of arguments, where the document declares none. Of APIs that `skips` names,
    /// rows stay as they are.
    pub fn apply(&self, document: &mut Value, skips: impl Fn(&str) -> bool) {
        let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
            return;
        };
        for (name, api) in &self.apis {
            let Some(Value::Object(item)) = paths.get_mut(&format!("/{name}")) else {
                continue;
            };
            for operation in item.values_mut() {
                if let Some(row) = operation.pointer_mut(ROW_SCHEMA)
                    && is_open(row)
                    && !skips(name)
                    && let Some(schema) = api.schema()
                {
                    *row = schema;
                }
                api.apply_arguments(operation);
            }
        }
    }
}

/// Place of the schema of a row in an operation.
pub const ROW_SCHEMA: &str = "/responses/200/content/application~1json/schema/items";

/// Returns the place of the schema of a row of an operation.
///
/// # Panics
///
/// Never: the place is a constant.
pub fn row_schema(operation: &Pointer) -> Pointer {
    operation.join(&Pointer::parse(ROW_SCHEMA).expect("a pointer"))
}

/// Returns `true` if a schema says no more than that a row is an object.
pub fn is_open(row: &Value) -> bool {
    let map = row.as_object();
    map.is_some_and(|map| {
        map.iter()
            .all(|(key, value)| key == "type" && value == "object")
    })
}

impl ApiRows {
    /// Returns the schema of a row; none where no column is known.
    pub fn schema(&self) -> Option<Value> {
        if self.is_declared || self.columns.is_empty() {
            return None;
        }
        let properties = self
            .columns
            .iter()
            .map(|column| (column.name.clone(), column.property()));
        let required = self.columns.iter().filter(|column| column.is_certain);
        let required: Vec<&str> = required.map(|column| column.name.as_str()).collect();
        let mut schema = json!({
            "type": "object",
            "properties": properties.collect::<Map<_, _>>(),
            INFERRED: true,
        });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        schema.sort_all_objects();
        Some(schema)
    }

    /// Gives types to arguments that were inferred without one.
    fn apply_arguments(&self, operation: &mut Value) {
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            let Some(known) = self.arguments.get(name).cloned() else {
                continue;
            };
            if parameter[INFERRED] == true {
                add_type(&mut parameter["schema"], &known);
            }
        }
        let body = operation.pointer_mut("/requestBody/content/application~1json/schema");
        let Some(body) = body.filter(|body| body[INFERRED] == true) else {
            return;
        };
        for (name, known) in &self.arguments {
            if let Some(property) = body
                .pointer_mut("/properties")
                .and_then(|all| all.get_mut(name))
            {
                add_type(property, known);
            }
        }
    }
}

/// Adds a type where the templates tell none, or no more than that it stands in quotes.
fn add_type(schema: &mut Value, known: &Value) {
    let is_weak = schema.get("default").is_none()
        && schema.get("type").is_none_or(|kind| kind == "string")
        && schema.get("format").is_none();
    if let (true, Value::Object(schema), Value::Object(known)) = (is_weak, schema, known) {
        schema.extend(known.clone());
    }
}

/// Returns the schema of an argument that is compared with values of a type. Times stay texts: DuckDB reads many forms
/// of them.
pub(crate) fn argument(kind: &Type) -> Value {
    match kind {
        Type::Integer | Type::Unsigned | Type::Number | Type::Boolean | Type::Date | Type::Uuid => {
            kind.schema()
        }
        Type::Text
        | Type::Literal
        | Type::Timestamp
        | Type::TimestampTz
        | Type::DateOrTimestamp => json!({"type": "string"}),
        _ => json!({}),
    }
}

impl ColumnRow {
    fn property(&self) -> Value {
        let mut schema = self.schema.clone();
        if let Some(docs) = &self.docs {
            schema["description"] = docs.as_str().into();
        }
        if let Some(why) = &self.unknown {
            schema["x-rill-untyped"] = why.as_str().into();
        }
        if self.is_typed() {
            schema["nullable"] = true.into();
        }
        schema
    }
}
