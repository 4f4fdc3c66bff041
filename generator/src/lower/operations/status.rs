//! Patterns of statuses, and words for them.

use crate::ir::StatusPattern;

/// Reason phrases of statuses (IANA's registry of status codes).
const REASONS: &str = "\
    100 continue; 101 switching protocols; 102 processing; 103 early hints; 200 ok; \
    201 created; 202 accepted; 203 non authoritative information; 204 no content; \
    205 reset content; 206 partial content; 207 multi status; 208 already reported; \
    226 im used; 300 multiple choices; 301 moved permanently; 302 found; 303 see other; \
    304 not modified; 305 use proxy; 307 temporary redirect; 308 permanent redirect; \
    400 bad request; 401 unauthorized; 402 payment required; 403 forbidden; 404 not found; \
    405 method not allowed; 406 not acceptable; 407 proxy authentication required; \
    408 request timeout; 409 conflict; 410 gone; 411 length required; 412 precondition failed; \
    413 content too large; 414 uri too long; 415 unsupported media type; \
    416 range not satisfiable; 417 expectation failed; 421 misdirected request; \
    422 unprocessable content; 423 locked; 424 failed dependency; 425 too early; \
    426 upgrade required; 428 precondition required; 429 too many requests; \
    431 request header fields too large; 451 unavailable for legal reasons; \
    500 internal server error; 501 not implemented; 502 bad gateway; 503 service unavailable; \
    504 gateway timeout; 505 http version not supported; 506 variant also negotiates; \
    507 insufficient storage; 508 loop detected; 511 network authentication required";

/// Returns `true` if responses with this status are the call's value, if others are declared for
/// errors.
pub(super) fn is_success(pattern: StatusPattern) -> bool {
    match pattern {
        StatusPattern::Code(code) => code < 400,
        StatusPattern::Range(class) => class < 4,
        StatusPattern::Default => false,
    }
}

/// Returns `true` if responses with this status never have a body (RFC 9110, section 6.4.1).
pub(super) fn is_bodiless(pattern: StatusPattern) -> bool {
    matches!(
        pattern,
        StatusPattern::Code(100..=199 | 204 | 205 | 304) | StatusPattern::Range(1)
    )
}

/// Returns words for the statuses of one case, except those that another status includes, and
/// interim ones.
pub(super) fn label(statuses: &[StatusPattern]) -> String {
    let telling: Vec<StatusPattern> = statuses
        .iter()
        .copied()
        .filter(|status| {
            let is_included = match status {
                StatusPattern::Code(code) => statuses
                    .iter()
                    .any(|other| matches!(other, StatusPattern::Range(class) if u16::from(*class) == code / 100)),
                StatusPattern::Range(_) | StatusPattern::Default => false,
            };
            let is_interim = matches!(status, StatusPattern::Code(100..=199)) && statuses.len() > 1;
            !is_included && !is_interim
        })
        .collect();
    match telling.as_slice() {
        [] => common(statuses),
        [one] => words(*one),
        [one, other] => format!("{} or {}", words(*one), words(*other)),
        many => common(many),
    }
}

/// Returns words for many statuses at once.
fn common(statuses: &[StatusPattern]) -> String {
    let class = |pattern: &StatusPattern| match pattern {
        StatusPattern::Code(code) => code / 100,
        StatusPattern::Range(class) => u16::from(*class),
        StatusPattern::Default => 0,
    };
    let first = statuses.first().map_or(0, class);
    if statuses.iter().all(|status| class(status) == first) {
        class_words(first).to_owned()
    } else if statuses.iter().all(|status| is_success(*status)) {
        "success".to_owned()
    } else {
        "failure".to_owned()
    }
}

fn class_words(class: u16) -> &'static str {
    match class {
        1 => "informational",
        2 => "success",
        3 => "redirection",
        4 => "client error",
        5 => "server error",
        _ => "other",
    }
}

/// Returns words for a status: its reason phrase (IANA's registry of status codes).
pub(super) fn words(pattern: StatusPattern) -> String {
    match pattern {
        StatusPattern::Code(code) => {
            reason(code).map_or_else(|| format!("status {code}"), str::to_owned)
        }
        StatusPattern::Range(class) => class_words(u16::from(class)).to_owned(),
        StatusPattern::Default => "default".to_owned(),
    }
}

fn reason(code: u16) -> Option<&'static str> {
    let code = code.to_string();
    let mut reasons = REASONS.split("; ");
    reasons.find_map(|reason| reason.strip_prefix(&code)?.strip_prefix(' '))
}
