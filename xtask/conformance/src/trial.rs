//! The calls of every operation of one document, and the verdict on them.

use std::collections::{BTreeMap, BTreeSet};

use rill_codegen::ir::{Api, Operation};
use rill_codegen::{Config, FatalError, Input, generate};
use serde_json::{Value, json};

use super::cases::{Answer, Arguments, Values};
use super::declared::{self, DeclaredOperation};
use super::driver::Model;
use super::equal;
use super::given::given;
use super::judge::Judge;
use super::request::{self, SentRequest};
use super::standard::{self, Standard};
use super::workshop::Package;

/// A document whose calls are tried.
#[derive(Debug)]
pub struct Trial {
    /// The crate with the program that makes the calls.
    pub package: Package,
    standard: Standard,
    pub(crate) operations: Vec<DeclaredOperation>,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) verdict: Verdict,
}

/// One call with its answer.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    /// The declared operation.
    pub(crate) operation: usize,
    pub(crate) arguments: Arguments,
    pub(crate) answer: Answer,
    /// `true` if the operation gives the rows of a Rill API: a null there is as good as nothing.
    pub(crate) gives_rows: bool,
    pub(crate) line: String,
}

/// Everything that was found of a document.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    pub covered: Coverage,
    /// Operations that were called.
    pub called: BTreeSet<String>,
    /// What is not as the document says, by operation, each kind once.
    pub flaws: BTreeMap<String, BTreeSet<String>>,
    /// Operations that were not called, with the reason.
    pub not_called: BTreeMap<String, String>,
}

/// The numbers of what was tried.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coverage {
    pub operations: usize,
    pub called: usize,
    pub calls: usize,
    pub inputs: usize,
    pub bodies: usize,
    pub statuses: usize,
    pub media_types: usize,
    pub errors: usize,
}

impl std::ops::Add for Coverage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            operations: self.operations + other.operations,
            called: self.called + other.called,
            calls: self.calls + other.calls,
            inputs: self.inputs + other.inputs,
            bodies: self.bodies + other.bodies,
            statuses: self.statuses + other.statuses,
            media_types: self.media_types + other.media_types,
            errors: self.errors + other.errors,
        }
    }
}

impl Trial {
    /// Makes the calls of a document, and the program for them.
    pub fn new(name: &str, input: &Input, config: &Config) -> Result<Self, FatalError> {
        let generated = generate(input, config)?;
        let model = Model::new(input, config)?;
        let author = declared::with_variables(&model.author);
        let operations = declared::operations(&author);
        let places = operations.iter().flat_map(DeclaredOperation::schemas);
        let standard = standard::standard(&author, places.cloned().collect());
        let judge = Judge::new(&standard);
        let mut trial = Self {
            package: Package::with_driver(name, generated, model.driver()),
            standard,
            operations,
            exchanges: Vec::new(),
            verdict: Verdict::default(),
        };
        for index in 0..trial.operations.len() {
            trial.add(index, &model.api, &judge);
        }
        Ok(trial)
    }

    /// Returns `true` if an operation gives the rows of a Rill API, whose arguments go by rules of Rill.
    pub fn gives_rows(&self) -> bool {
        self.exchanges.iter().any(|exchange| exchange.gives_rows)
    }

    /// Adds the calls of an operation: each of its arguments and each of its answers once.
    fn add(&mut self, index: usize, api: &Api, judge: &Judge) {
        let operation = &self.operations[index];
        let values = Values::new(&self.standard, judge);
        let id = format!("{} {}", operation.method, operation.path);
        let covered = &mut self.verdict.covered;
        covered.operations += 1;
        let methods: Vec<(usize, &Operation)> = api
            .operations
            .iter()
            .enumerate()
            .filter(|(_, one)| one.path == operation.path && one.method == operation.method)
            .collect();
        if methods.is_empty() {
            self.verdict
                .not_called
                .insert(id, "it has no method".to_owned());
            return;
        }
        let arguments = match values.arguments(operation) {
            Ok(arguments) => arguments,
            Err(why) => {
                self.verdict.not_called.insert(id, why);
                return;
            }
        };
        let answers = values.answers(operation);
        covered.called += 1;
        self.verdict.called.insert(id.clone());
        covered.inputs += operation.inputs.len();
        covered.bodies += operation.bodies.len();
        covered.statuses += operation.responses.len();
        covered.media_types += operation
            .responses
            .iter()
            .map(|one| one.media.len())
            .sum::<usize>();
        covered.errors += operation
            .responses
            .iter()
            .filter(|one| is_error(&one.status))
            .count();
        let has_variations = methods.len() > 1;
        let mut flaws = BTreeSet::new();
        for (method, lowered) in methods {
            let is_meant = |answer: &&Answer| {
                let events = answer.media_type.as_deref() == Some("text/event-stream");
                !has_variations || answer.status >= 300 || events == lowered.variation.is_some()
            };
            let answers: Vec<&Answer> = answers.iter().filter(is_meant).collect();
            let mut lines = Vec::new();
            for arguments in &arguments {
                match given(api, lowered, operation, arguments) {
                    Ok(given) => lines.push((arguments.clone(), given)),
                    Err(why) if why.is_empty() => {}
                    Err(why) => drop(flaws.insert(why)),
                }
            }
            if lines.is_empty() || answers.is_empty() {
                continue;
            }
            for turn in 0..lines.len().max(answers.len()) {
                let (arguments, given) = &lines[turn % lines.len()];
                let answer = answers[turn % answers.len()];
                self.exchanges.push(Exchange {
                    operation: index,
                    arguments: arguments.clone(),
                    answer: answer.clone(),
                    gives_rows: lowered.http().is_none(),
                    line: call_line(method, given, answer),
                });
            }
        }
        if !flaws.is_empty() {
            self.verdict.flaws.insert(id, flaws);
        }
    }

    /// Returns the lines for the program.
    pub fn lines(&self) -> Vec<String> {
        self.exchanges.iter().map(|one| one.line.clone()).collect()
    }

    /// Returns the requests of the program's answers, each with its operation and the line that made the program send
    /// it, as lines of JSON.
    pub fn requests(&self, answers: &[Option<String>]) -> String {
        let mut lines = String::new();
        for (exchange, answer) in self.exchanges.iter().zip(answers) {
            let told: Value =
                serde_json::from_str(answer.as_deref().unwrap_or_default()).unwrap_or_default();
            let operation = &self.operations[exchange.operation];
            let operation = format!("{} {}", operation.method, operation.path);
            if told["request"].is_object() {
                let line = &exchange.line;
                let told =
                    json!({"operation": operation, "request": told["request"], "line": line});
                lines.push_str(&told.to_string());
                lines.push('\n');
            }
        }
        lines
    }

    /// Judges what the program answered.
    pub fn verdict(mut self, answers: &[Option<String>]) -> Verdict {
        self.verdict.covered.calls = answers.len();
        for (exchange, answer) in self.exchanges.iter().zip(answers) {
            let operation = &self.operations[exchange.operation];
            let told: Value = match answer {
                Some(line) => serde_json::from_str(line).unwrap_or_default(),
                None => json!({"outcome": {"unmade": "the program ended"}}),
            };
            let mut flaws = Vec::new();
            if let Some(why) = told["outcome"]["unmade"].as_str() {
                flaws.push(format!("arguments: {why}"));
            } else {
                if let Some(sent) = sent(&told["request"]) {
                    flaws = request::flaws(&self.standard, operation, &exchange.arguments, &sent);
                }
                flaws.extend(self.answer_flaw(exchange, &told["outcome"]));
            }
            if !flaws.is_empty() {
                let id = format!("{} {}", operation.method, operation.path);
                self.verdict.flaws.entry(id).or_default().extend(flaws);
            }
        }
        self.verdict
    }

    /// Returns how what came back differs from the answer.
    pub(crate) fn answer_flaw(&self, exchange: &Exchange, outcome: &Value) -> Option<String> {
        let answer = &exchange.answer;
        let about = format!(
            "{} {}",
            answer.declared,
            answer.media_type.as_deref().unwrap_or("-")
        );
        let side = if is_error(&answer.declared) && answer.status >= 400 {
            "api"
        } else {
            "ok"
        };
        let Some(told) = outcome.get(side) else {
            // Nothing is declared of it, so there is nothing to give.
            let is_typed = answer.value.is_some() && answer.status >= 200;
            return is_typed.then(|| format!("answer {about}: {outcome}"));
        };
        let Some((place, value)) = &answer.value else {
            return None;
        };
        let schema = self.standard.document.pointer(place);
        let schemas: Vec<&Value> = schema.into_iter().collect();
        let compare = |back: &Value| {
            // An optional property of an answer that is null is read as one that is absent.
            let plain = without_nulls;
            let document = &self.standard.document;
            let difference =
                equal::compare(document, &schemas, &plain(value), &plain(back)).err()?;
            Some(format!(
                "answer {about}: {} at `{}`: {back} for {value}",
                difference.kind, difference.at
            ))
        };
        if exchange.gives_rows && side == "api" {
            return None;
        }
        if let Some(back) = told.get("json") {
            return compare(back);
        }
        if let Some(items) = told.get("items") {
            let text = Value::from(value.to_string());
            return match items.as_array().map(Vec::as_slice) {
                Some([item]) if *item == text => None,
                Some([item]) => compare(item),
                _ => Some(format!("answer {about}: {told} for {value}")),
            };
        }
        let is_same = told["text"] == sent_body(answer);
        (!is_same).then(|| format!("answer {about}: {told} for {value}"))
    }
}

fn is_error(status: &str) -> bool {
    matches!(status.chars().next(), Some('4' | '5' | 'd'))
}

pub(crate) fn sent(request: &Value) -> Option<SentRequest> {
    let text = |key: &str| request[key].as_str().unwrap_or_default().to_owned();
    request.is_object().then(|| SentRequest {
        method: text("method"),
        target: text("target"),
        headers: request["headers"].as_object().cloned().unwrap_or_default(),
        body: text("body"),
    })
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), without_nulls(value)))
            .collect(),
        other => other.clone(),
    }
}

/// Returns the media type that a server sends for a declared one, which may be a range.
fn sent_media_type(answer: &Answer) -> Option<String> {
    let declared = answer.media_type.as_deref()?;
    let is_text = answer
        .value
        .as_ref()
        .is_some_and(|(_, value)| value.is_string());
    Some(match declared.split_once("/*") {
        Some(("*" | "application", _)) if is_text => "application/octet-stream".to_owned(),
        Some(("*" | "application", _)) => "application/json".to_owned(),
        Some(("image", _)) => "image/png".to_owned(),
        Some((kind, _)) => format!("{kind}/plain"),
        None => declared.to_owned(),
    })
}

/// Returns the line that tells the program to make a call, by the index of its method.
pub(crate) fn call_line(method: usize, arguments: &Value, answer: &Answer) -> String {
    let answer = json!({
        "status": answer.status, "media_type": sent_media_type(answer), "body": sent_body(answer),
    });
    json!({"operation": method, "arguments": arguments, "answer": answer}).to_string()
}

pub(crate) fn sent_body(answer: &Answer) -> String {
    let Some((_, value)) = &answer.value else {
        return String::new();
    };
    let media_type = sent_media_type(answer).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default();
    match (essence, value) {
        ("text/event-stream", value) => format!("data: {value}\n\n"),
        (kind, value)
            if ["ndjson", "jsonl", "json-seq", "stream+json"]
                .iter()
                .any(|word| kind.contains(word)) =>
        {
            format!("{value}\n")
        }
        (kind, Value::String(text)) if !kind.contains("json") => text.clone(),
        (_, value) => value.to_string(),
    }
}
