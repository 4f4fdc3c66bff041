//! The calls of a document at a server that judges their requests: Prism, or one that tells violations as it does.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::cases::Answer;
use super::declared::DeclaredOperation;
use super::trial::{Exchange, Trial};

/// Violations of one document by operation: each kind once, with the text of the first.
pub type Violations = BTreeMap<String, BTreeMap<String, String>>;

impl Trial {
    /// Leaves each arguments and each status of an operation once: a server makes its responses itself.
    pub fn keep_requests(&mut self) {
        let mut seen = BTreeSet::new();
        self.exchanges.retain(|exchange| {
            let line: Value = serde_json::from_str(&exchange.line).unwrap_or_default();
            seen.insert(format!(
                "{} {} {}",
                line["operation"], line["arguments"], exchange.answer.status
            ))
        });
    }

    /// Returns the operations that are called.
    pub fn called(&self) -> &BTreeSet<String> {
        &self.verdict.called
    }

    /// Returns what the server refused of requests and of its own responses, and what the client made of these
    /// otherwise than the document says.
    pub fn violations(&self, answers: &[Option<String>]) -> Violations {
        let mut violations = Violations::new();
        for (exchange, answer) in self.exchanges.iter().zip(answers) {
            let operation = &self.operations[exchange.operation];
            let told = answer.as_deref().unwrap_or_default();
            let told: Value = serde_json::from_str(told).unwrap_or_default();
            let mut found = server_violations(&told["response"]);
            if found.is_empty() {
                found.extend(self.client_violation(operation, exchange, &told));
            }
            let id = format!("{} {}", operation.method, operation.path);
            for (kind, text) in found {
                let text = format!("{text}\n    sent {}", told["request"]);
                let kinds = violations.entry(id.clone()).or_default();
                kinds.entry(kind).or_insert(text);
            }
        }
        violations
    }

    fn client_violation(
        &self,
        operation: &DeclaredOperation,
        exchange: &Exchange,
        told: &Value,
    ) -> Option<(String, String)> {
        let (response, outcome) = (&told["response"], &told["outcome"]);
        let status = response["status"].as_u64().unwrap_or_default();
        if status == 0 {
            return Some(("no response".to_owned(), outcome.to_string()));
        }
        let media_type = response["media_type"].as_str();
        let answer = received(operation, response)?;
        let received = Exchange {
            answer,
            ..exchange.clone()
        };
        let flaw = self.answer_flaw(&received, outcome)?;
        let kind = format!("client: {status} {}", media_type.unwrap_or("-"));
        Some((kind, format!("{flaw}\n    received {response}")))
    }
}

/// Returns a response as the document declares it; `None` if it does not.
fn received(operation: &DeclaredOperation, response: &Value) -> Option<Answer> {
    let status = u16::try_from(response["status"].as_u64()?).ok()?;
    let names = [
        status.to_string(),
        format!("{}XX", status / 100),
        "default".to_owned(),
    ];
    let declared = names.iter().find_map(|name| {
        let mut responses = operation.responses.iter();
        responses.find(|one| one.status.eq_ignore_ascii_case(name))
    })?;
    let media_type = response["media_type"].as_str();
    let media = declared
        .media
        .iter()
        .find(|(name, _)| media_type.is_some_and(|is| essence(is) == essence(name)));
    let text = response["body"].as_str().unwrap_or_default();
    let is_json = media_type.is_some_and(|is| essence(is).ends_with("json"));
    let value = match serde_json::from_str(text) {
        Ok(value) if is_json => value,
        _ => Value::from(text),
    };
    Some(Answer {
        status,
        declared: declared.status.clone(),
        media_type: media.map(|(name, _)| name.clone()),
        value: media.and_then(|(_, place)| Some((place.clone()?, value))),
    })
}

fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Returns what the server says is violated: in its header, else in a problem (RFC 9457) of its own.
fn server_violations(response: &Value) -> Vec<(String, String)> {
    let parse = |text: &Value| -> Value {
        serde_json::from_str(text.as_str().unwrap_or_default()).unwrap_or_default()
    };
    let is_problem = response["media_type"] == "application/problem+json";
    let problem = if is_problem {
        parse(&response["body"])
    } else {
        Value::Null
    };
    let problem_type = problem["type"].as_str().unwrap_or_default();
    let own = problem_type.split_once("stoplight.io/prism/errors#");
    let header = parse(&response["violations"]);
    let listed = header.as_array().or(problem["validation"].as_array());
    let is_error = |one: &&Value| one["severity"] == "Error";
    let mut found: Vec<(String, String)> = Vec::new();
    for one in listed.into_iter().flatten().filter(is_error) {
        let steps = one["location"].as_array().into_iter().flatten();
        let steps = steps.filter_map(Value::as_str).map(|step| {
            let is_index = step.bytes().all(|byte| byte.is_ascii_digit());
            if is_index { "*" } else { step }
        });
        let mut steps: Vec<&str> = steps.collect();
        match steps.first() {
            // The server made it: which part of it is wrong is not ours to tell.
            Some(&"response") => steps.truncate(2),
            Some(&"request") => {}
            // A problem speaks of requests alone, and leaves that out.
            _ => steps.insert(0, "request"),
        }
        let code = match &one["code"] {
            Value::String(code) => code.clone(),
            Value::Null => "media type".to_owned(),
            code => code.to_string(),
        };
        found.push((format!("{} {code}", steps.join(".")), one.to_string()));
    }
    // Of a union that a request does not meet, each alternative says why.
    let unions = found.iter().map(|(kind, _)| kind.as_str());
    let unions =
        unions.filter_map(|kind| kind.strip_suffix(" oneOf").or(kind.strip_suffix(" anyOf")));
    let unions: Vec<String> = unions
        .filter(|at| at.starts_with("request."))
        .map(str::to_owned)
        .collect();
    found.retain(|(kind, _)| {
        let is_inside = unions.iter().any(|union| kind.starts_with(union));
        !is_inside || kind.ends_with(" oneOf") || kind.ends_with(" anyOf")
    });
    match own {
        Some((_, name)) if found.is_empty() => vec![(name.to_owned(), problem.to_string())],
        _ => found,
    }
}
