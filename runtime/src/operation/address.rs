//! Path and query of an operation.

use percent_encoding::utf8_percent_encode;

use crate::error::RequestError;
use crate::http::percent::PATH_LITERAL;

/// Fills in the template and appends the query.
///
/// # Errors
///
/// A parameter has no value, or one that would make its segment vanish.
pub(super) fn write(
    template: &str,
    values: &[(&'static str, String)],
    query: &[String],
) -> Result<String, RequestError> {
    // Authors tell operations of one path apart by a fragment, which never goes out.
    let template = template.split('#').next().unwrap_or_default();
    let (path, fixed_query) = match template.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (template, None),
    };
    let mut address = String::new();
    for part in path.strip_prefix('/').unwrap_or(path).split('/') {
        address.push('/');
        address.push_str(&segment(part, values)?);
    }
    let fixed = fixed_query.map(|query| utf8_percent_encode(query, PATH_LITERAL).to_string());
    let pieces: Vec<&str> = fixed
        .iter()
        .chain(query)
        .map(String::as_str)
        .filter(|piece| !piece.is_empty())
        .collect();
    if !pieces.is_empty() {
        address.push('?');
        address.push_str(&pieces.join("&"));
    }
    Ok(address)
}

fn segment(part: &str, values: &[(&'static str, String)]) -> Result<String, RequestError> {
    let mut written = String::new();
    let mut rest = part;
    let mut name = None;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((placeholder, after)) = after.split_once('}') else {
            break;
        };
        written.extend(utf8_percent_encode(before, PATH_LITERAL));
        let value = values.iter().find(|(name, _)| *name == placeholder);
        let Some((_, value)) = value else {
            return Err(RequestError::new(format!(
                "the path parameter `{placeholder}` has no value"
            )));
        };
        written.push_str(value);
        name = Some(placeholder);
        rest = after;
    }
    written.extend(utf8_percent_encode(rest, PATH_LITERAL));
    match (name, &*written) {
        (Some(name), "") => Err(RequestError::new(format!(
            "the path parameter `{name}` is empty, which would be the address of something else"
        ))),
        (Some(name), "." | "..") => Err(RequestError::new(format!(
            "the path parameter `{name}` makes the segment {written:?}, which HTTP libraries resolve away"
        ))),
        _ => Ok(written),
    }
}

#[cfg(test)]
mod tests;
