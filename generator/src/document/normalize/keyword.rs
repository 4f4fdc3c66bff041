//! One table of what each keyword takes, what kind of value it speaks of, and whether a Rust type
//! can hold what it says.
//!
//! Sources: JSON Schema 2020-12 (core, applicator, validation, format), OpenAPI 3.0.3 section
//! 4.7.24, and what OpenAPI 3.0 took over from draft 5.

use serde_json::{Value, json};

use crate::diagnostic::Code;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::document::value::kind_of;
use crate::ir::{DECIMAL, integer_format, is_float_format};
use crate::pointer::Pointer;

/// The kinds of values that a keyword takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    Anything,
    Text,
    /// One of these texts.
    Choice(&'static [&'static str]),
    Flag,
    Number,
    /// A whole number that is not negative.
    Count,
    NumberOrFlag,
    List,
    Texts,
    TextsOrFlag,
    TextOrTexts,
    Object,
    ObjectOrText,
    ObjectOrFlag,
    ObjectListOrFlag,
}

impl Expect {
    fn describe(self) -> String {
        match self {
            Self::Anything => "any value".into(),
            Self::Text => "a string".into(),
            Self::Choice(choices) => format!("one of `{}`", choices.join("`, `")),
            Self::Flag => "true or false".into(),
            Self::Number => "a number".into(),
            Self::Count => "a whole number from 0".into(),
            Self::NumberOrFlag => "a number, or true or false".into(),
            Self::List => "a list".into(),
            // Where a flag is taken, it is mended afterwards and not recommended.
            Self::Texts | Self::TextsOrFlag => "a list of strings".into(),
            Self::TextOrTexts => "a string or a list of strings".into(),
            Self::Object | Self::ObjectOrText => "an object".into(),
            Self::ObjectOrFlag => "a schema".into(),
            Self::ObjectListOrFlag => "a schema or a list of schemas".into(),
        }
    }

    fn accepts(self, value: &Value) -> bool {
        // A number that no `f64` holds would be of no use to anyone.
        let is_number = value.as_f64().is_some_and(f64::is_finite);
        let texts = |list: &Vec<Value>| list.iter().all(Value::is_string);
        match self {
            Self::Anything => true,
            Self::Text => value.is_string(),
            Self::Choice(choices) => value.as_str().is_some_and(|text| choices.contains(&text)),
            Self::Flag => value.is_boolean(),
            Self::Number => is_number,
            Self::Count => value
                .as_u64()
                .is_some_and(|count| usize::try_from(count).is_ok()),
            Self::NumberOrFlag => is_number || value.is_boolean(),
            Self::List => value.is_array(),
            Self::Texts => value.as_array().is_some_and(texts),
            Self::TextsOrFlag => value.is_boolean() || value.as_array().is_some_and(texts),
            Self::TextOrTexts => value.is_string() || value.as_array().is_some_and(texts),
            Self::Object => value.is_object(),
            Self::ObjectOrText => value.is_object() || value.is_string(),
            Self::ObjectOrFlag => value.is_object() || value.is_boolean(),
            Self::ObjectListOrFlag => value.is_object() || value.is_boolean() || value.is_array(),
        }
    }

    /// Returns the value of the right kind that a value of a wrong kind was meant as, if that is
    /// plain.
    fn mended(self, value: &Value) -> Option<Value> {
        match (self, value) {
            (Self::Object | Self::ObjectOrText | Self::ObjectOrFlag, Value::Array(list)) => {
                list.is_empty().then(|| json!({}))
            }
            (
                Self::List | Self::Texts | Self::TextsOrFlag | Self::TextOrTexts,
                Value::Object(map),
            ) => map.is_empty().then(|| json!([])),
            _ => None,
        }
    }
}

/// Returns the text that a value other than a string holds, if it is plain.
pub(super) fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Array(items) if !items.is_empty() => {
            let texts = items.iter().map(|item| match item {
                Value::String(text) => Some(text.clone()),
                other => plain_text(other),
            });
            Some(texts.collect::<Option<Vec<String>>>()?.join(" "))
        }
        _ => None,
    }
}

/// The kind of value a keyword speaks of; it says nothing about others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Applies {
    Always,
    Numbers,
    Strings,
    Lists,
    Objects,
}

impl Applies {
    /// Returns `true` if the keyword says something about values of a `type`.
    pub(super) fn to(self, kind: &str) -> bool {
        match self {
            Self::Always => false,
            Self::Numbers => matches!(kind, "integer" | "number"),
            Self::Strings => kind == "string",
            Self::Lists => kind == "array",
            Self::Objects => kind == "object",
        }
    }
}

/// The treatment of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is understood, here or in a later stage.
    Kept,
    /// It narrows values in a way types do not hold; that is reported.
    Ignored,
    /// It speaks to readers and validators only and is removed.
    Silent,
}

/// One line of the table.
#[derive(Debug)]
pub(super) struct Keyword {
    pub(super) name: &'static str,
    pub(super) expect: Expect,
    pub(super) applies: Applies,
    pub(super) fate: Fate,
}

const fn kept(name: &'static str, expect: Expect, applies: Applies) -> Keyword {
    Keyword {
        name,
        expect,
        applies,
        fate: Fate::Kept,
    }
}

const fn ignored(name: &'static str, expect: Expect, applies: Applies) -> Keyword {
    Keyword {
        fate: Fate::Ignored,
        ..kept(name, expect, applies)
    }
}

const fn silent(name: &'static str) -> Keyword {
    Keyword {
        fate: Fate::Silent,
        ..field(name, Expect::Anything)
    }
}

/// A keyword of something that is no schema.
pub(super) const fn field(name: &'static str, expect: Expect) -> Keyword {
    kept(name, expect, Applies::Always)
}

/// The keywords of a schema, sorted by what they speak of.
pub(super) const SCHEMA: &[Keyword] = &[
    kept("$ref", Expect::Text, Applies::Always),
    kept("type", Expect::TextOrTexts, Applies::Always),
    kept("enum", Expect::List, Applies::Always),
    kept("format", Expect::Text, Applies::Always),
    kept("title", Expect::Text, Applies::Always),
    kept("description", Expect::Text, Applies::Always),
    kept("nullable", Expect::Flag, Applies::Always),
    kept("readOnly", Expect::Flag, Applies::Always),
    kept("writeOnly", Expect::Flag, Applies::Always),
    kept("deprecated", Expect::Flag, Applies::Always),
    kept("externalDocs", Expect::Object, Applies::Always),
    kept("discriminator", Expect::ObjectOrText, Applies::Always),
    kept("allOf", Expect::List, Applies::Always),
    kept("anyOf", Expect::List, Applies::Always),
    kept("oneOf", Expect::List, Applies::Always),
    kept("$defs", Expect::Object, Applies::Always),
    kept("definitions", Expect::Object, Applies::Always),
    ignored("not", Expect::ObjectOrFlag, Applies::Always),
    ignored("if", Expect::ObjectOrFlag, Applies::Always),
    kept("minimum", Expect::Number, Applies::Numbers),
    kept("maximum", Expect::Number, Applies::Numbers),
    kept("exclusiveMinimum", Expect::NumberOrFlag, Applies::Numbers),
    kept("exclusiveMaximum", Expect::NumberOrFlag, Applies::Numbers),
    kept("multipleOf", Expect::Number, Applies::Numbers),
    kept("pattern", Expect::Text, Applies::Strings),
    kept("minLength", Expect::Count, Applies::Strings),
    kept("maxLength", Expect::Count, Applies::Strings),
    kept("contentEncoding", Expect::Text, Applies::Strings),
    kept("contentMediaType", Expect::Text, Applies::Strings),
    kept("contentSchema", Expect::ObjectOrFlag, Applies::Strings),
    kept("items", Expect::ObjectListOrFlag, Applies::Lists),
    kept("prefixItems", Expect::List, Applies::Lists),
    kept("additionalItems", Expect::ObjectOrFlag, Applies::Lists),
    kept("minItems", Expect::Count, Applies::Lists),
    kept("maxItems", Expect::Count, Applies::Lists),
    kept("uniqueItems", Expect::Flag, Applies::Lists),
    ignored("contains", Expect::ObjectOrFlag, Applies::Lists),
    ignored("unevaluatedItems", Expect::ObjectOrFlag, Applies::Lists),
    kept("properties", Expect::Object, Applies::Objects),
    kept("required", Expect::TextsOrFlag, Applies::Objects),
    kept(
        "additionalProperties",
        Expect::ObjectOrFlag,
        Applies::Objects,
    ),
    kept("minProperties", Expect::Count, Applies::Objects),
    kept("maxProperties", Expect::Count, Applies::Objects),
    ignored("patternProperties", Expect::Object, Applies::Objects),
    ignored("propertyNames", Expect::ObjectOrFlag, Applies::Objects),
    ignored(
        "unevaluatedProperties",
        Expect::ObjectOrFlag,
        Applies::Objects,
    ),
    ignored("dependentSchemas", Expect::Object, Applies::Objects),
    ignored("dependentRequired", Expect::Object, Applies::Objects),
    ignored("dependencies", Expect::Object, Applies::Objects),
    silent("$schema"),
    silent("$id"),
    silent("$comment"),
    silent("$anchor"),
    silent("$dynamicAnchor"),
    silent("$recursiveAnchor"),
    silent("$vocabulary"),
];

/// Fields of the document (section 4.7.1) that nothing else checks.
pub(super) const DOCUMENT: &[Keyword] = &[
    field("webhooks", Expect::Object),
    field("components", Expect::Object),
    field("servers", Expect::List),
    field("security", Expect::List),
    field("tags", Expect::List),
    field("externalDocs", Expect::Object),
];

/// Fields of an operation (section 4.7.10).
pub(super) const OPERATION: &[Keyword] = &[
    field("tags", Expect::Texts),
    field("summary", Expect::Text),
    field("description", Expect::Text),
    field("externalDocs", Expect::Object),
    field("operationId", Expect::Text),
    field("parameters", Expect::List),
    field("requestBody", Expect::Object),
    field("responses", Expect::Object),
    field("callbacks", Expect::Object),
    field("deprecated", Expect::Flag),
    field("security", Expect::List),
    field("servers", Expect::List),
];

/// Fields of a path item (section 4.7.9) that are no operations.
pub(super) const PATH_ITEM: &[Keyword] = &[
    field("$ref", Expect::Text),
    field("summary", Expect::Text),
    field("description", Expect::Text),
    field("servers", Expect::List),
    field("parameters", Expect::List),
];

/// Fields of parameters and headers (sections 4.7.12 and 4.7.21), `style` aside.
pub(super) const PARAMETER: &[Keyword] = &[
    field("description", Expect::Text),
    field("required", Expect::Flag),
    field("deprecated", Expect::Flag),
    field("allowEmptyValue", Expect::Flag),
    field("allowReserved", Expect::Flag),
    field("explode", Expect::Flag),
    field("schema", Expect::ObjectOrFlag),
    field("content", Expect::Object),
    field("examples", Expect::Object),
];

/// Fields of a request body (section 4.7.13).
pub(super) const REQUEST_BODY: &[Keyword] = &[
    field("description", Expect::Text),
    field("required", Expect::Flag),
    field("content", Expect::Object),
];

/// Fields of a response (section 4.7.17).
pub(super) const RESPONSE: &[Keyword] = &[
    field("description", Expect::Text),
    field("headers", Expect::Object),
    field("content", Expect::Object),
    field("links", Expect::Object),
];

/// Fields of a media type (section 4.7.14).
pub(super) const MEDIA_TYPE: &[Keyword] = &[
    field("schema", Expect::ObjectOrFlag),
    field("itemSchema", Expect::ObjectOrFlag),
    field("examples", Expect::Object),
    field("encoding", Expect::Object),
];

/// The line of a schema's keyword.
pub(super) fn schema_keyword(name: &str) -> Option<&'static Keyword> {
    SCHEMA.iter().find(|keyword| keyword.name == name)
}

/// Removes what has a value of the wrong kind, and says so.
pub(super) fn check(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object, table: &[Keyword]) {
    let is_right = |(name, value): (&String, &Value)| {
        let keyword = table.iter().find(|keyword| keyword.name == name);
        keyword.is_none_or(|keyword| keyword.expect.accepts(value))
    };
    // Nearly every part is, and has few of the keywords.
    if map.iter().all(is_right) {
        return;
    }
    for keyword in table {
        let Some(value) = map.get_mut(keyword.name) else {
            continue;
        };
        if keyword.expect == Expect::Count {
            whole(value);
        }
        if keyword.expect.accepts(value) {
            continue;
        }
        let place = at.push(keyword.name);
        if mend(rewrite, &place, keyword, value) {
            continue;
        }
        let is_partly_right = matches!(
            keyword.expect,
            Expect::Texts | Expect::TextsOrFlag | Expect::TextOrTexts
        );
        match value {
            Value::Array(list) if is_partly_right => {
                rewrite.retain(&place, list, |rewrite, place, item| {
                    if !item.is_string() {
                        wrong(rewrite, place, keyword.name, item, &Expect::Text.describe());
                    }
                    item.is_string()
                });
            }
            _ => {
                let expected = keyword.expect.describe();
                wrong(rewrite, &place, keyword.name, value, &expected);
                map.remove(keyword.name);
            }
        }
    }
}

/// Replaces a value of the wrong kind that can be read all the same: an empty list where an object
/// belongs, as PHP writes it, and the text in a list where a text belongs, as Python's tuples are.
fn mend(rewrite: &mut Rewrite<'_>, at: &Pointer, keyword: &Keyword, value: &mut Value) -> bool {
    const PROSE: [&str; 3] = ["title", "description", "summary"];
    let mended = match keyword.expect {
        Expect::Text if PROSE.contains(&keyword.name) => plain_text(value).map(Value::String),
        expect => expect.mended(value),
    };
    let Some(mended) = mended else {
        return false;
    };
    let read = if mended.is_string() {
        "the text is used".to_owned()
    } else {
        let kind = if mended.is_array() { "list" } else { "object" };
        format!("it is read as an empty {kind}")
    };
    rewrite.report(
        Code::InvalidKeyword,
        at,
        format!(
            "`{}` takes {}, not {}; {read}",
            keyword.name,
            keyword.expect.describe(),
            kind_of(value)
        ),
        format!("write {}", keyword.expect.describe()),
    );
    *value = mended;
    true
}

/// Reports one value of the wrong kind.
pub(super) fn wrong(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    name: &str,
    value: &Value,
    expected: &str,
) {
    let found = match value {
        Value::String(text) => format!("`{}`", text.chars().take(60).collect::<String>()),
        Value::Array(_) | Value::Object(_) => kind_of(value).to_owned(),
        scalar => format!("`{scalar}`"),
    };
    rewrite.report(
        Code::InvalidKeyword,
        at,
        format!("`{name}` takes {expected}, not {found}; it is left out"),
        format!("write {expected}"),
    );
}

/// `3.0` is the number 3 and may stand where a whole number is wanted.
pub(super) fn whole(value: &mut Value) {
    // Beyond 2^53 floats no longer hold every whole number, so there the text is ambiguous.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let is_whole = |float: &f64| float.fract() == 0.0 && float.abs() <= EXACT;
    let float = value.as_f64().filter(|_| value.is_f64()).filter(is_whole);
    let whole = float.map(|float| format!("{float:.0}").parse::<i64>());
    if let Some(Ok(whole)) = whole {
        *value = whole.into();
    }
}

/// Returns `true` if a `format` says something about values of a `type`.
pub(super) fn format_applies(format: &str, kind: &str) -> bool {
    let is_numeric = integer_format(format).is_some() || is_float_format(format);
    match kind {
        "string" => !is_numeric,
        "integer" | "number" => is_numeric || format == DECIMAL,
        _ => false,
    }
}
