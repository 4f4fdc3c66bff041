//! Single values: texts by format, pattern and length, numbers by their bounds.

use serde_json::{Number, Value};

use super::pattern;
use super::view::{Kind, View};

/// Values of a type that is neither an object nor an array, the plainest first.
pub(crate) fn values(view: &View<'_>, kind: Kind) -> Vec<Value> {
    let mut values = match kind {
        Kind::Text => texts(view).into_iter().map(Value::from).collect(),
        Kind::Integer => integers(view),
        Kind::Number => numbers(view),
        Kind::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Null => vec![Value::Null],
        Kind::Object | Kind::Array => Vec::new(),
    };
    values.extend(view.samples().filter(|value| kind.has(value)).cloned());
    values
}

/// Texts of the formats that have a form. Of a format that is not here any text will do.
const FORMATS: [(&str, &[&str]); 18] = [
    (
        "date-time",
        &[
            "2024-02-29T12:34:56Z",
            "1999-12-31T23:59:59.123456+05:30",
            "2024-02-29T12:34:56.100Z",
        ],
    ),
    ("date", &["2024-02-29", "0001-01-01"]),
    ("time", &["12:34:56Z", "23:59:59.5+01:00"]),
    ("duration", &["PT1H30M", "P3D", "P1Y2M"]),
    (
        "uuid",
        &[
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
        ],
    ),
    ("byte", &["aGVsbG8=", "", "+/+/"]),
    ("base64url", &["aGVsbG8=", "-_-_"]),
    ("email", &["a.b+c@example.com"]),
    ("idn-email", &["a.b+c@example.com"]),
    ("hostname", &["a-1.example.com"]),
    ("ipv4", &["192.0.2.1"]),
    ("ipv6", &["2001:db8::1"]),
    ("uri", &["https://example.com/a%20b?c=d&e=#f", "urn:a:b"]),
    ("uri-reference", &["../a?b", "https://example.com"]),
    ("iri", &["https://example.com/ä"]),
    ("regex", &["^a+$"]),
    ("json-pointer", &["/a/b~1c"]),
    ("uri-template", &["/a/{b}"]),
];

/// Formats of texts that hold a number.
const NUMERIC: [&str; 7] = [
    "int32", "int64", "uint32", "uint64", "fixed32", "fixed64", "decimal",
];

fn texts(view: &View<'_>) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for pattern in view.said("pattern").filter_map(Value::as_str) {
        texts.extend(pattern::matching(pattern));
    }
    for format in view.said("format").filter_map(Value::as_str) {
        let known = FORMATS.iter().find(|(name, _)| *name == format);
        texts.extend(
            known
                .into_iter()
                .flat_map(|(_, texts)| *texts)
                .map(ToString::to_string),
        );
        if NUMERIC.contains(&format) {
            texts.extend(["42", "0", "1234567890"].map(str::to_owned));
        }
    }
    if texts.is_empty() {
        let least = view.at_least("minLength").unwrap_or(0);
        let most = view.at_most("maxLength");
        for text in ["text", "", "ä \"quoted\" \\ \n€🦀"] {
            texts.push(fitted(text, least, most));
        }
        texts.push(fitted("", least, most));
        if let Some(most) = most.filter(|most| *most < 2000) {
            texts.push(fitted("é", most, Some(most)));
        }
    }
    texts.dedup();
    texts
}

/// Returns a text of a length, counted in characters.
fn fitted(text: &str, least: u64, most: Option<u64>) -> String {
    let size = |length: u64| usize::try_from(length).unwrap_or(usize::MAX);
    let mut text: String = text.chars().take(most.map_or(usize::MAX, size)).collect();
    let filler = text.chars().next().unwrap_or('a');
    let missing = size(least.min(100_000)).saturating_sub(text.chars().count());
    text.extend(std::iter::repeat_n(filler, missing));
    text
}

fn integers(view: &View<'_>) -> Vec<Value> {
    let (low, high) = bounds(view);
    // Where nothing is said, servers send what a signed word holds.
    let mut numbers: Vec<i128> = vec![1, 0, -1, 1_234_567_890_123];
    numbers.extend(
        [low.map(whole_up), high.map(whole_down)]
            .into_iter()
            .flatten(),
    );
    let steps: Vec<f64> = view.said("multipleOf").filter_map(Value::as_f64).collect();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a step is small, and what does not fit is dropped later"
    )]
    numbers.extend(
        steps
            .iter()
            .flat_map(|step| [*step as i128, *step as i128 * 3]),
    );
    let fits = |number: &&i128| {
        low.is_none_or(|low| **number >= whole_up(low))
            && high.is_none_or(|high| **number <= whole_down(high))
    };
    let mut values: Vec<Value> = Vec::new();
    for number in numbers.iter().filter(fits) {
        let value = i64::try_from(*number)
            .map(Value::from)
            .or_else(|_| u64::try_from(*number).map(Value::from));
        values.extend(value.ok());
    }
    values
}

fn numbers(view: &View<'_>) -> Vec<Value> {
    let (low, high) = bounds(view);
    let as_float = |bound: Bound| match bound {
        Bound::Whole(number) => as_f64(number),
        Bound::Float(number) => number,
    };
    let (low, high) = (low.map(as_float), high.map(as_float));
    let mut numbers = vec![1.5, 0.0, -2.25, 1e21, 0.1];
    numbers.extend(low);
    numbers.extend(high);
    if let (Some(low), Some(high)) = (low, high) {
        numbers.push(low.midpoint(high));
    }
    for step in view.said("multipleOf").filter_map(Value::as_f64) {
        numbers.extend([step, step * 3.0]);
    }
    numbers.retain(|number| {
        low.is_none_or(|low| *number >= low) && high.is_none_or(|high| *number <= high)
    });
    let floats = numbers
        .into_iter()
        .filter_map(Number::from_f64)
        .map(Value::Number);
    floats.chain(integers(view).into_iter().take(2)).collect()
}

/// A bound, exact where it is a whole number.
#[derive(Clone, Copy, Debug)]
enum Bound {
    Whole(i128),
    Float(f64),
}

/// Returns the range that all schemas allow together, ends included where they are whole.
fn bounds(view: &View<'_>) -> (Option<Bound>, Option<Bound>) {
    let of = |keyword: &str, step: i128| {
        let said: Vec<Bound> = view
            .said(keyword)
            .filter_map(|value| bound(value, step))
            .collect();
        said
    };
    let low = [of("minimum", 0), of("exclusiveMinimum", 1)].concat();
    let high = [of("maximum", 0), of("exclusiveMaximum", -1)].concat();
    let low = low
        .into_iter()
        .reduce(|a, b| if float(a) >= float(b) { a } else { b });
    let high = high
        .into_iter()
        .reduce(|a, b| if float(a) <= float(b) { a } else { b });
    (low, high)
}

fn bound(value: &Value, step: i128) -> Option<Bound> {
    let whole = value
        .as_i64()
        .map(i128::from)
        .or_else(|| value.as_u64().map(i128::from));
    match whole {
        Some(whole) => Some(Bound::Whole(whole + step)),
        None => value.as_f64().map(Bound::Float),
    }
}

fn float(bound: Bound) -> f64 {
    match bound {
        Bound::Whole(number) => as_f64(number),
        Bound::Float(number) => number,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "bounds are compared, and the nearest double does"
)]
fn as_f64(number: i128) -> f64 {
    number as f64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast saturates, which is what a bound beyond the range means"
)]
fn whole_up(bound: Bound) -> i128 {
    match bound {
        Bound::Whole(number) => number,
        Bound::Float(number) => number.ceil() as i128,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast saturates, which is what a bound beyond the range means"
)]
fn whole_down(bound: Bound) -> i128 {
    match bound {
        Bound::Whole(number) => number,
        Bound::Float(number) => number.floor() as i128,
    }
}
