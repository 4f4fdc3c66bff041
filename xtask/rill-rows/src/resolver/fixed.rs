//! Resolvers whose rows are what Rill makes them (RILL-ROWS.md, section 7).

use serde_json::Value;

use crate::branches::{Found, open, rendered};
use crate::catalogue::Catalogue;
use crate::shape::{Column, Shape};
use crate::sql::Engine;
use crate::types::Type;

/// Returns the rows of `resource_status`, `ai` and what is left.
pub(super) fn read(value: &Value) -> Found {
    let is_there = |key: &str| value.get(key).is_some_and(|value| !value.is_null());
    if is_there("resource_status") {
        return texts(&[
            ("type", "The kind of the resource."),
            ("name", "The name of the resource."),
            ("status", "The state that the resource is in."),
            ("error", "What is wrong with it; empty where nothing is."),
        ]);
    }
    if is_there("ai") {
        return texts(&[
            ("ai_session_id", "The session of the answer."),
            ("summary", "The answer."),
            ("title", "The title of the session."),
        ]);
    }
    open("the rows of this resolver stand in no file of the project")
}

fn texts(columns: &[(&str, &str)]) -> Found {
    let columns = columns
        .iter()
        .map(|(name, docs)| described(name, Type::Text, docs));
    Found {
        shape: Shape {
            columns: columns.collect(),
            ..Shape::default()
        },
        ..Found::default()
    }
}

fn described(name: &str, kind: Type, docs: &str) -> Column {
    Column {
        docs: Some(docs.to_owned()),
        ..Column::new(name, kind)
    }
}

/// Returns the rows of files.
pub(super) fn glob(glob: &Value, catalogue: &Catalogue<'_>) -> Found {
    if let Some(sql) = glob["transform_sql"].as_str() {
        let mut found = rendered(sql, true, |text| catalogue.query(text, Engine::DuckDb));
        for column in &mut found.shape.columns {
            // These values do not go through Rill's conversion.
            let is_same = matches!(
                column.kind,
                Type::Integer | Type::Boolean | Type::Text | Type::Literal | Type::Unknown(_)
            );
            if !is_same {
                column.kind =
                    Type::unknown("the rows of `transform_sql` are not converted as others are");
            }
        }
        return found;
    }
    let mut columns = vec![
        described(
            "uri",
            Type::Text,
            "The address of the file or the directory.",
        ),
        described("path", Type::Text, "The path inside of the bucket."),
        described("updated_on", Type::Timestamp, "When it was last changed."),
    ];
    let partition = glob["partition"].as_str().unwrap_or("file");
    if partition != "file" && glob["rollup_files"] == true {
        let files = Type::List(Box::new(Type::Text));
        columns.push(described("files", files, "The files of the directory."));
    }
    if partition == "hive" {
        let path = glob
            .as_str()
            .or_else(|| glob["path"].as_str())
            .unwrap_or_default();
        for part in path.split('/') {
            if let Some((key, _)) = part
                .split_once('=')
                .filter(|(key, _)| !key.is_empty() && !key.contains(['*', '{']))
            {
                columns.push(described(key, Type::Text, "A part of the path."));
            }
        }
    }
    let mut shape = Shape {
        columns,
        ..Shape::default()
    };
    if !matches!(partition, "file" | "directory" | "hive") {
        shape.open_up("the partition of the files is not known");
    }
    if partition == "hive" {
        shape.open_up("each `key=value` of the paths is a column");
    }
    Found {
        shape,
        ..Found::default()
    }
}
