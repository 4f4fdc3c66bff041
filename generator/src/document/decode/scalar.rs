//! Single values of YAML: texts with and without quotes, and what the latter mean.

use std::borrow::Cow;

use memchr::memchr3_iter;
use serde_json::{Number, Value};

/// Whether nothing but a comment stands on what is left of a line.
pub(in crate::document) fn is_blank(line: &str) -> bool {
    line.trim_start_matches(' ').is_empty() || line.trim_start_matches(' ').starts_with('#')
}

/// Whether a line is, or may be, the start or the end of a document.
pub(super) fn starts_with_marker(line: &str) -> bool {
    line.starts_with("---") || line.starts_with("...") || line.starts_with('%')
}

/// Whether a text can begin without quotes.
pub(super) fn starts_plain(line: &str) -> bool {
    let rest = line.trim_start_matches(|first| "-?:,[]{}#&*!|>'\"%@` ".contains(first));
    let is_negative = line.len() == rest.len() + 1 && line.starts_with('-');
    !rest.is_empty() && (line.len() == rest.len() || is_negative)
}

/// What ends a text without quotes on its line.
#[derive(PartialEq, Eq)]
enum End {
    Line,
    Comment,
    /// The colon of a key.
    Colon,
}

fn plain_end(line: &str) -> Option<(&str, End)> {
    let bytes = line.as_bytes();
    for at in memchr3_iter(b'\t', b':', b'#', bytes) {
        let end = match bytes.get(at)? {
            b'\t' => return None,
            b':' if matches!(bytes.get(at + 1), None | Some(b' ')) => End::Colon,
            b'#' if at > 0 && bytes.get(at - 1) == Some(&b' ') => End::Comment,
            _ => continue,
        };
        return Some((line.get(..at)?, end));
    }
    Some((line, End::Line))
}

/// What of a line belongs to a text without quotes, and whether the text may go on behind it.
pub(super) fn plain_part(line: &str) -> Option<(&str, bool)> {
    let (text, end) = plain_end(line)?;
    (end != End::Colon).then_some((text.trim_end_matches(' '), end == End::Line))
}

/// The key without quotes that a line begins with, and its length.
pub(super) fn plain_key(line: &str) -> Option<(Cow<'_, str>, usize)> {
    let (key, end) = plain_end(line).filter(|_| starts_plain(line))?;
    let is_key = end == End::Colon && !key.ends_with(' ');
    is_key.then_some((key_text(key)?, key.len()))
}

/// A key as text, from how it is written.
pub(in crate::document) fn key(written: &str) -> Option<Cow<'_, str>> {
    if written.starts_with(['"', '\'']) {
        return quoted(written).map(|(text, _)| text);
    }
    key_text(written)
}

/// A key without quotes as text: numbers and more can be keys (`200:`).
pub(in crate::document) fn key_text(key: &str) -> Option<Cow<'_, str>> {
    Some(match meaning(key)? {
        Meaning::Text => Cow::Borrowed(key),
        Meaning::Value(value) => Cow::Owned(value.to_string()),
    })
}

/// Adds what line breaks inside a text mean: one is a space, and of more the first does not count.
pub(super) fn push_fold(text: &mut String, empty_lines: usize) {
    if empty_lines == 0 {
        text.push(' ');
    }
    text.extend(std::iter::repeat_n('\n', empty_lines));
}

/// The text in quotes that something begins with, and the length of all of it.
pub(in crate::document) fn quoted(from: &str) -> Option<(Cow<'_, str>, usize)> {
    let quote = from.chars().next()?;
    let mut text = String::new();
    let mut at = 1;
    loop {
        let rest = from.get(at..)?;
        let is_special = |byte: u8| {
            byte == b'\n' || byte == b'\t' || (byte == b'\\' && quote == '"') || byte == quote as u8
        };
        let length = rest.bytes().position(is_special)?;
        let (run, rest) = rest.split_at_checked(length)?;
        at += length + 1;
        match rest.bytes().next()? {
            b'\n' => {
                text.push_str(run.trim_end_matches(' '));
                let (breaks, length) = empty_lines(rest.get(1..)?)?;
                push_fold(&mut text, breaks);
                at += length;
            }
            b'\\' => {
                text.push_str(run);
                at += push_escaped(&mut text, rest.get(1..)?)?;
            }
            b'\t' => return None,
            _ if quote == '\'' && rest.starts_with("''") => {
                text.push_str(run);
                text.push(quote);
                at += 1;
            }
            _ if text.is_empty() => return Some((Cow::Borrowed(run), at)),
            _ => {
                text.push_str(run);
                return Some((Cow::Owned(text), at));
            }
        }
    }
}

/// How many of the next lines of a text in quotes are empty, and how much stands before its next
/// words.
fn empty_lines(from: &str) -> Option<(usize, usize)> {
    let (mut breaks, mut at) = (0, 0);
    loop {
        let line = from.get(at..)?;
        if starts_with_marker(line) {
            return None;
        }
        let words = line.trim_start_matches(' ');
        at += line.len() - words.len();
        if !words.starts_with('\n') {
            return Some((breaks, at));
        }
        breaks += 1;
        at += 1;
    }
}

/// Adds what is written behind a backslash, and tells the length of that.
fn push_escaped(text: &mut String, code: &str) -> Option<usize> {
    let letter = match code.chars().next()? {
        '\n' => {
            let (breaks, length) = empty_lines(code.get(1..)?)?;
            text.extend(std::iter::repeat_n('\n', breaks));
            return Some(length + 1);
        }
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        letter @ ('"' | '\\' | '/' | ' ') => letter,
        'x' => return push_code(text, code.get(1..3)?),
        'u' => return push_code(text, code.get(1..5)?),
        _ => return None,
    };
    text.push(letter);
    Some(1)
}

fn push_code(text: &mut String, digits: &str) -> Option<usize> {
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    text.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
    Some(digits.len() + 1)
}

/// What a text without quotes means.
pub(in crate::document) enum Meaning {
    /// Nothing but itself.
    Text,
    Value(Value),
}

/// What a text without quotes means, if it is certain.
pub(in crate::document) fn meaning(text: &str) -> Option<Meaning> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Meaning::Value(Value::Null),
        "true" | "True" | "TRUE" => Meaning::Value(Value::Bool(true)),
        "false" | "False" | "FALSE" => Meaning::Value(Value::Bool(false)),
        _ if text.starts_with(|first: char| "+-.0123456789".contains(first)) => number(text)?,
        _ => Meaning::Text,
    })
}

/// A number, or a text that only begins like one.
fn number(text: &str) -> Option<Meaning> {
    if let Ok(number) = text.parse::<serde_yaml::Number>() {
        let integer = number.as_u64().map(Number::from);
        let integer = integer.or_else(|| number.as_i64().map(Number::from));
        return integer
            .or_else(|| number.as_f64().and_then(Number::from_f64))
            .map(|number| Meaning::Value(Value::Number(number)));
    }
    // An integer may have too many digits for that type.
    let digits = text.trim_start_matches(['+', '-']);
    let is_decimal = !digits.starts_with('0') && digits.bytes().all(|digit| digit.is_ascii_digit());
    let is_based = ["0x", "0o", "0b"]
        .iter()
        .any(|base| digits.starts_with(base));
    let is_long = digits.len() > 18 && (is_decimal || is_based);
    (!is_long).then_some(Meaning::Text)
}
