//! Header parameters that follow from the rest of a call.

use super::{LocatedOperation, OperationLowerer};
use crate::diagnostic::Code;

/// Returns `true` if a header follows from the rest of a call (OpenAPI 3.1, Parameter Object,
/// `name`): from its responses, its body or its security. One that nothing else sets is an input.
pub(super) fn is_implied(name: &str, located: &LocatedOperation<'_>) -> bool {
    let operation = located.operation;
    match name.to_ascii_lowercase().as_str() {
        "accept" => {
            !operation.responses.responses.is_empty() || operation.responses.default.is_some()
        }
        "content-type" => operation.request_body.is_some(),
        // The transport writes them, and security requirements are made of the last where there are none.
        "content-length" | "transfer-encoding" | "host" | AUTHORIZATION => true,
        _ => false,
    }
}

/// The header that security requirements are made of where a document has none.
pub(super) const AUTHORIZATION: &str = "authorization";

impl OperationLowerer<'_, '_> {
    /// Reports the header parameters that follow from the rest of the call.
    pub(super) fn report_implied_headers(&mut self) {
        let implied = std::mem::take(&mut self.shared.implied_headers);
        let messages = (
            "this header parameter is not an input: `Accept`, `Content-Type`, `Content-Length` and `Authorization` follow from responses, bodies and security",
            "header parameters are not inputs; this is the first: `Accept`, `Content-Type`, `Content-Length` and `Authorization` follow from responses, bodies and security",
        );
        let help = "remove it, and declare a security scheme if it was meant as one";
        self.report_first(Code::ParameterIgnored, &implied, messages, help);
    }
}
