//! Diagnostics as the commands show them: equal ones once, each at a place that a person can open.

mod known;
mod place;

use rill_codegen::report::{Detail, LocatedDiagnostic, Paint, group};
use rill_codegen::{Code, Diagnostics, Input};
use rill_console::Problem;

use crate::client::Client;

pub(crate) use known::{DIAGNOSTICS, HEADER as LIST_HEADER, KnownDiagnostics};
pub(crate) use place::Places;

/// Kinds of diagnostics that `regenerate` shows in full; `check` shows all.
const SHOWN: usize = 3;

/// Returns the form of texts, in color or not.
pub(crate) fn paint(in_color: bool) -> Paint {
    if in_color { Paint::Ansi } else { Paint::Plain }
}

/// Renders diagnostics in full, those that say the same once; at most `limit` kinds, and how many more there are.
pub(crate) fn render(
    found: &[LocatedDiagnostic<'_>],
    client: &Client,
    limit: Option<usize>,
    detail: Detail,
    paint: Paint,
) -> Vec<String> {
    let groups = group(found);
    let shown = limit.unwrap_or(groups.len());
    let mut texts: Vec<String> = groups
        .iter()
        .take(shown)
        .map(|group| match config_problem(group.first, client) {
            Some(problem) => problem.render(paint == Paint::Ansi),
            None => group.render(detail, paint),
        })
        .collect();
    let rest: usize = groups
        .iter()
        .skip(shown)
        .map(|group| 1 + group.others.len())
        .sum();
    if rest > 0 {
        texts.push(format!("and {}", count(rest, "more diagnostic")));
    }
    texts
}

/// Renders new diagnostics for `regenerate`.
pub(crate) fn render_new(
    new: &Diagnostics,
    client: &Client,
    input: &Input,
    snapshot: Option<&str>,
    paint: Paint,
) -> Vec<String> {
    let places = Places::new(client, snapshot);
    let found = places.locate(new, input);
    render(&found, client, Some(SHOWN), Detail::Help, paint)
}

/// Returns a diagnostic of the config as a message that points into it.
fn config_problem(located: &LocatedDiagnostic<'_>, client: &Client) -> Option<Problem> {
    let found = located.found;
    if client.config.is_none() || !is_of_config(found.code) {
        return None;
    }
    let key = found.message.split('`').nth(1).unwrap_or_default();
    // `include` names the list; what it holds follows.
    let value = found.message.split('`').nth(3).unwrap_or_default();
    let key = if found.code == Code::SelectorUnused || found.code == Code::PinInvalid {
        value
    } else {
        key
    };
    let problem = client
        .place(Problem::new(found.message.as_str()), key)
        .help(found.help.as_str());
    Some(if found.denied {
        problem.with_code(found.code.as_str())
    } else {
        problem.as_warning(found.code.as_str())
    })
}

/// Returns `true` for codes of what the config says, not the document.
fn is_of_config(code: Code) -> bool {
    matches!(
        code,
        Code::PinInvalid | Code::PinUnused | Code::ReplacementUnused | Code::SelectorUnused
    )
}

/// Returns the numbers of diagnostics by code, such as `335 diagnostics (215 body-empty, 120 untyped)`; the most
/// frequent first.
pub(crate) fn summary(found: &Diagnostics) -> String {
    let mut by_code: Vec<(Code, usize)> = found.count_by_code().into_iter().collect();
    by_code.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), code.as_str()));
    let counts: Vec<String> = by_code
        .iter()
        .map(|(code, count)| format!("{count} {code}"))
        .collect();
    let all = count(found.len(), "diagnostic");
    if counts.is_empty() {
        all
    } else {
        format!("{all} ({})", counts.join(", "))
    }
}

/// Returns a number of things, in the plural where there are several.
pub(crate) fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
