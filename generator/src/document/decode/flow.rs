//! YAML's flow style, as far as all versions read it alike.

use serde_json::{Map, Value};

use super::{block, scalar};

/// The value that a text begins with, and what stands behind it.
pub(super) fn value(text: &str, depth: usize) -> Option<(Value, &str)> {
    if depth >= block::MOST_LEVELS {
        return None;
    }
    if let Some(items) = text.strip_prefix('[') {
        sequence(items, depth + 1)
    } else if let Some(members) = text.strip_prefix('{') {
        mapping(members, depth + 1)
    } else {
        scalar(text)
    }
}

fn sequence(mut rest: &str, depth: usize) -> Option<(Value, &str)> {
    let mut items = Vec::new();
    loop {
        rest = token(rest)?;
        if let Some(behind) = rest.strip_prefix(']') {
            return Some((Value::Array(items), behind));
        }
        let (item, behind) = value(rest, depth)?;
        let is_pair = behind.starts_with(':');
        let (item, behind) = if is_pair {
            let mut map = Map::new();
            let behind = member(&mut map, rest, depth)?;
            (Value::Object(map), behind)
        } else {
            (item, behind)
        };
        items.push(item);
        rest = next(behind, ']')?;
    }
}

fn mapping(mut rest: &str, depth: usize) -> Option<(Value, &str)> {
    let mut map = Map::new();
    loop {
        rest = token(rest)?;
        if let Some(behind) = rest.strip_prefix('}') {
            return Some((Value::Object(map), behind));
        }
        rest = next(member(&mut map, rest, depth)?, '}')?;
    }
}

/// Reads a key and its value, and tells what stands behind them.
fn member<'a>(map: &mut Map<String, Value>, text: &'a str, depth: usize) -> Option<&'a str> {
    let (key, behind) = scalar(text)?;
    let key = scalar::key_text(key);
    let is_long = text.len() - behind.len() > block::LONGEST_KEY;
    let behind = behind.strip_prefix(':')?;
    if is_long || key == "<<" || !behind.starts_with([' ', '\n']) {
        return None;
    }
    let (value, behind) = value(token(behind)?, depth)?;
    map.insert(key, value).is_none().then_some(behind)
}

/// The text from the next token on.
fn token(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches(' ');
    while let Some(line) = rest.strip_prefix('\n') {
        if scalar::starts_with_marker(line) {
            return None;
        }
        rest = line.trim_start_matches(' ');
    }
    Some(rest)
}

/// What stands behind the comma, or from the closing bracket on.
fn next(rest: &str, close: char) -> Option<&str> {
    let rest = token(rest)?;
    if rest.starts_with(close) {
        return Some(rest);
    }
    rest.strip_prefix(',')
}

fn scalar(text: &str) -> Option<(Value, &str)> {
    if !text.starts_with(['"', '\'']) {
        return plain(text);
    }
    let (value, length) = scalar::quoted(text)?;
    let (written, behind) = text.split_at_checked(length)?;
    (!written.contains('\n')).then_some((Value::String(value), behind))
}

/// A text without quotes, of characters that mean nothing in brackets. A colon inside a word is one
/// of them.
fn plain(text: &str) -> Option<(Value, &str)> {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-./$+;()<>=^~ ".contains(letter);
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '/';
    let mut end = 0;
    loop {
        let rest = text.get(end..)?;
        end += rest.find(|letter| !is_plain(letter))?;
        let behind = text.get(end..)?;
        if !behind
            .strip_prefix(':')
            .is_some_and(|rest| rest.starts_with(is_word))
        {
            break;
        }
        end += 1;
    }
    let (written, behind) = text.split_at_checked(end)?;
    let written = written.trim_end_matches(' ');
    let is_sure = scalar::starts_plain(written) && behind.starts_with([',', ']', '}', ':', '\n']);
    is_sure.then_some((scalar::plain(written)?, behind))
}
