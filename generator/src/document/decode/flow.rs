//! YAML's flow style, as far as all versions read it alike.

use std::borrow::Cow;

use super::make::{Extent, Make};
use super::{block, scalar};

/// The value that a text begins with, and what stands behind it.
pub(super) fn value<M: Make>(text: &str, depth: usize) -> Option<(M, &str)> {
    if depth >= block::MOST_LEVELS {
        return None;
    }
    if text.starts_with('[') {
        sequence(text, depth + 1)
    } else if text.starts_with('{') {
        mapping(text, depth + 1)
    } else {
        scalar(text)
    }
}

fn sequence<M: Make>(text: &str, depth: usize) -> Option<(M, &str)> {
    let mut items = M::Items::default();
    let mut rest = text.get(1..)?;
    loop {
        rest = token(rest)?;
        if let Some(behind) = rest.strip_prefix(']') {
            return Some((M::list(items, text.len()), behind));
        }
        let (item, behind) = value(rest, depth)?;
        let is_pair = behind.starts_with(':');
        let (item, behind) = if is_pair {
            let mut map = M::Members::default();
            let behind = member::<M>(&mut map, rest, depth)?;
            (M::map(map, rest.len()), behind)
        } else {
            (item, behind)
        };
        M::push(&mut items, item);
        rest = next(behind, ']')?;
    }
}

fn mapping<M: Make>(text: &str, depth: usize) -> Option<(M, &str)> {
    let mut map = M::Members::default();
    let mut rest = text.get(1..)?;
    loop {
        rest = token(rest)?;
        if let Some(behind) = rest.strip_prefix('}') {
            return Some((M::map(map, text.len()), behind));
        }
        rest = next(member::<M>(&mut map, rest, depth)?, '}')?;
    }
}

/// Reads a key and its value, and tells what stands behind them.
fn member<'a, M: Make>(map: &mut M::Members, text: &'a str, depth: usize) -> Option<&'a str> {
    let (key, extent, behind) = key(text)?;
    let is_long = text.len() - behind.len() > block::LONGEST_KEY;
    let behind = behind.strip_prefix(':')?;
    if is_long || key == "<<" || !behind.starts_with([' ', '\n']) {
        return None;
    }
    let (value, behind) = value(token(behind)?, depth)?;
    M::insert(map, key, extent, value)?;
    Some(behind)
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

/// The key that a text begins with, and what stands behind it.
fn key(text: &str) -> Option<(Cow<'_, str>, Extent, &str)> {
    if is_quoted(text) {
        let (key, behind) = quoted(text)?;
        return Some((key, Extent::between(text, behind), behind));
    }
    let (written, behind) = plain(text)?;
    let end = text.get(written.len()..)?;
    let key = scalar::key_text(written)?;
    Some((key, Extent::between(text, end), behind))
}

fn scalar<M: Make>(text: &str) -> Option<(M, &str)> {
    if is_quoted(text) {
        let (value, behind) = quoted(text)?;
        return Some((M::text(value, Extent::between(text, behind)), behind));
    }
    let (written, behind) = plain(text)?;
    let end = text.get(written.len()..)?;
    Some((M::plain(written, Extent::between(text, end))?, behind))
}

fn is_quoted(text: &str) -> bool {
    text.starts_with(['"', '\''])
}

fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let (value, length) = scalar::quoted(text)?;
    let (written, behind) = text.split_at_checked(length)?;
    (!written.contains('\n')).then_some((value, behind))
}

/// A text without quotes, of characters that mean nothing in brackets. A colon inside a word is one
/// of them.
fn plain(text: &str) -> Option<(&str, &str)> {
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
    is_sure.then_some((written, behind))
}
