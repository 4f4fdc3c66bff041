//! The request of a call, before secrets are added.

use bytes::Bytes;
use http::header::{ACCEPT, USER_AGENT};

use super::state::CallState;
use crate::error::RequestError;
use crate::operation::request::media_type_header;
use crate::operation::responses::accept;

/// Returns the request of a call, without its secrets.
pub(crate) fn build_request(state: &CallState) -> Result<http::Request<Bytes>, RequestError> {
    let context = &state.client.context;
    let mut request = state.request.to_http(&context.base)?;
    let headers = request.headers_mut();
    if let Some(accept) = accept(&state.success, &state.failure) {
        let accept = media_type_header(&accept).map_err(|error| {
            let message = "the media types of the responses are not a valid header";
            RequestError::caused(message, error)
        })?;
        headers.insert(ACCEPT, accept);
    }
    headers.insert(USER_AGENT, context.user_agent.clone());
    for (name, value) in &state.request.headers {
        headers.insert(name, value.clone());
    }
    Ok(request)
}
