//! Lints: levels of diagnostics by code, and the budget of untyped locations.

use std::collections::BTreeMap;

use rill_codegen::{Code, Level};

use rill_console::{Problem, nearest_few};

/// Levels as a config writes them.
const LEVELS: [(&str, Level); 3] = [
    ("allow", Level::Allow),
    ("warn", Level::Warn),
    ("deny", Level::Deny),
];

/// Flags that decide which diagnostics fail a run.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct LintArgs {
    /// Fail on findings of this code; may be repeated
    #[arg(long, value_name = "CODE", help_heading = "What to fail on")]
    pub deny: Vec<String>,
    /// Pass over findings of this code; may be repeated
    #[arg(long, value_name = "CODE", help_heading = "What to fail on")]
    pub allow: Vec<String>,
    /// Fail if more places than this are untyped
    #[arg(long, value_name = "NUMBER", help_heading = "What to fail on")]
    pub max_untyped: Option<usize>,
}

impl LintArgs {
    /// Puts what the flags say over what a config says.
    pub(crate) fn apply(
        &self,
        lints: &mut BTreeMap<Code, Level>,
        max_untyped: &mut Option<usize>,
    ) -> Result<(), Problem> {
        for (codes, level) in [(&self.allow, Level::Allow), (&self.deny, Level::Deny)] {
            for text in codes {
                lints.insert(code(text)?, level);
            }
        }
        *max_untyped = self.max_untyped.or(*max_untyped);
        Ok(())
    }
}

/// Returns the code of this name.
///
/// # Errors
///
/// There is none; the message names those that are spelled alike.
pub(crate) fn code(text: &str) -> Result<Code, Problem> {
    Code::parse(text).ok_or_else(|| {
        let problem = Problem::usage(format!("`{text}` is not a diagnostic code"));
        let known = Code::ALL.iter().map(|code| code.as_str());
        let problem = match nearest_few(text, known).as_slice() {
            [] => problem,
            near => problem.help(format!("did you mean {}?", backticked(near))),
        };
        problem.help("`cargo xtask explain` lists all codes")
    })
}

fn backticked(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" or ")
}

/// Returns the level of this name.
///
/// # Errors
///
/// There is none.
pub(crate) fn level(text: &str) -> Result<Level, Problem> {
    let found = LEVELS.iter().find(|(name, _)| *name == text);
    found.map(|(_, level)| *level).ok_or_else(|| {
        Problem::usage(format!("`{text}` is not a valid level"))
            .help("write \"allow\", \"warn\" or \"deny\"")
    })
}

/// Returns the level of a code where neither the config nor a flag sets one.
///
/// A reference that is not followed can cost half of a document's operations, so it fails the run.
pub(crate) fn default_level(code: Code) -> Level {
    if code == Code::ExternalReference {
        Level::Deny
    } else {
        Level::Warn
    }
}

/// Returns the levels of all codes: those that are set, and the defaults that are not [`Level::Warn`].
pub(crate) fn levels(set: &BTreeMap<Code, Level>) -> BTreeMap<Code, Level> {
    let mut levels = set.clone();
    for code in Code::ALL {
        let level = default_level(*code);
        if level != Level::Warn {
            levels.entry(*code).or_insert(level);
        }
    }
    levels
}

/// Why a document is not taken, if its findings or its untyped places are more than the config bears.
pub(crate) fn verdict(
    generated: &rill_codegen::Generated,
    max_untyped: Option<usize>,
) -> Option<Problem> {
    let mut denied: BTreeMap<Code, usize> = BTreeMap::new();
    for found in generated.diagnostics.denied() {
        *denied.entry(found.code).or_default() += 1;
    }
    let untyped = generated.untyped.len();
    let budget = max_untyped.filter(|most| untyped > *most);
    let counts: Vec<String> = denied
        .iter()
        .map(|(code, count)| format!("{count} of {code}"))
        .collect();
    let problem = match (counts.as_slice(), budget) {
        ([], None) => return None,
        ([], Some(most)) => Problem::new(format!(
            "{}, and `max-untyped` is {most}",
            number_of(untyped)
        )),
        (_, None) => Problem::new(format!("denied diagnostics: {}", counts.join(", "))),
        (_, Some(most)) => Problem::new(format!("denied diagnostics: {}", counts.join(", "))).note(
            format!("{untyped} places are untyped too, and `max-untyped` is {most}"),
        ),
    };
    let problem = match budget {
        Some(_) => problem.note(places(&generated.untyped)).help(format!(
            "say in the document or an overlay what these values are, or set `max-untyped = {untyped}`"
        )),
        None => problem,
    };
    Some(match denied.keys().next() {
        Some(code) => problem.help(format!(
            "mend the document, or put `{code} = \"warn\"` under [client.lints]; `cargo xtask explain {code}` says more"
        )),
        None => problem,
    })
}

fn number_of(untyped: usize) -> String {
    match untyped {
        1 => "1 place is untyped".to_owned(),
        _ => format!("{untyped} places are untyped"),
    }
}

/// Returns the first untyped places, for a message.
fn places(untyped: &[rill_codegen::pointer::Pointer]) -> String {
    const SHOWN: usize = 10;
    let mut lines: Vec<String> = untyped
        .iter()
        .take(SHOWN)
        .map(ToString::to_string)
        .collect();
    if let Some(more) = untyped.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        lines.push(format!("and {more} more: `cargo xtask check` lists all"));
    }
    format!("untyped are\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_code_names_the_nearest() {
        let problem = code("untypd").expect_err("no code");
        expect_test::expect![[r#"
            error: `untypd` is not a diagnostic code
             |
             = help: did you mean `untyped`?
             = help: `cargo xtask explain` lists all codes"#]]
        .assert_eq(&problem.to_string());
        assert!(code("zzz").is_err());
        assert_eq!(code("untyped").ok(), Some(Code::Untyped));
    }
}
