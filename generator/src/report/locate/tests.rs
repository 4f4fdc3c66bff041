//! Places by hand, and those of real documents.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Locator, locate};
use crate::diagnostic::{Diagnostics, Span};
use crate::document::{Source, parse};
use crate::pointer::Pointer;

fn place(text: &str, pointer: &str) -> (usize, usize, String) {
    let pointer = Pointer::parse(pointer).unwrap_or_default();
    let Span {
        bytes,
        line,
        column,
    } = locate(text.as_bytes(), &pointer).expect("a place");
    (line, column, text[bytes].to_owned())
}

const JSON: &str = "{\n  \"a\": {\"ü\": [1, {\"x\": \"y\"}]},\n  \"a/b\": true\n}\n";

#[test]
fn json_values_by_themselves_and_objects_by_key() {
    assert_eq!(place(JSON, "/a"), (2, 3, "\"a\"".into()));
    assert_eq!(place(JSON, "/a/ü"), (2, 9, "\"ü\"".into()));
    assert_eq!(place(JSON, "/a/ü/0"), (2, 15, "1".into()));
    assert_eq!(place(JSON, "/a/ü/1"), (2, 18, "{".into()));
    assert_eq!(place(JSON, "/a/ü/1/x"), (2, 24, "\"y\"".into()));
    assert_eq!(place(JSON, "/a~1b"), (3, 10, "true".into()));
    assert_eq!(place(JSON, ""), (1, 1, "{".into()));
}

#[test]
fn a_missing_place_is_shown_by_the_one_around_it() {
    assert_eq!(place(JSON, "/a/none/deep"), (2, 3, "\"a\"".into()));
    assert_eq!(place(JSON, "/a/ü/7"), (2, 9, "\"ü\"".into()));
    assert_eq!(place(JSON, "/none"), (1, 1, "{".into()));
}

#[test]
fn the_last_of_two_equal_keys_and_escaped_keys() {
    assert_eq!(
        place("{\"a\": 1, \"\\u0061\": 2}", "/a"),
        (1, 20, "2".into())
    );
}

#[test]
fn a_mark_and_line_ends_do_not_count() {
    assert_eq!(place("\u{feff}{\"a\": 1}", "/a"), (1, 7, "1".into()));
    assert_eq!(place("{\r\n\"a\": 1}", "/a"), (2, 6, "1".into()));
}

const YAML: &str = "# first\na:\n  ü: [1, {x: y}]\n  list:\n    - k: v\nbase: &base\n  m: {deep: 1}\nuse:\n  <<: *base\n  200: ok\nother: *base\n";

#[test]
fn yaml_values_and_keys() {
    assert_eq!(place(YAML, "/a"), (2, 1, "a".into()));
    assert_eq!(place(YAML, "/a/ü/1/x"), (3, 14, "y".into()));
    assert_eq!(place(YAML, "/a/list/0/k"), (5, 10, "v".into()));
    assert_eq!(place(YAML, "/use/200"), (10, 8, "ok".into()));
    assert_eq!(place(YAML, "/use/none"), (8, 1, "use".into()));
}

fn path(text: &str, pointer: &str) -> String {
    let pointer = Pointer::parse(pointer).unwrap_or_default();
    Locator::new(text.as_bytes()).json_path(&pointer)
}

#[test]
fn paths_tell_keys_from_indexes_by_what_stands_there() {
    assert_eq!(path(JSON, ""), "$");
    assert_eq!(path(JSON, "/a/ü/1/x"), "$['a']['ü'][1]['x']");
    assert_eq!(path(JSON, "/a~1b"), "$['a/b']");
    assert_eq!(path(YAML, "/use/200"), "$['use']['200']");
    assert_eq!(path(YAML, "/a/list/0/k"), "$['a']['list'][0]['k']");
    assert_eq!(path(JSON, "/none/0"), "$['none']['0']");
    assert_eq!(path("{}", "/it's/\\\n\u{1}"), r"$['it\'s']['\\\n\u0001']");
}

#[test]
fn yaml_aliases_and_merged_keys() {
    assert_eq!(place(YAML, "/other/m"), (7, 3, "m".into()));
    assert_eq!(place(YAML, "/use/m/deep"), (7, 13, "1".into()));
}

/// A place, its key unless it is an item, and its value.
type KnownPlace<'a> = (Pointer, Option<&'a str>, &'a Value);

/// Every place below a value, the outer ones first.
fn places(value: &Value) -> Vec<KnownPlace<'_>> {
    let mut found = vec![(Pointer::root(), None, value)];
    let mut next = 0;
    while let Some((at, _, value)) = found.get(next).cloned() {
        match value {
            Value::Object(map) => {
                let members = map.iter();
                found.extend(members.map(|(key, one)| (at.push(key), Some(key.as_str()), one)));
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                found.extend(items.map(|(index, one)| (at.index(index), None, one)));
            }
            _ => {}
        }
        next += 1;
    }
    found
}

fn read(text: &str) -> Option<Value> {
    let source = Source {
        name: String::new(),
        bytes: text.as_bytes().to_vec(),
    };
    parse::decode(&mut Diagnostics::new(), &source).ok()
}

/// Checks that what is shown of a place is its own key or value, as far as that is written on one line.
/// Returns how many places were looked at.
fn check_places(text: &str, most: usize) -> usize {
    let Some(value) = read(text) else {
        return 0;
    };
    let mut locator = Locator::new(text.as_bytes());
    let places = places(&value);
    let mut checked = 0;
    for (at, key, value) in places.iter().skip(1).step_by(1 + places.len() / most) {
        let span = locator.find(at).expect("a place");
        let shown = &text[span.bytes];
        let meaning = read(shown);
        let is_shown = match (value, key) {
            (Value::Object(_) | Value::Array(_), Some(key)) => {
                parse::plain_key(shown) == *key || meaning.as_ref().is_some_and(|text| text == key)
            }
            (Value::Object(_) | Value::Array(_), None) => {
                shown.chars().count() == 1 || shown.starts_with('&')
            }
            (Value::String(text), _) => meaning.as_ref() == Some(value) || is_text(shown, text),
            (Value::Null, _) => true,
            (value, _) => meaning.as_ref() == Some(value),
        };
        assert!(is_shown, "{at} is shown as {shown:?}");
        checked += 1;
    }
    checked
}

/// Returns `true` if a text of several lines, or one in quotes, can begin like this.
fn is_text(shown: &str, value: &str) -> bool {
    let shown = match shown.split_once(' ') {
        Some((mark, shown)) if mark.starts_with(['&', '!']) => shown,
        _ => shown,
    };
    if shown.starts_with(['|', '>']) {
        return true;
    }
    let shown = shown.trim_start_matches(['"', '\'']);
    let first = shown
        .split(['\\', '\'', '"'])
        .next()
        .unwrap_or_default()
        .trim_end();
    value.trim_start().starts_with(first)
}

/// Reads the documents of the fixtures, and those beside the project.
#[test]
fn places_of_documents() {
    let mut texts = Vec::new();
    let generator = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["../fixtures", "../../shared/corpus", "../../shared/rill"] {
        let folder = generator.join(folder);
        if folder.exists() {
            files(&folder, &mut texts);
        } else {
            eprintln!(
                "there is no {}: only fixtures are looked at",
                folder.display()
            );
        }
    }
    let checked: usize = texts.iter().map(|text| check_places(text, 500)).sum();
    assert!(checked > 1_000, "only {checked} places");
}

/// The YAML files below a folder.
fn files(folder: &Path, found: &mut Vec<String>) {
    let entries = fs::read_dir(folder).expect("a readable folder");
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|name| name == "yaml") {
            found.push(fs::read_to_string(path).expect("a text"));
        }
    }
}

/// Lines in quotes may stand no further in than the key of their text.
#[test]
fn behind_lines_in_quotes_that_stand_less_far_in() {
    let text = "a:\n  - b: 'one\n  two'\n    c: {d: 1}\n  - \"e\\\n\n f\"\ng: |\n  h\ni:\n- j:\n";
    assert_eq!(place(text, "/a"), (1, 1, "a".into()));
    assert_eq!(place(text, "/a/0/b"), (2, 8, "'one".into()));
    assert_eq!(place(text, "/a/0/c"), (4, 5, "c".into()));
    assert_eq!(place(text, "/a/0/c/d"), (4, 12, "1".into()));
    assert_eq!(place(text, "/a/1"), (5, 5, "\"e\\".into()));
    assert_eq!(place(text, "/g"), (8, 4, "|".into()));
    assert_eq!(place(text, "/i"), (10, 1, "i".into()));
    assert_eq!(place(text, "/i/0"), (11, 3, "j".into()));
    assert_eq!(place(text, "/i/0/j"), (11, 3, "j".into()));
    assert_eq!(place(text, "/i/0/k"), (11, 3, "j".into()));
}

#[test]
fn texts_may_end_anywhere() {
    let text = "%YAML 1.2\n---\na: &b 'c\n  d'\ne: \"f\\\n  g\\x41\"\nh: |+2\n   i\n\n\nj: >-\n  k\r\n  l\n? {m: [*b, !n o]} # p\n: - q\n<<: *b\nr: é\n...\n";
    for (end, _) in text.char_indices() {
        for rest in ["", "\n", "\r", " ", "\0", ":", "\u{2028}"] {
            let text = text[..end].to_owned() + rest;
            for pointer in ["/a", "/h", "/j", "/none"] {
                let pointer = Pointer::parse(pointer).unwrap_or_default();
                if let Some(span) = locate(text.as_bytes(), &pointer) {
                    assert!(text.get(span.bytes).is_some(), "{text:?}");
                }
            }
        }
    }
}

#[test]
fn keys_that_are_no_texts_are_found_as_they_are_read() {
    let text = "1.50: a\n0x1F: b\nTrue: c\n'x''y': d\n\"\\u00e9\": e\n~: f\n";
    for (pointer, line) in [
        ("/1.5", 1),
        ("/31", 2),
        ("/true", 3),
        ("/x'y", 4),
        ("/é", 5),
        ("/null", 6),
    ] {
        assert_eq!(place(text, pointer).0, line, "{pointer}");
    }
}
