//! `cargo xtask explain` as a user calls it.

use std::process::{Command, Output};

fn explain(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .arg("explain")
        .args(words)
        .output()
        .expect("the program runs")
}

#[test]
fn one_code_all_codes_and_none() {
    let one = explain(&["duplicate-key"]);
    let text = String::from_utf8_lossy(&one.stdout);
    assert_eq!(one.status.code(), Some(0));
    assert!(
        text.starts_with("duplicate-key (warn by default)\n\nAn object has the same key twice.")
    );
    assert!(text.contains("Instead of") && text.contains("[client.lints]"));

    let all = explain(&[]);
    let text = String::from_utf8_lossy(&all.stdout);
    assert_eq!(all.status.code(), Some(0));
    for code in rill_codegen::Code::ALL {
        assert!(text.contains(code.as_str()), "{code} is not listed");
    }

    let none = explain(&["duplicat-keys"]);
    let text = String::from_utf8_lossy(&none.stderr);
    assert_eq!(none.status.code(), Some(2));
    assert!(text.contains("did you mean `duplicate-key`?"), "{text}");
}
