//! Arguments and answers of an operation that its schemas accept: the least, all, and each kind of value of each input
//! and of each declared response.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::declared::{BodyForm, DeclaredOperation, Input};
use super::judge::Judge;
use super::sample;
use super::standard::Standard;

/// The most values of one input, and of one body.
const MOST: (usize, usize) = (6, 24);

/// Arguments of one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    /// Values by the index of their input.
    pub(crate) inputs: BTreeMap<usize, Value>,
    /// The form of the body, and its value.
    pub(crate) body: Option<(usize, Value)>,
}

/// An answer that the document declares.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The declared status that it stands for.
    pub(crate) declared: String,
    pub(crate) media_type: Option<String>,
    /// The place of its schema, and the value.
    pub(crate) value: Option<(String, Value)>,
}

/// The values of a document's schemas.
#[derive(Debug)]
pub(crate) struct Values<'a> {
    pub(crate) standard: &'a Standard,
    pub(crate) judge: &'a Judge,
    /// The most values of one input, and of one body.
    pub(crate) most: (usize, usize),
    /// More values of what is inside others are wanted.
    pub(crate) is_wide: bool,
}

impl<'a> Values<'a> {
    pub(crate) fn new(standard: &'a Standard, judge: &'a Judge) -> Self {
        Self {
            standard,
            judge,
            most: MOST,
            is_wide: false,
        }
    }

    /// Returns at most `most` values that the schema at a place takes: the first is the least, the last the fullest.
    fn of(&self, place: &str, most: usize, is_wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let Some(schema) = self.standard.document.pointer(place) else {
            return Vec::new();
        };
        let mut values = sample::samples(&self.standard.document, schema, self.is_wide);
        values.retain(|value| is_wanted(value) && self.judge.flaw(place, value).is_none());
        sample::evenly(values, most)
    }

    /// Returns the arguments of an operation; the reason, where a required input has no value.
    pub(crate) fn arguments(
        &self,
        operation: &DeclaredOperation,
    ) -> Result<Vec<Arguments>, String> {
        let inputs = operation.inputs.iter();
        let inputs: Vec<Vec<Value>> = inputs
            .map(|input| {
                self.of(&input.schema, self.most.0, |value| {
                    is_sendable(input, value)
                })
            })
            .collect();
        let mut bodies: Vec<(usize, Value)> = Vec::new();
        for (index, form) in operation.bodies.iter().enumerate() {
            bodies.extend(self.bodies(form).into_iter().map(|value| (index, value)));
        }
        let mut least = Arguments::default();
        for (index, input) in operation.inputs.iter().enumerate() {
            if input.is_required || input.location == "path" {
                let first = inputs[index].first();
                let first = first.ok_or_else(|| format!("no value for `{}`", input.name))?;
                least.inputs.insert(index, first.clone());
            }
        }
        let is_form = operation.bodies.iter().any(|body| body.schema.is_none());
        if operation.is_body_required && !is_form {
            least.body = Some(bodies.first().cloned().ok_or("no value for the body")?);
        }
        let mut all = least.clone();
        for (index, values) in inputs.iter().enumerate() {
            all.inputs
                .extend(values.last().map(|value| (index, value.clone())));
        }
        all.body = bodies.last().cloned();
        let mut cases = vec![least.clone(), all];
        for (index, values) in inputs.iter().enumerate() {
            cases.extend(values.iter().map(|value| {
                let mut case = least.clone();
                case.inputs.insert(index, value.clone());
                case
            }));
        }
        cases.extend(bodies.into_iter().map(|body| Arguments {
            body: Some(body),
            ..least.clone()
        }));
        Ok(cases)
    }

    fn bodies(&self, form: &BodyForm) -> Vec<Value> {
        match &form.schema {
            // Null is how a caller leaves a body out.
            Some(place) => self.of(place, self.most.1, |value| !value.is_null()),
            None if form.media_type.contains("form") => vec![Value::Object(Map::new())],
            None => vec![Value::from("text")],
        }
    }

    /// Returns the answers of an operation: each declared status and media type, with the values of its schema.
    pub(crate) fn answers(&self, operation: &DeclaredOperation) -> Vec<Answer> {
        let statuses: BTreeSet<u16> = operation
            .responses
            .iter()
            .filter_map(|response| response.status.parse().ok())
            .collect();
        let mut answers = Vec::new();
        if operation.responses.is_empty() {
            answers.push(Answer {
                status: 200,
                ..Answer::default()
            });
        }
        for response in &operation.responses {
            let Some(status) = status(&response.status, &statuses) else {
                continue;
            };
            let empty = Answer {
                status,
                declared: response.status.clone(),
                ..Answer::default()
            };
            // RFC 9110, 6.4.1: these have no content.
            let has_body =
                operation.method != "HEAD" && status >= 200 && ![204, 205, 304].contains(&status);
            if response.media.is_empty() || !has_body {
                answers.push(empty);
                continue;
            }
            // Values are made as JSON; what XML they are follows from annotations that this does not read.
            let media = response
                .media
                .iter()
                .filter(|(name, _)| !name.contains("xml"));
            for (media_type, place) in media {
                let values = match place {
                    Some(place) => self.of(place, self.most.1, |_| true).into_iter(),
                    None => vec![Value::from("text")].into_iter(),
                };
                answers.extend(values.map(|value| Answer {
                    media_type: Some(media_type.clone()),
                    value: Some((place.clone().unwrap_or_default(), value)),
                    ..empty.clone()
                }));
            }
        }
        answers
    }
}

/// Returns a status that a declared one stands for, and no other one does.
fn status(declared: &str, taken: &BTreeSet<u16>) -> Option<u16> {
    let free = |mut range: std::ops::Range<u16>| {
        range.find(|status| !taken.contains(status) && *status % 100 > 50)
    };
    match declared
        .strip_suffix("XX")
        .and_then(|class| class.parse::<u16>().ok())
    {
        Some(class) => free(class * 100..class * 100 + 100),
        None if declared != "default" => declared.parse().ok(),
        None if taken.iter().any(|status| *status < 300) => free(500..600),
        None => Some(200),
    }
}

/// Returns `true` if a value can be written at the place of an input, and the specification says how.
fn is_sendable(input: &Input, value: &Value) -> bool {
    let is_plain = |value: &Value| match value {
        Value::String(text) => is_sendable_text(input, text),
        Value::Number(number) => number.as_f64().is_none_or(|number| number.abs() < 1e15),
        Value::Bool(_) => true,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    };
    match value {
        _ if input.is_json => !value.is_null() && is_sendable_text(input, &value.to_string()),
        Value::Array(items) => {
            !items.is_empty() && items.iter().all(is_plain) && input.style != "deepObject"
        }
        Value::Object(members) => {
            let is_delimited = input.style.ends_with("Delimited");
            !members.is_empty() && members.values().all(is_plain) && !is_delimited
        }
        one => is_plain(one),
    }
}

fn is_sendable_text(input: &Input, text: &str) -> bool {
    match &*input.location {
        "path" => !matches!(text, "" | "." | ".."),
        "header" | "cookie" => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()),
        _ => true,
    }
}
