//! Lints: levels of diagnostics by code, and the budget of untyped locations.

use std::collections::BTreeMap;

use rill_codegen::{Code, Level};

use rill_console::{Problem, nearest_few};

mod live_code;

pub(crate) use live_code::{LIVE_CODES, LiveCode};

/// Levels as a config writes them.
const LEVELS: [(&str, Level); 4] = [
    ("allow", Level::Allow),
    ("note", Level::Note),
    ("warn", Level::Warn),
    ("deny", Level::Deny),
];

/// Flags that decide which diagnostics fail a run.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct LintArgs {
    /// Fail on diagnostics of this code; may be repeated
    #[arg(long, value_name = "CODE", help_heading = "What to fail on")]
    pub deny: Vec<String>,
    /// Pass over diagnostics of this code; may be repeated
    #[arg(long, value_name = "CODE", help_heading = "What to fail on")]
    pub allow: Vec<String>,
    /// Fail if more places than this are untyped
    #[arg(long, value_name = "NUMBER", help_heading = "What to fail on")]
    pub max_untyped: Option<usize>,
}

/// Levels by code, as a config and the flags set them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lints {
    /// Of diagnostics of a document.
    pub(crate) document: BTreeMap<Code, Level>,
    /// Of what `verify` and `infer` find.
    pub(crate) live: BTreeMap<&'static str, Level>,
}

impl Lints {
    /// Returns the level that is set for a code by its name.
    pub(crate) fn level(&self, code: &str) -> Option<Level> {
        let document = || Code::parse(code).and_then(|code| self.document.get(&code));
        self.live.get(code).or_else(document).copied()
    }

    /// Sets the level of a code.
    pub(crate) fn set(&mut self, code: AnyCode, level: Level) {
        match code {
            AnyCode::Document(code) => drop(self.document.insert(code, level)),
            AnyCode::Live(code) => drop(self.live.insert(code.code, level)),
        }
    }
}

/// A code that some command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnyCode {
    /// A kind of diagnostic of a document.
    Document(Code),
    /// A kind of mismatch or of failure.
    Live(&'static LiveCode),
}

impl LintArgs {
    /// Puts what the flags say over what a config says.
    pub(crate) fn apply(
        &self,
        lints: &mut Lints,
        max_untyped: &mut Option<usize>,
    ) -> Result<(), Problem> {
        for (codes, level) in [(&self.allow, Level::Allow), (&self.deny, Level::Deny)] {
            for text in codes {
                lints.set(code(text)?, level);
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
pub(crate) fn code(text: &str) -> Result<AnyCode, Problem> {
    let live = || LIVE_CODES.iter().find(|one| one.code == text);
    let found = Code::parse(text)
        .map(AnyCode::Document)
        .or_else(|| live().map(AnyCode::Live));
    found.ok_or_else(|| {
        let problem = Problem::usage(format!("`{text}` is not a diagnostic code"));
        let known = Code::ALL.iter().map(|code| code.as_str());
        let known = known.chain(LIVE_CODES.iter().map(|one| one.code));
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
            .help("write \"allow\", \"note\", \"warn\" or \"deny\"")
    })
}

/// Returns the level of a code where neither the config nor a flag sets one.
///
/// A reference that is not followed can cost half of a document's operations, so it fails the run.
pub(crate) fn default_level(code: Code) -> Level {
    if code == Code::ExternalReference {
        Level::Deny
    } else {
        code.level()
    }
}

/// Returns the word of a level.
pub(crate) fn word(level: Level) -> &'static str {
    let found = LEVELS.iter().find(|(_, known)| *known == level);
    found.map_or("warn", |(word, _)| word)
}

/// Returns the levels of all codes: those that are set, and the defaults that the generator does not have.
pub(crate) fn levels(set: &Lints) -> BTreeMap<Code, Level> {
    let mut levels = set.document.clone();
    for code in Code::ALL {
        let level = default_level(*code);
        if level != code.level() {
            levels.entry(*code).or_insert(level);
        }
    }
    levels
}

/// Why a document is not taken, if its diagnostics or its untyped locations are more than the config bears.
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
            format!("{untyped} locations are untyped too, and `max-untyped` is {most}"),
        ),
    };
    let problem = match budget {
        Some(_) => problem.note(places(&generated.untyped)).help(format!(
            "declare these values in the document or an overlay, or set `max-untyped = {untyped}`"
        )),
        None => problem,
    };
    Some(match denied.keys().next() {
        Some(code) => problem.help(format!(
            "correct the document, or put `{code} = \"warn\"` under [client.lints]; `cargo xtask explain {code}` says more"
        )),
        None => problem,
    })
}

fn number_of(untyped: usize) -> String {
    match untyped {
        1 => "1 location is untyped".to_owned(),
        _ => format!("{untyped} locations are untyped"),
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
    format!("untyped:\n{}", lines.join("\n"))
}
