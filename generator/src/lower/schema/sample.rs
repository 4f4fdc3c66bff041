//! Values that the constraints of a schema allow, for the examples of methods.

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Map, Value};

use super::bounds::Bound;
use super::limits::Limits;
use super::merged::MergedSchema;
use super::schema_type::SchemaType;

/// The most elements that an example is given.
const MOST_ELEMENTS: usize = 12;

/// The most characters that an example is filled up to.
const MOST_CHARACTERS: usize = 200;

/// The name of a format, a value, and a coarse judge of the author's.
type FormatSample = (&'static str, &'static str, fn(&str) -> bool);

/// String formats without a type of their own.
const FORMATS: [FormatSample; 9] = [
    ("email", "name@example.com", |text| text.contains('@')),
    ("uri", "https://example.com", |text| text.contains("://")),
    ("url", "https://example.com", |text| text.contains("://")),
    ("iri", "https://example.com", |text| text.contains("://")),
    ("hostname", "example.com", |text| {
        !text.contains(['/', ' ', ':', '_'])
    }),
    ("ipv4", "192.0.2.1", |text| {
        text.parse::<core::net::Ipv4Addr>().is_ok()
    }),
    ("ipv6", "2001:db8::1", |text| {
        text.parse::<core::net::Ipv6Addr>().is_ok()
    }),
    ("time", "12:00:00Z", |_| false),
    ("regex", "^a$", |text| Regex::new(text).is_ok()),
];

/// Returns a value that the constraints of a schema allow, where that of its type alone may not fit: the author's
/// example, else one that is made. Elements and members are null, since they have schemas of their own.
pub(super) fn sample(merged: &MergedSchema<'_>) -> Option<Value> {
    let limits = &merged.limits;
    match merged.kind? {
        SchemaType::Text => text(limits, merged.format.as_deref()).map(Value::from),
        SchemaType::Integer => number(limits, true),
        SchemaType::Number => number(limits, false),
        SchemaType::List => {
            let least = limits.elements.least.filter(|least| *least > 0)?;
            Some(vec![Value::Null; least.min(MOST_ELEMENTS)].into())
        }
        SchemaType::Object => {
            let least = limits.properties.least.filter(|least| *least > 0)?;
            let key = |index: usize| limits.key_sample(index).map(|key| (key, Value::Null));
            let members: Option<Map<_, _>> = (1..=least.min(MOST_ELEMENTS)).map(key).collect();
            members.map(Value::Object)
        }
        SchemaType::Bool => None,
    }
}

impl Limits {
    fn key_sample(&self, index: usize) -> Option<String> {
        match self.key_patterns.first() {
            Some(pattern) => spelled(pattern, index),
            None => Some(format!("key{index}")),
        }
    }

    fn takes_length(&self, text: &str) -> bool {
        let length = text.chars().count();
        self.characters.least.is_none_or(|least| length >= least)
            && self.characters.most.is_none_or(|most| length <= most)
    }

    /// Returns `true` if a text matches every pattern. Lookahead is beyond the library, and not judged.
    fn matches(&self, text: &str) -> bool {
        let judge =
            |pattern: &String| Regex::new(pattern).map_or(true, |regex| regex.is_match(text));
        self.patterns.iter().all(judge)
    }

    fn takes_number(&self, number: Bound) -> bool {
        let bounds = &self.bounds;
        let is_multiple = |by: &Bound| {
            let times = number.double() / by.double();
            (times - times.round()).abs() <= 1e-9 * times.abs().min(1.0)
        };
        bounds
            .minimum
            .is_none_or(|least| number > least || (number >= least && !bounds.above))
            && bounds
                .maximum
                .is_none_or(|most| number < most || (number <= most && !bounds.below))
            && self.multiple_of.iter().all(is_multiple)
    }
}

fn text(limits: &Limits, format: Option<&str>) -> Option<String> {
    let format = FORMATS.iter().find(|(name, ..)| Some(*name) == format);
    let own = limits.example.as_ref().and_then(Value::as_str);
    let own = own.filter(|text| format.is_none_or(|(_, _, judge)| judge(text)));
    if let Some(own) = own.filter(|text| limits.takes_length(text) && limits.matches(text)) {
        return Some(own.to_owned());
    }
    let least = limits
        .characters
        .least
        .unwrap_or_default()
        .min(MOST_CHARACTERS);
    if let [pattern] = limits.patterns.as_slice() {
        let spelled = (0..=least).filter_map(|more| spelled(pattern, more));
        return spelled.into_iter().find(|text| limits.takes_length(text));
    }
    let most = limits.characters.most.unwrap_or(MOST_CHARACTERS);
    let filled: String = "text"
        .chars()
        .cycle()
        .take(least.max(4).min(most))
        .collect();
    let made = format.map_or(filled.clone(), |(_, value, _)| (*value).to_owned());
    [made, filled]
        .into_iter()
        .find(|text| limits.takes_length(text))
        .filter(|text| text != "text")
}

fn number(limits: &Limits, is_whole: bool) -> Option<Value> {
    let own = limits.example.as_ref().and_then(Bound::written);
    if own.is_none() && limits.takes_number(Bound::Integer(1)) {
        return None;
    }
    let bounds = &limits.bounds;
    let [minimum, maximum] = [bounds.minimum, bounds.maximum].map(|bound| bound.map(Bound::double));
    let by = limits.multiple_of.first().map_or(1.0, |by| by.double());
    let above = minimum.map(|least| (least / by).floor() * by + by);
    let below = maximum.map(|most| (most / by).ceil() * by - by);
    let between = minimum.zip(maximum).map(|(a, b)| a.midpoint(b));
    let made = [
        Some(Bound::Integer(1)),
        bounds.minimum,
        Some(Bound::Double(by)),
        above.map(Bound::Double),
        bounds.maximum,
        below.map(Bound::Double),
        Some(Bound::Integer(0)),
        between.map(Bound::Double),
    ];
    own.into_iter()
        .chain(made.into_iter().flatten())
        .filter(|number| !is_whole || number.double().fract() == 0.0)
        .find(|number| limits.takes_number(*number))?
        .value()
}

/// Returns a text that a pattern spells out, with so many more repetitions than it asks for; none if it looks around, or
/// is longer than an example should be.
fn spelled(pattern: &str, more: usize) -> Option<String> {
    let hir = regex_syntax::parse(undelimited(pattern)).ok()?;
    let mut text = String::new();
    spell(&hir, u32::try_from(more).ok()?, &mut text)?;
    Some(text)
}

/// Returns a pattern without the slashes that other languages write around one.
fn undelimited(pattern: &str) -> &str {
    let inner = pattern
        .strip_prefix('/')
        .and_then(|rest| rest.rsplit_once('/'));
    let inner = inner.filter(|(_, flags)| flags.chars().all(|c| c.is_ascii_lowercase()));
    inner.map_or(pattern, |(inner, _)| inner)
}

fn spell(hir: &Hir, more: u32, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges();
            let has = |c: &char| {
                ranges
                    .iter()
                    .any(|range| range.start() <= *c && *c <= range.end())
            };
            let plain = ('a'..='z')
                .chain('A'..='Z')
                .chain('1'..='9')
                .chain(['0', '-', '_', ' ']);
            let first = || {
                ranges
                    .first()
                    .map(regex_syntax::hir::ClassUnicodeRange::start)
            };
            text.push(plain.into_iter().find(has).or_else(first)?);
        }
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repetition.min.saturating_add(more).min(most) {
                let before = text.len();
                spell(&repetition.sub, 0, text)?;
                if text.len() == before {
                    break;
                }
                if text.len() > 4 * MOST_CHARACTERS {
                    return None;
                }
            }
        }
        HirKind::Capture(capture) => spell(&capture.sub, more, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| spell(part, more, text))?,
        HirKind::Alternation(parts) => spell(parts.first()?, more, text)?,
    }
    Some(())
}
