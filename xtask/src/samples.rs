//! Samples of a config that no API takes, most often for a slip of the pen.

use rill_codegen::pointer::Pointer;
use rill_console::{Console, Problem};

use crate::client::Client;

/// The code of the warning.
pub(crate) const SAMPLE_UNUSED: &str = "sample-unused";

/// Warns of samples of APIs that the document does not have. `declared` are the places of its operations.
pub(crate) fn warn_unused(client: &Client, declared: &[Pointer], console: &mut Console<'_>) {
    for problem in unused(client, declared) {
        console.say(problem.render(console.colors_messages()));
    }
}

fn unused(client: &Client, declared: &[Pointer]) -> Vec<Problem> {
    let paths: Vec<String> = declared
        .iter()
        .filter_map(|at| at.segments().nth(1))
        .map(|path| path.trim_start_matches('/').to_owned())
        .collect();
    let is_known = |name: &&String| paths.contains(name);
    let unknown = client.samples.keys().filter(|name| !is_known(name));
    let problem = |name: &String| {
        let problem = Problem::new(format!(
            "a sample is given for `{name}`, and the document has no such API"
        ))
        .as_warning(SAMPLE_UNUSED);
        let problem = client.place(problem, name);
        problem
            .suggest(name, paths.iter().map(String::as_str))
            .help("remove it, or name an API that `cargo xtask document` shows")
    };
    unknown.map(problem).collect()
}
