//! Codes of what commands find beside the diagnostics of a document.

use rill_codegen::Level;

/// A kind of mismatch between a project and its document, or of failure.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LiveCode {
    pub(crate) code: &'static str,
    /// Its level, unless the config or a flag sets one.
    pub(crate) level: Level,
    pub(crate) explanation: &'static str,
}

const fn one(code: &'static str, level: Level, explanation: &'static str) -> LiveCode {
    LiveCode {
        code,
        level,
        explanation,
    }
}

/// All of them: of `verify` by whose fault it is, then of failures as `--json` prints them.
pub(crate) const LIVE_CODES: &[LiveCode] = &[
    one(
        "row-mismatch",
        Level::Deny,
        "A row's value is not of the type that the API declares. Correct the schema of the API, or its SQL.",
    ),
    one(
        "format-mismatch",
        Level::Deny,
        "A row's value is not of the format that the API declares, such as a date. Correct the schema of the API, or its SQL.",
    ),
    one(
        "missing-column",
        Level::Deny,
        "A row lacks a column that the API declares as required. Correct the schema of the API, or its SQL.",
    ),
    one(
        "undeclared-column",
        Level::Deny,
        "A row has a column that the API does not declare. Add it to the schema of the API.",
    ),
    one(
        "unknown-value",
        Level::Deny,
        "A row's value is none of those that the API lists. Add it to the `enum` of the schema.",
    ),
    one(
        "no-rows",
        Level::Deny,
        "A response is not a list of rows. Something else than Rill may answer at the address.",
    ),
    one(
        "nothing-to-compare",
        Level::Warn,
        "An API gave no rows, so nothing was compared with its schema. Give a sample of arguments that selects some.",
    ),
    one(
        "no-sample",
        Level::Warn,
        "An API requires arguments, and the config gives no sample of them, so it was not called. Add [client.sample.API] to the config.",
    ),
    one(
        "sample-unused",
        Level::Warn,
        "The config gives a sample of arguments for an API that the document does not have. Correct its name, or remove it.",
    ),
    one(
        "bad-sample",
        Level::Deny,
        "A sample of arguments cannot be sent. Correct it in the config.",
    ),
    one(
        "call-refused",
        Level::Deny,
        "Rill refused a call: the arguments of the sample, or the SQL of the API, are not as it wants them.",
    ),
    one(
        "too-many-rows",
        Level::Deny,
        "An API gives more rows than Rill allows. Give a sample of arguments that limits them.",
    ),
    one(
        "unauthorized",
        Level::Deny,
        "A call's token was not accepted, or none was sent.",
    ),
    one(
        "forbidden",
        Level::Deny,
        "A call's token is good and may not do this.",
    ),
    one(
        "not-served",
        Level::Deny,
        "The document has an API that is not served at the address.",
    ),
    one(
        "redirect",
        Level::Deny,
        "A call was redirected, which is not followed, since the token would go with it.",
    ),
    one(
        "rate-limit",
        Level::Deny,
        "A server refused a call since there were too many.",
    ),
    one(
        "server-error",
        Level::Deny,
        "A server failed to answer a call.",
    ),
    one("unreachable", Level::Deny, "A server cannot be reached."),
    one(
        "timeout",
        Level::Deny,
        "A server did not answer in time; --timeout allows more.",
    ),
    one(
        "broken-off",
        Level::Deny,
        "A connection ended within a response.",
    ),
    one(
        "drift",
        Level::Deny,
        "The project serves another document than the one that is committed with the crate.",
    ),
    one(
        "undeclared-argument",
        Level::Warn,
        "A template of an API uses an argument that the API does not declare. Declare it under `openapi.parameters`.",
    ),
    one(
        "repeated-name",
        Level::Warn,
        "Two APIs have names that differ in case alone, or that are equal. Rename one.",
    ),
    one(
        "large-integer",
        Level::Warn,
        "A sample sends an integer of a million or more in a body, which Rill turns into 1e+06. Send it as text.",
    ),
    one(
        "failed",
        Level::Deny,
        "In JSON: the command failed. Exit code 1.",
    ),
    one(
        "usage",
        Level::Deny,
        "In JSON: the flags or the config cannot be followed. Exit code 2.",
    ),
    one(
        "network",
        Level::Deny,
        "In JSON: a server does not answer, or not with what was asked for. Exit code 3.",
    ),
    one(
        "token",
        Level::Deny,
        "In JSON: a token is missing, not accepted, or may not do this. Exit code 3.",
    ),
];
