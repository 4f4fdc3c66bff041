use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::*;

fn check(text: &str, expect: &Expect) {
    expect.assert_eq(&markdown(text.into()).join("\n"));
}

#[test]
fn plain_text_is_kept() {
    check(
        "Page size, at most 100.\nSecond line.",
        &expect![[r#"
        Page size, at most 100.
        Second line."#]],
    );
}

#[test]
fn addresses_in_html_are_links() {
    check(
        "<p>See <a href=\"https://example.com/a\">the docs</a>, or <a href=\"/b\">b</a>.</p>",
        &expect![[
            r#"\<p>See \<a href="<https://example.com/a>">the docs\</a>, or \<a href="/b">b\</a>.\</p>"#
        ]],
    );
}

#[test]
fn markdown_is_kept_and_made_safe() {
    check(
        "a <b> & \"q\" \u{2028} */ end\nnewline",
        &expect![[r#"
        a \<b> &amp; "q"   \*/ end
        newline"#]],
    );
    check(
        "</script> & ]] `x` \\ {}",
        &expect![[r#"\</script> &amp; \]\] `x` \ {}"#]],
    );
    check(
        "multi\nline\n\n    indented\n```rust\nfn x(){}\n```",
        &expect![[r#"
        multi
        line

        ```text
        indented
        ```

        ```text
        fn x(){}
        ```"#]],
    );
    check(
        "see [foo], [bar](Baz), [ok](https://example.com/a_b) and https://example.com/x_y.",
        &expect![[
            r#"see \[foo\], bar, [ok](https://example.com/a_b) and <https://example.com/x_y>."#
        ]],
    );
    check(
        "- one\ncontinued\n  - two\n    - three\n\n1. first\n2. second",
        &expect![[r#"
        - one
          continued
          - two
            - three

        1. first
        1. second"#]],
    );
    check(
        "![img](https://example.com/i.png) <div>block</div>\n\n<div>\nhtml\n</div>",
        &expect![[r#"
        img \<div>block\</div>

        \<div>html\</div>"#]],
    );
    check(
        "| a | b |\n|---|---|\n| `x` | [y] |",
        &expect![[r#"
        |a|b|
        |-|-|
        |`x`|\[y\]|"#]],
    );
    check(
        "\u{202e}evil\ttab\r\nnext",
        &expect![[r#"
        evil    tab
        next"#]],
    );
    check(
        "a&#x202e;b&#8203;c&Tab;d&NewLine;# e&#13;`f`&#xad;&#xe0041;&lt;g&gt; [h&NewLine;- i](https://example.com \"t&NewLine;u\")",
        &expect![[r#"abc    d # e `f`\<g> [h - i](https://example.com "t u")"#]],
    );
    check(
        "[a](java&Tab;script:x) [b](https://example.com/&Tab;c) [d](https&colon;//example.com/&#x202e;e) [f](<https://example.com/g h>)",
        &expect!["a b d f"],
    );
    check("[^1] note\n\n[^1]: text", &expect![[r#"\^1 note"#]]);
}

/// Strings under `description` and `summary` of a document.
fn texts(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                match value.as_str() {
                    Some(text) if ["description", "summary"].contains(&key.as_str()) => {
                        found.push(text.to_owned());
                    }
                    _ => texts(value, found),
                }
            }
        }
        serde_json::Value::Array(values) => {
            for value in values {
                texts(value, found);
            }
        }
        _ => {}
    }
}

#[test]
fn what_is_taken_as_it_is_would_be_written_so() {
    let mut found: Vec<String> = [
        "plain text",
        "one\ntwo\n\nthree",
        "`code` and `more [code]` here.",
        "See [the docs](https://example.com/a-b/c#d).",
        "It's 5 o'clock; 3.5 at most: (yes), \"no\" - 100%, $x = {y} @z ^ /w",
        "end with `code`",
        "`code` at the begin",
        "`a` `b`\n`c`",
        "[a](https://example.com)",
        "a  \nb \nc",
        "a\n\n\nb",
        "`` two ``",
        "` space `",
        "`open",
        "a `b\nc` d",
        "Setext\n===\nheading\n---",
        "1. one\n2) two",
        "[x](y) [a] [b](https://example.com \"t\")",
        "[`x`](https://example.com)",
        "![x](https://example.com)",
        "https://example.com",
        "a_b _c_ *d*",
        "term\n: definition",
        "a\\\nb",
    ]
    .map(str::to_owned)
    .to_vec();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let bytes = std::fs::read(entry.path()).expect("a readable file");
        if let Ok(document) = serde_json::from_slice(&bytes) {
            texts(&document, &mut found);
        }
    }
    let mut plain = 0;
    for text in &found {
        let text = clean(text);
        let text = text.trim();
        if plain::is_plain(text) {
            plain += 1;
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(lines, rewritten(text), "{text:?}");
        }
    }
    assert!(plain >= 8, "{plain} of {} are plain", found.len());
}

/// Pieces of Markdown, with a bar between them.
const FRAGMENTS: &str = "word¦Text.¦ ¦ ¦  ¦    ¦\t¦\n¦\n¦\n¦\n\n¦- ¦* ¦+ ¦1. ¦2) ¦> ¦# ¦===¦---¦***¦_¦*¦**¦~~¦`\
    ¦``¦```¦```rust¦~~~¦    code¦|¦|-|-|¦\\¦&amp;¦&lt;¦&#x202e;¦&Tab;¦&NewLine;¦&colon;\
    ¦[x]: <>¦[x]: /y¦[x]¦[x][y]¦[a](b)¦[a](https://example.com/a_b)\
    ¦[a](https://e.com/&Tab;b)¦![i](u)¦https://example.com/a¦http://¦<https://e.com>¦<b>\
    ¦</b>¦<¦>¦<!--¦-->¦[^1]¦[^1]: note¦- [ ] ¦- [x]: <>¦:";

/// A text of random fragments: the same one for the same seed.
fn random_markdown(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    let fragments: Vec<&str> = FRAGMENTS.split('¦').collect();
    let count = 2 + next(16);
    (0..count)
        .map(|_| fragments[next(fragments.len())])
        .collect()
}

#[test]
fn wd10_random_markdown_is_clean_under_clippy_and_rustdoc() {
    let mut source = String::from(
        "//! Random documentation.\n#![allow(missing_docs, clippy::tabs_in_doc_comments)]\n",
    );
    for seed in 0..1500 {
        for line in markdown(random_markdown(seed).into()) {
            assert!(!line.contains(['\n', '\r', '\u{202e}']), "{line:?}");
            let _ = writeln!(source, "/// {line}");
        }
        let _ = writeln!(source, "pub struct S{seed};");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lib.rs");
    std::fs::write(&file, source).expect("a file");
    for (tool, arguments) in [
        ("rustdoc", ["-Dwarnings", "--crate-name=random"]),
        ("clippy-driver", ["-Dclippy::all", "--crate-type=lib"]),
    ] {
        let mut command = std::process::Command::new(tool);
        command
            .args(arguments)
            .args(["--edition=2024", "lib.rs"])
            .current_dir(folder.path());
        let output = command.output().expect("a tool of the toolchain");
        let errors = String::from_utf8_lossy(&output.stderr);
        let first: Vec<&str> = errors.lines().take(60).collect();
        assert!(output.status.success(), "{tool}:\n{}", first.join("\n"));
    }
}
