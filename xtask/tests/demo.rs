//! The whole demo, which builds a crate and all it depends on.

use std::process::Command;

#[test]
#[ignore = "the first time it builds some hundred packages, which takes minutes"]
fn prints_typed_rows() {
    let output = Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .arg("demo")
        .output()
        .expect("the program runs");
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{out}\n{err}");
    for line in [
        "Fjord Media                   4210",
        "9007199254740996  2026-01-01 2026-01-01T00:03:52.090484Z      0.75",
    ] {
        assert!(
            out.lines().any(|found| found.trim_end() == line),
            "{line}: {out}"
        );
    }
    assert!(out.contains("refused by Rill: "), "{out}");
    assert!(err.lines().any(|line| line.starts_with("done: ")), "{err}");
    // The token of the stand-in is made up, but nobody's token belongs into an output.
    assert!(
        !out.contains("rill_svc_") && !err.contains("rill_svc_"),
        "{out}\n{err}"
    );
}
