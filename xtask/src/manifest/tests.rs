use expect_test::{Expect, expect};

use super::*;

fn dependencies() -> Vec<Dependency> {
    let dependency = |name, default_features, features| Dependency {
        name,
        version: "1",
        default_features,
        features,
    };
    vec![
        dependency("serde", true, &["derive"]),
        dependency("jiff", false, &["std", "serde"]),
    ]
}

fn merged(old: &str, runtime: RuntimeLine) -> Result<String, String> {
    let text = |problem: Problem| problem.to_string();
    let old = match old {
        "" => None,
        old => Some(Manifest::parse("Cargo.toml", old).map_err(text)?),
    };
    let wanted = ManifestSpec {
        name: "acme-ads",
        runtime,
        dependencies: &dependencies(),
        features: &[],
    };
    merge(old.as_ref(), &wanted).map_err(text)
}

/// Merging once gives `expected`, and merging that again changes nothing.
fn check(old: &str, runtime: &RuntimeLine, expected: &Expect) {
    let new = merged(old, runtime.clone()).expect("it can be merged");
    expected.assert_eq(&new);
    assert_eq!(
        merged(&new, runtime.clone()).as_ref(),
        Ok(&new),
        "the second time"
    );
}

fn path() -> RuntimeLine {
    RuntimeLine::Path("../../runtime".into())
}

#[test]
fn a_new_manifest() {
    check(
        "",
        &path(),
        &expect![[r#"
        # `cargo xtask regenerate` keeps the dependencies that the generated code needs; all else here is yours.
        [package]
        name = "acme-ads"
        version = "0.1.0"
        edition = "2024"
        rust-version = "1.89"
        publish = false

        [package.metadata.rill-codegen]
        dependencies = ["jiff", "rill-client-runtime", "serde"]

        [dependencies]
        rill-client-runtime = { path = "../../runtime" }
        serde = { version = "1", features = ["derive"] }
        jiff = { version = "1", default-features = false, features = ["std", "serde"] }
    "#]],
    );
}

#[test]
fn comments_order_and_the_users_own_lines_stay() {
    check(
        r#"# Our analytics client.
[package]
description = "Ours"   # shown inside
name = "acme-ads"
version = "3.1.4"
edition = "2021"

[lints]
workspace = true

[dependencies]
# we log
log = "0.4" # not more
serde = { version = "1.0.200", features = ["rc"] }   # pinned by Ann
jiff = "0.2" # old

[dev-dependencies]
tokio = "1"
"#,
        &RuntimeLine::Version("0.1.0".into()),
        &expect![[r#"
            # Our analytics client.
            [package]
            description = "Ours"   # shown inside
            name = "acme-ads"
            version = "3.1.4"
            edition = "2021"

            [package.metadata.rill-codegen]
            dependencies = ["rill-client-runtime"]

            [lints]
            workspace = true

            [dependencies]
            # we log
            log = "0.4" # not more
            serde = { version = "1.0.200", features = ["rc", "derive"] }   # pinned by Ann
            jiff = { version = "1", features = ["std", "serde"] } # old
            rill-client-runtime = "0.1.0"

            [dev-dependencies]
            tokio = "1"
        "#]],
    );
}

#[test]
fn a_package_without_an_edition_keeps_it_so() {
    let old = "[package]\nname = \"acme-ads\"\nversion = \"1.0.0\"\n";
    check(
        old,
        &RuntimeLine::Version("0.1.0".into()),
        &expect![[r#"
            [package]
            name = "acme-ads"
            version = "1.0.0"

            [package.metadata.rill-codegen]
            dependencies = ["jiff", "rill-client-runtime", "serde"]

            [dependencies]
            rill-client-runtime = "0.1.0"
            serde = { version = "1", features = ["derive"] }
            jiff = { version = "1", default-features = false, features = ["std", "serde"] }
        "#]],
    );
}

#[test]
fn what_is_no_longer_needed_goes_if_it_was_ours() {
    check(
        r#"[package]
name = "acme-ads"
version = "0.1.0"
edition = "2024"

[package.metadata.rill-codegen]
dependencies = ["rill-client-runtime", "serde", "uuid"]

[dependencies]
rill-client-runtime = { path = "../elsewhere", features = ["x"] }
log = "0.4"
uuid = "1"
serde = { version = "1", features = ["derive"] }
"#,
        &RuntimeLine::Keep,
        &expect![[r#"
            [package]
            name = "acme-ads"
            version = "0.1.0"
            edition = "2024"

            [package.metadata.rill-codegen]
            dependencies = ["jiff", "rill-client-runtime", "serde"]

            [dependencies]
            rill-client-runtime = { path = "../elsewhere", features = ["x"] }
            log = "0.4"
            serde = { version = "1", features = ["derive"] }
            jiff = { version = "1", default-features = false, features = ["std", "serde"] }
        "#]],
    );
}

#[test]
fn entries_of_every_form() {
    check(
        r#"[package]
name.workspace = true
version.workspace = true
edition.workspace = true

[package.metadata]
docs = 1

[dependencies]
jiff.workspace = true

[dependencies.rill-client-runtime]
workspace = true # shared
features = ["tracing"]

[dependencies.serde]
version = "0.9"
default-features = false
"#,
        &path(),
        &expect![[r#"
            [package]
            name.workspace = true
            version.workspace = true
            edition.workspace = true

            [package.metadata]
            docs = 1

            [package.metadata.rill-codegen]
            dependencies = []

            [dependencies]
            jiff.workspace = true
            jiff.features = ["std", "serde"]

            [dependencies.rill-client-runtime]
            features = ["tracing"]
            path = "../../runtime"

            [dependencies.serde]
            version = "1"
            default-features = true
            features = ["derive"]
        "#]],
    );
}

/// The runtime's entry before, what is wanted, and the entry after.
const MOVES: &str = r#"
= "0.0.9" | keep | = "0.1.0"
= "=0.1.0" | keep | = "=0.1.0"
.workspace = true | keep | .workspace = true
= "0.1.0" | path | = { path = "../../runtime" }
= { version = "0.1", path = "x" } | path | = { version = "0.1", path = "../../runtime" }
= { path = "x", features = ["a"] } | rev | = { features = ["a"], git = "https://h/r.git", rev = "abc" }
= { git = "x", branch = "b" } | git | = { git = "https://h/r.git" }
= { path = "x" } | version | = { version = "0.1" }
| version | = "0.1"
"#;

#[test]
fn the_runtime_moves_when_it_is_told_to() {
    // Where the library puts a space in a table it edits is its own affair.
    let words = |text: &str| text.replace(' ', "");
    for case in MOVES.trim().lines() {
        let parts: Vec<&str> = case.split('|').map(str::trim).collect();
        let [old, to, expected] = parts[..] else {
            panic!("{case}");
        };
        let git = |rev: Option<&str>| RuntimeLine::Git {
            url: "https://h/r.git".into(),
            reference: rev.map(GitReference::rev),
        };
        let runtime = match to {
            "keep" => RuntimeLine::Keep,
            "path" => path(),
            "rev" => git(Some("abc")),
            "git" => git(None),
            _ => RuntimeLine::Version("0.1".into()),
        };
        let old = Some(old).filter(|old| !old.is_empty());
        let old = old.map_or_else(String::new, |old| format!("{RUNTIME}{old}"));
        let old = format!("[package]\nname = \"acme-ads\"\n\n[dependencies]\n{old}\n");
        let new = merged(&old, runtime).expect("it can be merged");
        let line = new.lines().find(|line| line.starts_with(RUNTIME));
        let expected = words(&format!("{RUNTIME}{expected}"));
        assert_eq!(line.map(words), Some(expected), "{case}");
    }
}

#[test]
fn windows_line_ends_stay() {
    let old = "[package]\r\nname = \"acme-ads\"\r\n\r\n[dependencies]\r\nlog = \"0.4\"\r\n";
    let new = merged(old, path()).expect("it can be merged");
    assert_eq!(
        new.matches('\n').count(),
        new.matches("\r\n").count(),
        "{new:?}"
    );
    assert!(new.contains("log = \"0.4\"\r\n"), "{new:?}");
    assert_eq!(merged(&new, path()), Ok(new));
}

#[test]
fn what_cannot_be_merged_is_refused() {
    let broken = merged("[package\n", path()).expect_err("no TOML");
    assert!(broken.contains("Cargo.toml:1:"), "{broken}");
    let odd = merged("dependencies = 1\n", path()).expect_err("no table");
    assert!(odd.contains("write it as [dependencies]"), "{odd}");
    let wanted = ManifestSpec {
        name: "serde",
        runtime: RuntimeLine::Keep,
        dependencies: &dependencies(),
        features: &[],
    };
    let own = merge(None, &wanted).expect_err("it would depend on itself");
    assert!(own.to_string().contains("cannot be named `serde`"), "{own}");
}

/// Only what a manifest says of features, after a run that wants some.
fn with_features(old: &str, wanted: &[&str]) -> String {
    let old = match old {
        "" => None,
        old => Some(Manifest::parse("Cargo.toml", old).expect("it can be read")),
    };
    let features: Vec<String> = wanted.iter().map(ToString::to_string).collect();
    let wanted = ManifestSpec {
        name: "acme-ads",
        runtime: path(),
        dependencies: &[],
        features: &features,
    };
    merge(old.as_ref(), &wanted).expect("it can be merged")
}

fn features_of(text: &str) -> String {
    let kept = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let lines = text.lines().skip_while(|line| *line != "[features]");
    lines.filter(kept).collect::<Vec<_>>().join("\n")
}

#[test]
fn features_come_and_go_and_the_users_stay() {
    let first = with_features("", &["pets", "users"]);
    assert!(
        first.contains("features = [\"pets\", \"users\"]"),
        "{first}"
    );
    expect![[r#"
        [features]
        default = [
            "pets",
            "users",
        ]
        pets = []
        users = []"#]]
    .assert_eq(&features_of(&first));
    assert_eq!(with_features(&first, &["pets", "users"]), first);

    // The user switches one off, makes one turn on another crate, and has one of their own.
    let edited = first
        .replace("    \"users\",\n", "    \"mine\",\n")
        .replace("pets = []", "pets = [\"dep:extra\"]\nmine = []");
    let second = with_features(&edited, &["orders", "pets", "users"]);
    expect![[r#"
        [features]
        default = [
            "pets",
            "mine",
            "orders",
        ]
        pets = ["dep:extra"]
        mine = []
        users = []
        orders = []"#]]
    .assert_eq(&features_of(&second));

    let last = with_features(&second, &[]);
    expect![[r#"
        [features]
        default = [
            "mine",
        ]
        mine = []"#]]
    .assert_eq(&features_of(&last));
    let without = with_features(&first, &[]);
    assert_eq!(features_of(&without), "");
}
