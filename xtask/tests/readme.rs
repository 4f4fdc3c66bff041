//! The commands that the READMEs name exist, with the flags that they are given.

use std::process::Command;

const READMES: [&str; 2] = [
    include_str!("../../README.md"),
    include_str!("../README.md"),
];

/// Returns the commands of code blocks, without comments.
fn commands() -> Vec<String> {
    let lines = READMES.iter().flat_map(|text| text.lines());
    let command = |line: &str| {
        let line = line
            .strip_prefix("$ ")
            .or_else(|| line.strip_prefix("- run: "))?;
        let words = line.strip_prefix("cargo xtask ")?;
        Some(
            words
                .split('#')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
        )
    };
    lines.filter_map(command).collect()
}

#[test]
fn commands_of_the_readmes_exist() {
    let commands = commands();
    assert!(commands.len() > 6, "{commands:?}");
    for words in commands {
        let mut words = words.split_whitespace();
        let command = words.next().expect("a command");
        let output = Command::new(env!("CARGO_BIN_EXE_rill-client"))
            .args([command, "--help"])
            .output()
            .expect("the program runs");
        let help = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{command}: {output:?}");
        for flag in words.filter(|word| word.starts_with("--")) {
            assert!(help.contains(flag), "{command} has no {flag}");
        }
    }
}
