//! Values and complaints, as later stages and users meet them.

use serde_json::{Value, json};

use super::{Source, decode};
use crate::diagnostic::Diagnostics;

fn read(text: &str) -> (Result<Value, String>, Vec<String>) {
    let source = Source {
        name: "a.yaml".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let mut cx = Diagnostics::new();
    let value = decode(&mut cx, &source).map_err(|refusal| refusal.to_string());
    let twice = cx.iter().map(|found| found.at.to_string());
    (value, twice.collect())
}

#[test]
fn yaml_as_json() {
    for (text, expected) in [
        (
            "200: a\ntrue: b\n1.50: c\n'q': d\n~: e\n",
            json!({"200": "a", "true": "b", "1.5": "c", "q": "d", "null": "e"}),
        ),
        (
            "a: 0x1F\nb: 007\nc: 1e3\nd: 2020-01-01\ne: yes\n",
            json!({"a": 31, "b": "007", "c": 1000.0, "d": "2020-01-01", "e": "yes"}),
        ),
        (
            "a: 18446744073709551616\nb: .inf\n",
            json!({"a": 18_446_744_073_709_551_616.0, "b": "inf"}),
        ),
        (
            "a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\nc: {<<: [*x, {r: 4}]}\n",
            json!({"a": {"p": 1, "q": 2}, "b": {"q": 3, "p": 1}, "c": {"p": 1, "q": 2, "r": 4}}),
        ),
        ("a: !include b\n---\nc: 1\n", json!({"a": "b"})),
        ("\u{feff}a: |\n  b\n\n  c\n", json!({"a": "b\n\nc\n"})),
        (
            "{a: [b, 'c'], d: https://e.test:80/f}",
            json!({"a": ["b", "c"], "d": "https://e.test:80/f"}),
        ),
    ] {
        assert_eq!(read(text), (Ok(expected), Vec::new()), "{text}");
    }
}

#[test]
fn the_last_of_two_equal_keys_counts() {
    for text in ["a: {b: 1, b: 2}\n", r#"{"a": {"b": 1, "\u0062": 2}}"#] {
        let twice = vec!["#/a/b".to_owned()];
        assert_eq!(read(text), (Ok(json!({"a": {"b": 2}})), twice), "{text}");
    }
}

#[test]
fn what_would_fill_the_memory_is_refused() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let above = level - 1;
        let aliases = vec![format!("*a{above}"); 10].join(", ");
        bomb = format!(
            "{bomb}a{level}: &a{level} [{aliases}]
"
        );
    }
    let brackets = format!("a: {}\n", "[".repeat(100_000));
    for (text, reason) in [
        (bomb, "repetition limit exceeded"),
        (brackets, "recursion limit exceeded"),
    ] {
        let error = read(&text).0.expect_err("a refusal");
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn keys_in_keys_do_not_double() {
    let (read, _) = read(&format!("{}a: b\n", "? ".repeat(60)));
    assert!(read.expect("an object").to_string().len() < 2_000);
}

#[test]
fn deep_values_fit_on_the_stack_of_any_thread() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(120), close.repeat(120));
    let (objects, lists) = (deep("{\"a\":", "}"), deep("[", "]"));
    let text = format!(r#"{{"x": {objects}, "y": {lists}}}"#);
    assert_eq!(read(&text).0.ok(), serde_json::from_str(&text).ok());
}
