//! Comparison of a value with the one that came back.
//!
//! Numbers are compared by value. A text may come back in another form where both forms are the same date-time,
//! duration, time or UUID. A key that no schema describes may be gone: unknown properties are ignored.

use std::collections::BTreeSet;

use serde_json::{Map, Number, Value};

use super::view::View;

/// Tolerated differences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Texts that came back in another form of the same meaning.
    pub reformed: usize,
    /// Keys that no schema describes and that are gone.
    pub ignored: usize,
}

/// The first difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Location as a pointer.
    pub at: String,
    /// Kind of the difference.
    pub kind: &'static str,
}

/// Compares what came back with what was sent as a value of some schemas.
pub fn compare(
    document: &Value,
    schemas: &[&Value],
    sent: &Value,
    back: &Value,
) -> Result<Passed, Difference> {
    let mut comparison = Comparison {
        document,
        passed: Passed::default(),
    };
    comparison.value(schemas, sent, back, "")?;
    Ok(comparison.passed)
}

struct Comparison<'a> {
    document: &'a Value,
    passed: Passed,
}

impl<'a> Comparison<'a> {
    fn value(
        &mut self,
        schemas: &[&'a Value],
        sent: &Value,
        back: &Value,
        at: &str,
    ) -> Result<(), Difference> {
        let is_same = match (sent, back) {
            (Value::Object(sent), Value::Object(back)) => {
                return self.object(schemas, sent, back, at);
            }
            (Value::Array(sent), Value::Array(back)) if sent.len() == back.len() => {
                let view = View::spread(self.document, schemas);
                for (index, (sent, back)) in sent.iter().zip(back).enumerate() {
                    self.value(&view.element(index), sent, back, &format!("{at}/{index}"))?;
                }
                return Ok(());
            }
            (Value::Number(sent), Value::Number(back)) => is_same_number(sent, back),
            (Value::String(sent), Value::String(back)) => {
                let is_reformed = sent != back && is_same_text(sent, back);
                self.passed.reformed += usize::from(is_reformed);
                sent == back || is_reformed
            }
            (sent, back) => sent == back,
        };
        if is_same {
            Ok(())
        } else {
            Err(difference(at, "another value"))
        }
    }

    fn object(
        &mut self,
        schemas: &[&'a Value],
        sent: &Map<String, Value>,
        back: &Map<String, Value>,
        at: &str,
    ) -> Result<(), Difference> {
        let view = View::spread(self.document, schemas);
        for (key, value) in sent {
            let place = || format!("{at}/{}", super::pointer::escape(key));
            match back.get(key) {
                Some(other) => self.value(&view.property(key), value, other, &place())?,
                None if !is_described(&view, key) => self.passed.ignored += 1,
                None if value.is_null() => return Err(difference(&place(), "null lost")),
                None => return Err(difference(&place(), "property lost")),
            }
        }
        let sent: BTreeSet<&String> = sent.keys().collect();
        match back.keys().find(|key| !sent.contains(key)) {
            Some(key) => Err(difference(&format!("{at}/{key}"), "property added")),
            None => Ok(()),
        }
    }
}

/// Returns `true` if a schema says something of a property: by its key, or of all that have no other.
fn is_described(view: &View<'_>, key: &str) -> bool {
    view.keys().contains(key)
        || view.required().contains(key)
        || view
            .said("additionalProperties")
            .any(|said| said != &Value::Bool(false))
        || !view.patterned().is_empty()
        || view
            .schemas
            .iter()
            .all(|schema| !schema.contains_key("properties"))
}

fn difference(at: &str, kind: &'static str) -> Difference {
    Difference {
        at: at.to_owned(),
        kind,
    }
}

fn is_same_number(sent: &Number, back: &Number) -> bool {
    let whole = |number: &Number| {
        let whole = number.as_i64().map(i128::from);
        whole.or_else(|| number.as_u64().map(i128::from))
    };
    match (whole(sent), whole(back)) {
        (Some(sent), Some(back)) => sent == back,
        _ => sent.as_f64() == back.as_f64(),
    }
}

/// Returns `true` if two texts are forms of one value.
fn is_same_text(sent: &str, back: &str) -> bool {
    fn both<T: std::str::FromStr + PartialEq>(sent: &str, back: &str) -> bool {
        matches!((sent.parse::<T>(), back.parse::<T>()), (Ok(sent), Ok(back)) if sent == back)
    }
    both::<jiff::Timestamp>(sent, back)
        || both::<jiff::SignedDuration>(sent, back)
        || both::<jiff::civil::Time>(sent, back)
        || both::<uuid::Uuid>(sent, back)
}

/// Returns the form in which a typed client writes a date-time, a duration, a time or a UUID; else the text itself.
pub fn canonical_text(text: &str) -> String {
    fn form<T: std::str::FromStr + ToString>(text: &str) -> Option<String> {
        Some(text.parse::<T>().ok()?.to_string())
    }
    form::<jiff::Timestamp>(text)
        .or_else(|| form::<jiff::SignedDuration>(text))
        .or_else(|| form::<jiff::civil::Time>(text))
        .or_else(|| form::<uuid::Uuid>(text))
        .unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(sent: &Value, back: &Value, expect: Result<(usize, usize), (&str, &str)>) {
        let schema = json!({"properties": {"a": {}, "b": {"anyOf": [{"properties": {"c": {}}}]}}});
        let found = compare(&Value::Null, &[&schema], sent, back);
        let found = found.map(|passed| (passed.reformed, passed.ignored));
        let expect = expect.map_err(|(at, kind)| {
            difference(
                at,
                match kind {
                    "null lost" => "null lost",
                    "property lost" => "property lost",
                    "property added" => "property added",
                    _ => "another value",
                },
            )
        });
        assert_eq!(found, expect, "{sent} {back}");
    }

    #[test]
    fn what_is_the_same_and_what_is_not() {
        check(&json!({"a": 1}), &json!({"a": 1.0}), Ok((0, 0)));
        check(
            &json!({"a": 1}),
            &json!({"a": 2}),
            Err(("/a", "another value")),
        );
        check(
            &json!({"a": 1}),
            &json!({"a": "1"}),
            Err(("/a", "another value")),
        );
        check(
            &json!({"a": "2024-01-01T00:00:00.10+01:00"}),
            &json!({"a": "2023-12-31T23:00:00.1Z"}),
            Ok((1, 0)),
        );
        check(&json!({"a": "x"}), &json!({}), Err(("/a", "property lost")));
        check(&json!({"a": null}), &json!({}), Err(("/a", "null lost")));
        check(&json!({"z": 1}), &json!({}), Ok((0, 1)));
        check(
            &json!({"b": {"c": 1}}),
            &json!({"b": {}}),
            Err(("/b/c", "property lost")),
        );
        check(&json!({"b": {"d": 1}}), &json!({"b": {}}), Ok((0, 1)));
        check(
            &json!({}),
            &json!({"a": null}),
            Err(("/a", "property added")),
        );
        check(
            &json!({"a": [1, 2]}),
            &json!({"a": [1]}),
            Err(("/a", "another value")),
        );
    }
}
