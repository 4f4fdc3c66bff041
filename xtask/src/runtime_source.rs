//! Where a generated crate finds the runtime.

use std::path::{Path, PathBuf};

use crate::paths;
use crate::problem::Problem;

/// The package every generated crate depends on.
pub(crate) const RUNTIME: &str = "rill-client-runtime";

/// What the user said, on the command line or in the config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RuntimeSource {
    /// `path:DIR`, made absolute.
    Path(PathBuf),
    /// `version:REQ`.
    Version(String),
    /// `git:URL` or `git:URL#REV`.
    Git { url: String, rev: Option<String> },
}

/// What goes into the generated `Cargo.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RuntimeLine {
    /// The line that is there stays; a version too old for this generator is raised.
    Keep,
    /// Relative to the crate, with forward slashes.
    Path(String),
    /// A version requirement.
    Version(String),
    /// A git repository.
    Git { url: String, rev: Option<String> },
}

impl RuntimeSource {
    /// Reads `path:DIR`, `version:REQ` or `git:URL[#REV]`; `base` is what a relative path starts from.
    pub(crate) fn parse(text: &str, base: &Path) -> Result<Self, Problem> {
        let Some((kind, value)) = text.split_once(':') else {
            return Err(unclear(
                text,
                "it does not begin with `path:`, `version:` or `git:`",
            ));
        };
        if value.trim().is_empty() {
            return Err(unclear(text, &format!("nothing follows `{kind}:`")));
        }
        match kind {
            "path" => path(text, &paths::absolute(&base.join(value))),
            "version" => match semver::VersionReq::parse(value) {
                Ok(_) => Ok(Self::Version(value.trim().to_owned())),
                Err(error) => Err(unclear(
                    text,
                    &format!("not a version requirement: {error}"),
                )),
            },
            "git" => {
                let (url, rev) = match value.split_once('#') {
                    Some((url, rev)) => (url, Some(rev.to_owned())),
                    None => (value, None),
                };
                Ok(Self::Git {
                    url: url.to_owned(),
                    rev,
                })
            }
            _ => Err(unclear(text, &format!("`{kind}:` is not a kind of source"))),
        }
    }

    /// The line for a crate that lies in `output`.
    pub(crate) fn line(&self, output: &Path) -> RuntimeLine {
        match self {
            Self::Path(path) => RuntimeLine::Path(paths::relative(path, output)),
            Self::Version(version) => RuntimeLine::Version(version.clone()),
            Self::Git { url, rev } => RuntimeLine::Git {
                url: url.clone(),
                rev: rev.clone(),
            },
        }
    }
}

/// The line when the user said nothing: what is there already, else the checkout this program was built from, else
/// this program's own version.
pub(crate) fn default_line(has_line: bool, output: &Path) -> RuntimeLine {
    if has_line {
        return RuntimeLine::Keep;
    }
    match checkout() {
        Some(root) => RuntimeLine::Path(paths::relative(&root.join("runtime"), output)),
        None => RuntimeLine::Version(env!("CARGO_PKG_VERSION").to_owned()),
    }
}

/// The checkout of this project that the program was built from, if it is one that people work in.
///
/// Cargo unpacks a git or registry dependency into a folder of its own, marked by `.cargo-ok`. A path into that folder
/// would hold on one machine only.
pub(crate) fn checkout() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let unpacked_by_cargo =
        root.join(".cargo-ok").exists() || root.join("xtask/.cargo-ok").exists();
    (root.join("runtime/Cargo.toml").is_file() && !unpacked_by_cargo).then(|| root.to_owned())
}

fn path(text: &str, dir: &Path) -> Result<RuntimeSource, Problem> {
    let manifest = dir.join("Cargo.toml");
    let name = std::fs::read_to_string(&manifest)
        .ok()
        .and_then(|manifest| manifest.parse::<toml_edit::DocumentMut>().ok())
        .and_then(|manifest| Some(manifest.get("package")?.get("name")?.as_str()?.to_owned()));
    match name.as_deref() {
        Some(RUNTIME) => Ok(RuntimeSource::Path(dir.to_owned())),
        Some(other) => Err(unclear(
            text,
            &format!("that folder holds the package `{other}`"),
        )),
        None if manifest.exists() => Err(unclear(text, "its Cargo.toml names no package")),
        None => Err(unclear(
            text,
            &format!("there is no {}", paths::shown(&manifest)),
        )),
    }
}

fn unclear(text: &str, why: &str) -> Problem {
    Problem::usage(format!("`{text}` does not say where the runtime is"))
        .note(why)
        .help(format!(
            "write `path:DIR` (the folder of {RUNTIME}), `version:REQ` (such as version:{}), or `git:URL` or `git:URL#REV`",
            env!("CARGO_PKG_VERSION")
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<RuntimeSource, String> {
        RuntimeSource::parse(text, Path::new(env!("CARGO_MANIFEST_DIR")))
            .map_err(|problem| problem.to_string())
    }

    #[test]
    fn the_three_kinds() {
        assert_eq!(
            parse("version:0.3"),
            Ok(RuntimeSource::Version("0.3".into()))
        );
        assert_eq!(
            parse("git:https://example.com/a.git#abc"),
            Ok(RuntimeSource::Git {
                url: "https://example.com/a.git".into(),
                rev: Some("abc".into())
            })
        );
        let Ok(RuntimeSource::Path(path)) = parse("path:../runtime") else {
            panic!("the runtime of this checkout is one");
        };
        assert!(path.ends_with("runtime") && path.is_absolute(), "{path:?}");
    }

    #[test]
    fn what_is_no_source_is_explained() {
        for (text, why) in [
            ("../runtime", "does not begin with `path:`"),
            ("path:", "nothing follows `path:`"),
            ("version:banana", "not a version requirement"),
            ("folder:x", "`folder:` is not a kind of source"),
            ("path:../generator", "holds the package `rill-codegen`"),
            ("path:nowhere", "there is no"),
        ] {
            let problem = parse(text).expect_err(text);
            assert!(problem.contains(why), "{text}: {problem}");
            assert!(problem.contains("write `path:DIR`"), "{text}: {problem}");
        }
    }

    #[test]
    fn without_a_word_from_the_user() {
        assert_eq!(default_line(true, Path::new("/x")), RuntimeLine::Keep);
        let root = checkout().expect("the tests run in a checkout");
        assert_eq!(
            default_line(false, &root.join("fixtures/rill/client")),
            RuntimeLine::Path("../../../runtime".into())
        );
    }
}
