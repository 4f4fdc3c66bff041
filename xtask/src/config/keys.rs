//! Keys of a config: those that mean nothing or are missing, and values of another type, by the JSON schema.

use rill_console::Problem;
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, EXAMPLE};
use crate::client::DocumentSource;

/// The place of a client among the keys.
const CLIENT: &str = "[[client]]";

/// A table or a value of a config, and what the schema says of it.
#[derive(Clone, Copy)]
struct Part<'a> {
    /// Its keys, from those of a client on; nothing for the config itself.
    at: &'a str,
    schema: &'a Value,
    /// A value that it may have.
    example: &'a Value,
    whole: &'a Value,
}

impl<'a> Part<'a> {
    /// Returns a part of it, behind a reference.
    fn with<'b>(self, at: &'b str, schema: &'b Value) -> Part<'b>
    where
        'a: 'b,
    {
        let target = schema["$ref"]
            .as_str()
            .and_then(|text| self.whole.pointer(&text[1..]));
        Part {
            at,
            schema: target.unwrap_or(schema),
            example: &schema["examples"][0],
            whole: self.whole,
        }
    }

    fn child_at(self, key: &str) -> String {
        match self.at {
            "" | CLIENT => key.to_owned(),
            at => format!("{at}.{key}"),
        }
    }

    fn label(self) -> String {
        match self.at {
            "" => "a config".to_owned(),
            CLIENT => CLIENT.to_owned(),
            at => format!("`{at}`"),
        }
    }
}

impl Config<'_> {
    /// Refuses what the schema of configs does not take, but for the forms of texts.
    pub(super) fn check_keys(&self, top: &DeTable<'_>) -> Result<(), Problem> {
        let whole = &super::schema::read();
        let config = Part {
            at: "",
            schema: whole,
            example: &Value::Null,
            whole,
        };
        self.check_table(config, top, 0..0)
    }

    fn check_table(
        &self,
        part: Part<'_>,
        table: &DeTable<'_>,
        span: std::ops::Range<usize>,
    ) -> Result<(), Problem> {
        let known = part.schema["properties"].as_object();
        let others = Some(&part.schema["additionalProperties"]).filter(|one| one.is_object());
        for (key, value) in table {
            let word: &str = key.get_ref().as_ref();
            let Some(schema) = known.and_then(|known| known.get(word)).or(others) else {
                let Some(known) = known else { continue };
                let what = format!("`{word}` is not a key of {}", part.label());
                let keys: Vec<&str> = known.keys().map(String::as_str).collect();
                let problem = self
                    .problem(what, key.span())
                    .suggest(word, keys.iter().copied());
                return Err(problem.note(format!("its keys are {}", keys.join(", "))));
            };
            let at = part.child_at(word);
            self.check_value(part.with(&at, schema), value, false)?;
        }
        let required = part.schema["required"].as_array().into_iter().flatten();
        let missing = required
            .filter_map(Value::as_str)
            .find(|key| !table.contains_key(*key));
        match missing.filter(|_| !part.at.is_empty()) {
            None => Ok(()),
            Some(key) => {
                let problem = self.problem(format!("`{key}` is missing in {}", part.label()), span);
                Err(match (part.at, toml::Value::try_from(part.example)) {
                    (CLIENT, _) | (_, Err(_)) => {
                        problem.help(format!("a whole client, for example:\n\n{EXAMPLE}\n"))
                    }
                    (at, Ok(example)) => {
                        let word = at.rsplit('.').next().unwrap_or_default();
                        problem.help(format!("write `{word} = {example}`"))
                    }
                })
            }
        }
    }

    fn check_value(
        &self,
        part: Part<'_>,
        value: &Spanned<DeValue<'_>>,
        is_entry: bool,
    ) -> Result<(), Problem> {
        let choices = part.schema["anyOf"].as_array().map(Vec::as_slice);
        let choices = choices.unwrap_or(std::slice::from_ref(part.schema));
        let Some(schema) = choices.iter().find(|one| fits(one, value.get_ref())) else {
            return Err(self.of_another_type(part, choices, value, is_entry));
        };
        match value.get_ref() {
            DeValue::Array(list) => {
                let at = if part.at == "client" { CLIENT } else { part.at };
                let entry = part.with(at, &schema["items"]);
                list.iter()
                    .try_for_each(|one| self.check_value(entry, one, true))
            }
            DeValue::Table(table) => self.check_table(Part { schema, ..part }, table, value.span()),
            _ => Ok(()),
        }
    }

    fn of_another_type(
        &self,
        part: Part<'_>,
        choices: &[Value],
        value: &Spanned<DeValue<'_>>,
        is_entry: bool,
    ) -> Problem {
        let wanted: Vec<String> = choices.iter().map(wanted).collect();
        let is_listed = choices.iter().any(|one| one["enum"].is_array());
        let found = match value.get_ref() {
            DeValue::String(text) if is_listed => format!("`{text}`"),
            DeValue::Integer(number) if number.as_str().starts_with('-') => number.to_string(),
            value => format!("{} {}", article(value.type_str()), value.type_str()),
        };
        let entry = if is_entry { "an entry of " } else { "" };
        let what = format!(
            "{entry}{} is {}, and this is {found}",
            part.label(),
            wanted.join(" or ")
        );
        let problem = self.problem(what, value.span());
        let word = part.at.rsplit('.').next().unwrap_or_default();
        let example = match (word, value.get_ref()) {
            ("client", _) => "[[client]]".to_owned(),
            ("source", DeValue::String(text)) => format!("source = {}", self.source_of(text)),
            _ => match toml::Value::try_from(part.example) {
                Ok(example) if !is_entry => format!("{word} = {example}"),
                _ => return problem,
            },
        };
        problem.help(format!("write `{example}`"))
    }

    /// Returns the table that was likely meant by a text.
    fn source_of(&self, text: &str) -> String {
        let key = match DocumentSource::named(text, self.base()) {
            Some(DocumentSource::Url(_)) => "url",
            Some(DocumentSource::Project(_)) => "project",
            _ => "file",
        };
        format!("{{ {key} = {text:?} }}")
    }
}

/// Returns `true` if a value is of the type that a schema names.
fn fits(schema: &Value, value: &DeValue<'_>) -> bool {
    let is_listed = |list: &Vec<Value>| {
        list.is_empty() || list.iter().any(|one| one.as_str() == value.as_str())
    };
    match (schema["type"].as_str(), schema["enum"].as_array(), value) {
        (Some("string"), ..) => value.is_str(),
        (Some("boolean"), ..) => value.is_bool(),
        (Some("array"), ..) => value.is_array(),
        (Some("object"), ..) => value.is_table(),
        (Some("integer"), _, DeValue::Integer(number)) => !number.as_str().starts_with('-'),
        (Some(_), ..) => false,
        (None, Some(list), _) => value.is_str() && is_listed(list),
        // The one constant is `true`; `false` has a message of its own.
        (None, None, _) => schema.get("const").is_none() || value.is_bool(),
    }
}

/// Returns the types that a schema names, in words.
fn wanted(schema: &Value) -> String {
    match (schema["type"].as_str(), schema["enum"].as_array()) {
        (Some("object"), _) => "a table".to_owned(),
        (Some("integer"), _) => "an integer of 0 or more".to_owned(),
        (Some("array"), _) => "an array".to_owned(),
        (Some(word), _) => format!("a {word}"),
        (None, Some(list)) if !list.is_empty() => {
            let words = list.iter().filter_map(Value::as_str);
            words
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(" or ")
        }
        (None, Some(_)) => "a string".to_owned(),
        (None, None) => "`true`".to_owned(),
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'i']) {
        "an"
    } else {
        "a"
    }
}
