//! What is read in one pass is what `serde_yaml` reads.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Source, block, split, yaml};

/// What `serde_yaml` makes of a text, unless a key stands twice.
fn in_full(text: &str) -> Option<Value> {
    let source = Source {
        name: "document.yaml".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let mut twice = Vec::new();
    let value = yaml(&source, text, &mut twice).ok()?;
    twice.is_empty().then_some(value)
}

#[test]
fn styles_of_one_pass() {
    let texts = [
        "a: 1\n",
        "---\n# c\n\na: x\nb:\nc: ~",
        "200: a\ntrue: b\n1.50: c\n'q': d\n\"e\\u00e9\": f\nnull: g\n",
        "a:\n- b\n-\n- c: 1\n  d: 2\n-\n  e\n- - f\n  - g\nh: i",
        "a:\n  - b: {c: [1, -2.5, x y], 'd': \"e\", f: []}\n  # c\n  - [\"k\": v]\n",
        "a: {\n  b: https://c.test/d,\n}\n",
        "a: [\n  b,\n  c\n]\nd: {e: f g, h: https://i.test:80/j} # k\n",
        "a: words go\n  on\n\n\n  and # end\nb: c#d\ne: f:g\nh: -i\n",
        "a: \"one \\\n  \\ two\n\n three \\n\\t\\\"\\x41\"\nb: 'it''s\n   so '\n",
        "a: |\n  x\n   y\n\n  # z\n\nb: >-\n  x\n  y\n\n  z\n   w\n\n  v\n\nc: |+\n  x\n\nd: |2-\n   x\n",
        "a: |\n\nb: >\n\n   x\n",
        "a: |\n  x\ty\n  \tz\n",
        "a: 0x1F\nb: 0o17\nc: 007\nd: 1e3\ne: .inf0\nf: -.5\ng: +1\nh: 1_000\ni: 2020-01-01\nj: yes\n",
        "a: 0123456789abcdef0123\nb: 12345678901234567890\nc: -9223372036854775808\n",
        "ü: ünï\u{1f600}\n",
    ];
    for text in texts {
        let value = block::read(text);
        assert!(value.is_some(), "{text}");
        assert_eq!(value, in_full(text), "{text}");
    }
}

#[test]
fn what_is_not_certain_is_left() {
    let texts = [
        "a",
        "- a\n",
        "{a: b}\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !b c\n",
        "<<: {a: b}\n",
        "a: 1\na: 2\n",
        "a: {b: 1, b: 2}\n",
        "? a\n: b\n",
        "a: 1\n---\nb: 2\n",
        "a: 1\n...\n",
        "%YAML 1.2\n---\na: 1\n",
        "a:\tb\n",
        "a: b\tc\n",
        "a: b\r\n",
        "a: b\u{2028}c\n",
        "a: b\u{7}\n",
        "a: b: c\n",
        "a: b\n  c: d\n",
        "a: b\n c\n- d\n",
        "  a: b\nc: d\n",
        "a: - b\n",
        "a: -\n",
        "a: \"b\n",
        "a: 'b' c\n",
        "a: \"\\q\"\n",
        "a: \"\\ud83d\"\n",
        "a: [b\n---\n]\n",
        "a: [b]: c\n",
        "a: |0\n  b\n",
        "a: |\n  \tb\n",
        "a: 18446744073709551616\n",
        "a: .inf\n",
    ];
    for text in texts {
        assert_eq!(block::read::<Value>(text), None, "{text}");
    }
    let deep = format!("a: {}1{}\n", "[".repeat(200), "]".repeat(200));
    assert_eq!(block::read::<Value>(&deep), None);
}

/// The YAML files below a folder.
pub(in crate::document) fn files(folder: &Path, found: &mut Vec<String>) {
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

/// Numbers that look random and are the same in every run (xorshift).
fn next(state: &mut u64, below: usize) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state % below as u64).expect("small")
}

/// Parts of documents of the fixtures with odd pieces put in, the same in every run.
///
/// More by hand: `FUZZ_ROUNDS=1000000 cargo test -p rill-codegen --lib decode`.
pub(in crate::document) fn odd_texts(mut check: impl FnMut(&str)) {
    const ODD: [&str; 32] = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        ":",
        ": ",
        ",",
        "- ",
        "#",
        " #",
        " ",
        "\n",
        "\n\n",
        "|",
        ">-",
        "?",
        "? ",
        "&a ",
        "*a",
        "<<: ",
        "\\",
        "\\n",
        "0x",
        "1e3",
        "é",
        "---",
        "\n...\n",
        "\t",
        "\r",
        "[a, b: c]",
    ];
    let mut texts = Vec::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    for folder in [
        "cases",
        "clients/rill",
        "clients/petstore",
        "clients/catalogue",
    ] {
        files(&fixtures.join(folder), &mut texts);
    }
    let rounds = std::env::var("FUZZ_ROUNDS").ok();
    let rounds = rounds.and_then(|rounds| rounds.parse().ok());
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..rounds.unwrap_or(3_000) {
        let lines: Vec<&str> = texts[next(&mut state, texts.len())].lines().collect();
        let start = next(&mut state, lines.len());
        let lines = lines.iter().skip(start).take(next(&mut state, 20) + 1);
        let indent = |line: &&&str| line.len() - line.trim_start().len();
        let shared = lines.clone().map(|line| indent(&line)).min().unwrap_or(0);
        let lines: Vec<&str> = lines.map(|line| &line[shared..]).collect();
        let mut text = lines.join("\n") + "\n";
        for _ in 0..next(&mut state, 4) {
            let mut at = next(&mut state, text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text.insert_str(at, ODD[next(&mut state, ODD.len())]);
        }
        check(&text);
    }
}

#[test]
fn parts_of_documents_with_odd_pieces() {
    let mut read = 0;
    odd_texts(|text| {
        if let Some(value) = block::read(text) {
            assert_eq!(Some(value), in_full(text), "{text}");
            read += 1;
        }
    });
    assert!(read > 500, "only {read} were read");
}

#[test]
fn large_texts_in_portions_are_read_as_in_one() {
    let texts = [
        r#"{"a": {"b": {"c": {"d": [1, 2.50, "x\\\"y"]}, "e": {}}, "f": 1}, "g": [], "h": null}"#,
        " {\n} ",
        r#"{"a":{"b":{"\u0063":{"d":"}{"},"e":"\\"}}}"#,
    ];
    for text in texts {
        let one: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(split::in_portions(text), Some(one), "{text}");
    }
}

#[test]
fn what_is_unusual_is_left_to_the_reader_that_tells_where() {
    let texts = [
        r#"{"a": 1, "a": 2}"#,
        r#"{"a": {"b": {"c": {"d": 1, "d": 2}}}}"#,
        r#"{"a": 1} x"#,
        r#"{"a": 1,}"#,
        r#"{"a": {"b" 1}}"#,
        r#"{"a": {"b": {"c": tru}}}"#,
        r#"{"a": {"b": "#,
        r#"{"a": "b"#,
        r#"{"a": "\"#,
        "{\u{c}\"a\": 1}",
        r#"{a: 1}"#,
        r#"{"a": 1 2}"#,
        r#"{"\ud800": 1}"#,
    ];
    for text in texts {
        assert_eq!(split::in_portions(text), None, "{text}");
    }
    // From end to end, whatever it was cut at.
    let whole = r#"{"a": {"b": {"c": {"d": [1, {"e": "f\\n"}]}}, "g": true}, "h": -1.5e3}"#;
    for end in 0..whole.len() {
        assert_eq!(split::in_portions(&whole[..end]), None, "{end}");
    }
}

#[test]
fn deep_values_fit_on_the_stack_of_any_thread() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(120), close.repeat(120));
    let (objects, lists) = (deep("{\"a\":", "}"), deep("[", "]"));
    let members: Vec<String> = (0..200)
        .map(|index| format!(r#""p{index}": {{"x": {objects}, "y": {lists}}}"#))
        .collect();
    let text = format!("{{{}}}", members.join(","));
    let value = split::read(&text);
    assert!(value.is_some(), "{} bytes", text.len());
    assert_eq!(value, serde_json::from_str(&text).ok());
}
