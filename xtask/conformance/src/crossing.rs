//! The calls of a crate of an older document, answered by a server of a newer one.

use std::collections::{BTreeMap, BTreeSet};

use rill_codegen::ir::{Api, Operation};
use rill_codegen::{Config, FatalError, Input, generate};
use serde_json::Value;

use super::cases::{Answer, Arguments, Values};
use super::declared::{self, DeclaredOperation};
use super::driver::Model;
use super::given::given;
use super::judge::Judge;
use super::request::{self, SentRequest};
use super::standard::{self, Standard};
use super::trial::{call_line, sent, sent_body};
use super::workshop::Package;

/// The most values of one input, and of one body.
const MOST: (usize, usize) = (40, 400);

/// A crate that makes calls, and what its document says of them.
#[derive(Debug)]
pub struct Caller {
    /// The crate with the program that makes the calls.
    pub package: Package,
    api: Api,
    document: Side,
}

impl Caller {
    /// Generates the crate of a document, with the program.
    pub fn new(name: &str, input: &Input, config: &Config) -> Result<Self, FatalError> {
        let model = Model::new(input, config)?;
        let package = Package::with_driver(name, generate(input, config)?, model.driver());
        Ok(Self {
            package,
            document: Side::new(&model.author),
            api: model.api,
        })
    }
}

/// The operations of a document, and the judge of their values.
#[derive(Debug)]
struct Side {
    standard: Standard,
    judge: Judge,
    operations: Vec<DeclaredOperation>,
}

impl Side {
    fn new(author: &Value) -> Self {
        let author = declared::with_variables(author);
        let operations = declared::operations(&author);
        let places = operations.iter().flat_map(DeclaredOperation::schemas);
        let standard = standard::standard(&author, places.cloned().collect());
        let judge = Judge::new(&standard);
        Self {
            standard,
            judge,
            operations,
        }
    }

    fn values(&self) -> Values<'_> {
        Values {
            standard: &self.standard,
            judge: &self.judge,
            most: MOST,
            is_wide: true,
        }
    }
}

/// The calls of an old crate that the new document still has operations for.
#[derive(Debug)]
pub struct Crossing<'a> {
    caller: &'a Caller,
    document: Side,
    calls: Vec<Call>,
}

/// One call: the operation in both documents, the arguments by the old one, the answer by the new one.
#[derive(Debug)]
struct Call {
    old: usize,
    new: usize,
    arguments: Arguments,
    answer: Answer,
    /// A Rill API is called, which takes its arguments in the body and in the query.
    is_custom: bool,
    line: String,
}

/// Returns `true` if an answer is one that a Rill API gives, whatever its document declares: rows as JSON.
fn is_rows(answer: &Answer) -> bool {
    let kind = answer.media_type.as_deref().unwrap_or_default();
    let value = answer
        .value
        .as_ref()
        .and_then(|(_, value)| value.as_array());
    let rows = value.filter(|_| answer.status == 200 && kind.contains("json"));
    rows.is_some_and(|rows| rows.iter().all(Value::is_object))
}

/// Faults, each with an example.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// An answer that the new document declares, and the old crate does not decode.
    pub undecodable: Option<String>,
    /// A request of the old crate that the new document does not take.
    pub refused: Option<String>,
}

impl<'a> Crossing<'a> {
    /// Makes the calls between an old crate and the server of a new document.
    pub fn new(caller: &'a Caller, new: &Value) -> Self {
        let mut crossing = Self {
            caller,
            document: Side::new(new),
            calls: Vec::new(),
        };
        for (index, old) in caller.document.operations.iter().enumerate() {
            let mut operations = crossing.document.operations.iter();
            let same = |one: &DeclaredOperation| one.method == old.method && one.path == old.path;
            if let Some(other) = operations.position(same) {
                crossing.add(index, other);
            }
        }
        crossing
    }

    fn add(&mut self, index: usize, other: usize) {
        let (old, new) = (
            &self.caller.document.operations[index],
            &self.document.operations[other],
        );
        let arguments = self.caller.document.values().arguments(old);
        let arguments = arguments.unwrap_or_default();
        let answers = self.document.values().answers(new);
        let methods = self.caller.api.operations.iter().enumerate();
        let methods: Vec<(usize, &Operation)> = methods
            .filter(|(_, one)| one.path == old.path && one.method == old.method)
            .collect();
        // Which of several methods asks for which media type is for trials to judge.
        let [(method, lowered)] = methods.as_slice() else {
            return;
        };
        let is_custom = lowered.http().is_none();
        let has_success = old.responses.iter().any(|one| one.status.starts_with('2'));
        let is_sent = |answer: &Answer| {
            if is_custom {
                answer.status >= 400 || is_rows(answer)
            } else {
                // A document that declares no success says nothing of one.
                answer.status >= 300 || answer.declared.starts_with('2') || !has_success
            }
        };
        let answers: Vec<Answer> = answers.into_iter().filter(is_sent).collect();
        let given = arguments.into_iter().filter_map(|arguments| {
            let given = given(&self.caller.api, lowered, old, &arguments).ok()?;
            Some((arguments, given))
        });
        let given: Vec<_> = given.collect();
        if given.is_empty() || answers.is_empty() {
            return;
        }
        for turn in 0..given.len().max(answers.len()) {
            let (arguments, given) = &given[turn % given.len()];
            let answer = &answers[turn % answers.len()];
            self.calls.push(Call {
                old: index,
                new: other,
                arguments: arguments.clone(),
                answer: answer.clone(),
                is_custom,
                line: call_line(*method, given, answer),
            });
        }
    }

    /// Returns the lines for the program.
    pub fn lines(&self) -> Vec<String> {
        self.calls.iter().map(|one| one.line.clone()).collect()
    }

    /// Returns the operations that are called.
    pub fn called(&self) -> BTreeSet<String> {
        let operations = self
            .calls
            .iter()
            .map(|call| &self.document.operations[call.new]);
        operations
            .map(|one| format!("{} {}", one.method, one.path))
            .collect()
    }

    /// Judges what the program answered.
    pub fn faults(&self, answers: &[Option<String>]) -> Faults {
        let mut faults = Faults::default();
        for (call, answer) in self.calls.iter().zip(answers) {
            let told = answer.as_deref().unwrap_or_default();
            let told: Value = serde_json::from_str(told).unwrap_or_default();
            let about = |why: String| {
                let operation = &self.document.operations[call.new];
                format!("{} {}: {why}", operation.method, operation.path)
            };
            let undecodable = self.undecodable(call, &told["outcome"]).map(about);
            faults.undecodable = faults.undecodable.or(undecodable);
            let refused = sent(&told["request"]).and_then(|sent| {
                let by = |document: &Side, index: usize| self.refused(call, &sent, document, index);
                // What the old document does not take either is for trials to judge.
                let is_sound = by(&self.caller.document, call.old).is_none();
                by(&self.document, call.new).filter(|_| is_sound).map(about)
            });
            faults.refused = faults.refused.or(refused);
        }
        faults
    }

    /// Returns the reason why an answer was not decoded, unless the old document has such answers too.
    fn undecodable(&self, call: &Call, outcome: &Value) -> Option<String> {
        let old = &self.caller.document;
        let answer = &call.answer;
        let class = format!("{}XX", answer.status / 100);
        let names = [answer.status.to_string(), class, "default".to_owned()];
        let responses = &old.operations[call.old].responses;
        let mut names = names.iter();
        let known = names.find_map(|name| responses.iter().find(|one| one.status == *name));
        if known.is_none() && answer.status >= 400 {
            return None;
        }
        let value = answer.value.as_ref().map(|(_, value)| value);
        let takes = |place: &String| value.is_some_and(|one| old.judge.flaw(place, one).is_none());
        let mut media = known.into_iter().flat_map(|known| &known.media);
        let is_known = media.any(|(media_type, place)| {
            Some(media_type) == answer.media_type.as_ref() && place.as_ref().is_none_or(takes)
        });
        let is_empty = known.is_some_and(|known| known.media.is_empty());
        let is_known = is_known || (is_empty && answer.media_type.is_none());
        let text = outcome.to_string();
        let is_failed = outcome.get("failed").is_some() || text.contains("\"unread\":");
        (is_failed && !is_known).then(|| format!("{}: {outcome}", sent_body(answer)))
    }

    /// Returns the reason why a request is not one that an operation of a document takes.
    fn refused(
        &self,
        call: &Call,
        sent: &SentRequest,
        document: &Side,
        index: usize,
    ) -> Option<String> {
        let old = &self.caller.document.operations[call.old];
        let new = &document.operations[index];
        let mut inputs = BTreeMap::new();
        for (index, value) in &call.arguments.inputs {
            let one = &old.inputs[*index];
            let same = new
                .inputs
                .iter()
                .position(|other| other.location == one.location && other.name == one.name);
            inputs.extend(same.map(|index| (index, value.clone())));
        }
        for (index, input) in new.inputs.iter().enumerate() {
            if input.is_own_of_http() {
                continue;
            }
            match inputs.get(&index) {
                Some(value) => {
                    if let Some(flaw) = document.judge.flaw(&input.schema, value) {
                        return Some(format!("`{}` {value}: {flaw}", input.name));
                    }
                }
                None if input.is_required => return Some(format!("no `{}`", input.name)),
                None => {}
            }
        }
        let body = match &call.arguments.body {
            None if new.is_body_required && !call.is_custom => return Some("no body".to_owned()),
            Some((form, value)) if !new.bodies.is_empty() => {
                let media_type = &old.bodies[*form].media_type;
                let same = |one: &declared::BodyForm| one.media_type == *media_type;
                match new.bodies.iter().position(same) {
                    Some(form) => Some((form, value.clone())),
                    None => return Some(format!("a body of {media_type}")),
                }
            }
            _ => None,
        };
        if let Some((form, given)) = &body
            && let Some(place) = &new.bodies[*form].schema
        {
            let value = serde_json::from_str(&sent.body).unwrap_or_else(|_| given.clone());
            if let Some(flaw) = document.judge.flaw(place, &value) {
                return Some(format!("{value}: {flaw}"));
            }
        }
        if call.is_custom {
            return None;
        }
        let arguments = Arguments { inputs, body };
        let flaws = request::flaws(&document.standard, new, &arguments, sent);
        // What a server does not know of it ignores.
        let is_ignored =
            |flaw: &String| flaw.starts_with("accept: ") || flaw.ends_with("was not given");
        flaws.into_iter().find(|flaw| !is_ignored(flaw))
    }
}
