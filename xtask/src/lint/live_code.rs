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

macro_rules! codes {
    ($($level:ident $code:literal $explanation:literal)*) => {
        &[$(LiveCode { code: $code, level: Level::$level, explanation: $explanation }),*]
    };
}

/// All of them: of `verify` by whose fault it is, then of failures as `--json` prints them.
pub(crate) const LIVE_CODES: &[LiveCode] = codes! {
    Deny "row-mismatch"
        "A row's value is not of the type that the API declares. Correct the schema of the API, or its SQL."
    Deny "format-mismatch"
        "A row's value is not of the format that the API declares, such as a date. Correct the schema of the API, or its SQL."
    Deny "missing-column"
        "A row lacks a column that the API declares as required. Correct the schema of the API, or its SQL."
    Deny "undeclared-column"
        "A row has a column that the API does not declare. Add it to the schema of the API."
    Deny "unknown-value"
        "A row's value is none of those that the API lists. Add it to the `enum` of the schema."
    Deny "no-rows"
        "A response is not a list of rows. Something else than Rill may answer at the address."
    Warn "nothing-to-compare"
        "An API gave no rows, so nothing was compared with its schema. Give a sample of arguments that selects some."
    Warn "no-sample"
        "An API requires arguments, and the config gives no sample of them, so it was not called. Add [client.sample.API] to the config."
    Warn "sample-unused"
        "The config gives a sample of arguments for an API that the document does not have. Correct its name, or remove it."
    Deny "bad-sample"
        "A sample of arguments cannot be sent. Correct it in the config."
    Deny "call-refused"
        "Rill refused a call: the arguments of the sample, or the SQL of the API, are not as it wants them."
    Deny "too-many-rows"
        "An API gives more rows than Rill allows. Give a sample of arguments that limits them."
    Deny "unauthorized"
        "A call's token was not accepted, or none was sent."
    Deny "forbidden"
        "A call's token is good and may not do this."
    Deny "not-served"
        "The document has an API that is not served at the address."
    Deny "redirect"
        "A call was redirected, which is not followed, since the token would go with it."
    Deny "rate-limit"
        "A server refused a call since there were too many."
    Deny "server-error"
        "A server failed to answer a call."
    Deny "unreachable"
        "A server cannot be reached."
    Deny "timeout"
        "A server did not answer in time; --timeout allows more."
    Deny "broken-off"
        "A connection ended within a response."
    Deny "drift"
        "The project serves another document than the one that is committed with the crate."
    Warn "undeclared-argument"
        "A template of an API uses an argument that the API does not declare. Declare it under `openapi.parameters`."
    Warn "repeated-name"
        "Two APIs have names that differ in case alone, or that are equal. Rename one."
    Warn "large-integer"
        "A sample sends an integer of a million or more in a body, which Rill turns into 1e+06. Send it as text."
    Deny "failed"
        "In JSON: the command failed. Exit code 1."
    Deny "usage"
        "In JSON: the flags or the config cannot be followed. Exit code 2."
    Deny "network"
        "In JSON: a server does not answer, or not with what was asked for. Exit code 3."
    Deny "token"
        "In JSON: a token is missing, not accepted, or may not do this. Exit code 3."
};
