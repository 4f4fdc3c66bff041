//! The one piece of asynchronous code: a call in, a response out. It knows no types of any call.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::response::Parts;

use super::authorize::authorize;
use super::request::build_request;
use super::response::RawResponse;
use super::state::CallState;
use crate::auth::credential::AccessToken;
use crate::error::{Failure, FullResponse, RequestError, TransportError, is_transient};
use crate::http::byte_stream::ByteStream;
use crate::http::middleware::BasePath;
use crate::http::platform::{self, BoxFuture, Instant, Outgoing, within};
use crate::media_type::{content_type, essence, is_html};
use crate::operation::responses::{ResponseMatch, find_response};
use crate::retry::retry_after;
use crate::trace::{self, CallSpan};

/// A call on its way.
pub(crate) type PendingResponse = BoxFuture<'static, Result<RawResponse, Failure>>;

/// One attempt on its way.
type PendingAttempt<'a> = BoxFuture<'a, Result<RawResponse, TransportError>>;

/// Sends a call and reads its response: whole, or its head where the rest is handed over as it comes.
///
/// Boxed, so that the future of every call is a small wrapper around this one.
pub(crate) fn send(state: Box<CallState>) -> PendingResponse {
    Box::pin(async move {
        let deadline = Instant::now().checked_add(state.max_duration());
        let mut progress = Progress {
            deadline,
            repeated: 0,
            is_renewed: false,
        };
        let (mut request, span) = begin(&state)?;
        // Pinned before they are handed on, as each function that holds a future makes room for it twice.
        let attempts = pin!(attempts(&state, &mut request, &mut progress));
        let in_time = pin!(async {
            let raw = within(deadline, attempts).await;
            raw.unwrap_or_else(|| Err(timed_out(&state, state.max_duration()).into()))
        });
        let mut raw = span.watch(in_time, |raw| raw.response.status).await?;
        raw.deadline = deadline;
        Ok(raw)
    })
}

/// Returns the first request of a call, and its span.
fn begin(state: &CallState) -> Result<(http::Request<Bytes>, CallSpan), RequestError> {
    let request = build_request(state)?;
    let span = CallSpan::new(state.request.label, &request);
    Ok((request, span))
}

/// Returns the error of a call that took too long. No call keeps its address for that.
fn timed_out(state: &CallState, timeout: Duration) -> TransportError {
    let uri = build_request(state).map(|request| request.uri().clone());
    TransportError::timed_out(&uri.unwrap_or_default(), timeout)
}

/// Sends a call until its response is one to keep. The request is the first one, without secrets.
async fn attempts(
    state: &CallState,
    request: &mut http::Request<Bytes>,
    progress: &mut Progress,
) -> Result<RawResponse, Failure> {
    loop {
        let token = authorize(state, request).await?;
        #[cfg(feature = "tracing")]
        state
            .client
            .context
            .options
            .trace_context
            .inject(request.headers_mut());
        let (attempt, is_repeatable) = attempt(state, request)?;
        let outcome = attempt.await;
        trace::response(outcome.as_ref().map(|raw| raw.response.status));
        let pause = match decide(state, &outcome, token, is_repeatable, progress) {
            RetryDecision::Return => return outcome.map_err(Failure::Transport),
            RetryDecision::RetryNow => None,
            RetryDecision::RetryAfter(pause) => Some(pause),
        };
        // Its connection is free meanwhile.
        drop(outcome);
        if let Some(pause) = pause {
            Box::pin(platform::sleep(pause)).await;
            trace::retry(progress.repeated, pause);
        }
        // Written anew, as repetitions are rare and a copy of each request would cost more.
        *request = build_request(state)?;
    }
}

/// The progress of a call over its attempts.
struct Progress {
    deadline: Option<Instant>,
    repeated: u32,
    /// It was turned away, and has another token since.
    is_renewed: bool,
}

/// The decision about a call after an attempt.
enum RetryDecision {
    Return,
    RetryNow,
    RetryAfter(Duration),
}

/// Decides whether an outcome stands.
fn decide(
    state: &CallState,
    outcome: &Result<RawResponse, TransportError>,
    token: Option<AccessToken<'_>>,
    is_repeatable: bool,
    progress: &mut Progress,
) -> RetryDecision {
    let context = &state.client.context;
    let status = outcome.as_ref().map(|raw| raw.response.status);
    if status.is_ok_and(|status| status.is_success()) {
        context.budget.give_back();
        return RetryDecision::Return;
    }
    if status.is_ok_and(|status| status == StatusCode::UNAUTHORIZED)
        && is_repeatable
        && !std::mem::replace(&mut progress.is_renewed, true)
        && token.is_some_and(|token| token.reject())
    {
        // The server did nothing, and the next token may be a good one.
        return RetryDecision::RetryNow;
    }
    let count = state.retries.unwrap_or(context.options.retries.count);
    let may_repeat = is_repeatable && progress.repeated < count;
    let pause = may_repeat.then(|| pause(state, outcome, progress.repeated));
    let Some(pause) = pause.flatten() else {
        return RetryDecision::Return;
    };
    let fits = progress.deadline.is_none_or(|deadline| {
        let end = Instant::now().checked_add(pause);
        end.is_some_and(|end| end < deadline)
    });
    if !fits || !context.budget.take() {
        return RetryDecision::Return;
    }
    progress.repeated += 1;
    RetryDecision::RetryAfter(pause)
}

/// Returns the pause before the call is sent again; `None` where its outcome stands.
fn pause(
    state: &CallState,
    outcome: &Result<RawResponse, TransportError>,
    repeated: u32,
) -> Option<Duration> {
    let is_safe = state.request.is_safe();
    let asked = match outcome {
        Ok(raw) if is_safe && is_transient(raw.response.status) => {
            retry_after(&raw.response.headers)
        }
        Err(error) if error.is_connect() || (is_safe && error.is_retryable()) => None,
        Ok(_) | Err(_) => return None,
    };
    let retries = &state.client.context.options.retries;
    retries.pause(repeated, asked)
}

/// Returns an attempt, which begins when it is awaited, and whether it can be repeated.
///
/// Boxed, so that middleware and a clock, which few calls have, take no room in the future of every call.
fn attempt<'a>(
    state: &'a CallState,
    request: &'a mut http::Request<Bytes>,
) -> Result<(PendingAttempt<'a>, bool), RequestError> {
    let streamed = state.request.body.streamed()?.map(Outgoing::from);
    let is_repeatable = streamed.is_none();
    let context = &state.client.context;
    let attempt: PendingAttempt<'_> = Box::pin(exchange(state, request, streamed));
    let Some(timeout) = context.options.attempt_timeout else {
        return Ok((attempt, is_repeatable));
    };
    let in_time = Box::pin(async move {
        let outcome = within(Instant::now().checked_add(timeout), attempt).await;
        outcome.unwrap_or_else(|| Err(timed_out(state, timeout)))
    });
    Ok((in_time, is_repeatable))
}

/// Makes one attempt: past middleware where there is none.
async fn exchange(
    state: &CallState,
    request: &mut http::Request<Bytes>,
    streamed: Option<Outgoing>,
) -> Result<RawResponse, TransportError> {
    let context = &state.client.context;
    let http = &context.http;
    let response = if http.is_direct() {
        let response = http.execute(request, streamed).await?;
        response.map(|live| ByteStream::live(live, http.limit))
    } else {
        let extensions = request.extensions_mut();
        extensions.get_or_insert_with(|| BasePath::of(&context.base));
        http.send(std::mem::take(request), streamed).await?
    };
    let (head, stream) = response.into_parts();
    let (matched, is_live) = match_response(state, &head);
    let (live, body) = if is_live {
        let stream = stream.idle(context.options.idle_timeout);
        (Some(stream), Bytes::new())
    } else {
        (None, stream.bytes().await?)
    };
    Ok(RawResponse {
        response: FullResponse {
            status: head.status,
            headers: head.headers,
            body,
        },
        matched,
        live,
        deadline: None,
        limit: http.limit,
    })
}

/// Returns the declared response that this is, and whether its body is handed over as it comes.
fn match_response(state: &CallState, head: &Parts) -> (ResponseMatch, bool) {
    let matched = find_response(&state.success, &state.failure, head.status, &head.headers);
    let is_list = state.as_rows
        && matches!(matched, ResponseMatch::Success(_))
        && !is_html(&essence(&content_type(&head.headers)));
    let is_live = is_list || state.success.is_live(matched, &head.headers);
    (matched, is_live)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::Method;

    use super::send;
    use crate::call::builder::CoreBuilder;
    use crate::call::state::CallState;
    use crate::http::middleware::{Middleware, Next, ResponseFuture};
    use crate::operation::request::OperationRequest;
    use crate::operation::responses::ResponseCases;

    struct Nothing;

    impl Middleware for Nothing {
        fn handle<'a>(
            &'a self,
            request: http::Request<bytes::Bytes>,
            next: Next<'a>,
        ) -> ResponseFuture<'a> {
            next.send(request)
        }
    }

    #[test]
    fn the_future_of_a_call_is_small() {
        let core = CoreBuilder::new("test", &[]).transport(Nothing);
        let core = core.build().unwrap();
        let request = OperationRequest::new(Method::GET, "/", &[]);
        let none = ResponseCases::NONE;
        let state = CallState::new(Arc::clone(core.state()), request, none, none);
        // With the span of the feature `tracing`; what allocators hand out at once ends at about a thousand bytes.
        let size = size_of_val(&*send(state));
        assert!(size <= 1536, "{size}");
    }
}
