//! The one piece of asynchronous code: a draft in, an answer out. It knows no types of any call.

mod authorize;
mod request;

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use crate::answers::{self, Found, content_type, essence};
use crate::call::{Ask, Draft};
use crate::error::{Answer, Failure, RequestError, TransportError};
use crate::payload::is_page;
use crate::platform::{self, BoxFuture, Instant, Outgoing, within};
use crate::retry;
use crate::stream::ByteStream;
use crate::trace;

pub(crate) use request::request;

/// An answer, and which of the declared ones it is.
pub(crate) struct Arrived {
    pub(crate) answer: Answer,
    pub(crate) found: Found,
    /// The body, where it is handed over as it comes; the answer's own is empty then.
    pub(crate) live: Option<ByteStream>,
}

/// A call on its way.
pub(crate) type Exchanging = BoxFuture<'static, Result<Arrived, Failure>>;

/// Sends a call and reads its answer: whole, or its head where the rest is handed over as it comes.
///
/// Boxed, so that the future of every call is a small wrapper around this one.
pub(crate) fn exchange(draft: Box<Draft>) -> Exchanging {
    Box::pin(async move {
        let plain = request(&draft)?;
        let uri = plain.uri().clone();
        let timeout = draft.timeout.unwrap_or(draft.shared.options.timeout);
        let deadline = Instant::now().checked_add(timeout);
        let span = trace::Call::new(&draft, &plain);
        // Pinned before they are handed on, as each function that holds a future makes room for it twice.
        let attempts = pin!(attempts(&draft, plain, deadline));
        let in_time = pin!(async {
            let arrived = within(deadline, attempts).await;
            arrived.unwrap_or_else(|| Err(TransportError::timed_out(&uri, timeout).into()))
        });
        span.watch(in_time).await
    })
}

/// Sends a call until its answer is one to keep.
async fn attempts(
    draft: &Draft,
    plain: http::Request<Bytes>,
    deadline: Option<Instant>,
) -> Result<Arrived, Failure> {
    let shared = &draft.shared;
    let retries = &shared.options.retries;
    let count = draft.retries.unwrap_or(retries.count);
    let mut plain = Some(plain);
    let mut repeated = 0;
    let mut is_renewed = false;
    loop {
        let mut request = match plain.take() {
            Some(request) => request,
            // Written anew, as it is rarer than to keep a copy of each.
            None => request::request(draft)?,
        };
        let granted = authorize::authorize(draft, &mut request).await?;
        trace::pass_on(&shared.options, request.headers_mut());
        let streamed = streamed(draft)?;
        let is_repeatable = streamed.is_none();
        let outcome = attempt(draft, request, streamed).await;
        trace::answered(&outcome);
        if outcome
            .as_ref()
            .is_ok_and(|arrived| arrived.answer.status.is_success())
        {
            shared.permits.give_back();
            return outcome.map_err(Failure::Transport);
        }
        let is_turned_away = outcome
            .as_ref()
            .is_ok_and(|arrived| arrived.answer.status == StatusCode::UNAUTHORIZED);
        if is_turned_away
            && is_repeatable
            && !std::mem::replace(&mut is_renewed, true)
            && granted.is_some_and(|granted| granted.reject())
        {
            // The server did nothing, and the next token may be a good one.
            continue;
        }
        let may_repeat = is_repeatable && repeated < count;
        let pause = may_repeat.then(|| pause(draft, &outcome, repeated));
        let Some(pause) = pause.flatten() else {
            return outcome.map_err(Failure::Transport);
        };
        let fits = deadline.is_none_or(|deadline| {
            let end = Instant::now().checked_add(pause);
            end.is_some_and(|end| end < deadline)
        });
        if !fits || !shared.permits.take() {
            return outcome.map_err(Failure::Transport);
        }
        // The connection of an answer that is thrown away is free meanwhile.
        drop(outcome);
        platform::sleep(pause).await;
        repeated += 1;
        trace::repeated(repeated, pause);
    }
}

/// How long to wait before the call is sent again; none where its outcome stands.
fn pause(
    draft: &Draft,
    outcome: &Result<Arrived, TransportError>,
    repeated: u32,
) -> Option<Duration> {
    let is_safe = match &draft.ask {
        // They read, whatever the method.
        Ask::CustomApi(_) => true,
        Ask::Operation(outline) => outline.method.is_idempotent(),
    };
    let asked = match outcome {
        Ok(arrived) if is_safe && retry::passes(arrived.answer.status) => {
            retry::retry_after(&arrived.answer.headers)
        }
        Err(error) if error.is_connect() || (is_safe && error.is_retryable()) => None,
        Ok(_) | Err(_) => return None,
    };
    draft.shared.options.retries.pause(repeated, asked)
}

/// The body, where it comes from a stream.
fn streamed(draft: &Draft) -> Result<Option<Outgoing>, RequestError> {
    match &draft.ask {
        Ask::Operation(outline) => Ok(outline.body.streamed()?.map(Outgoing::from)),
        Ask::CustomApi(_) => Ok(None),
    }
}

async fn attempt(
    draft: &Draft,
    request: http::Request<Bytes>,
    streamed: Option<Outgoing>,
) -> Result<Arrived, TransportError> {
    let timeout = draft.shared.options.attempt_timeout;
    let timeout = timeout.map(|timeout| (timeout, request.uri().clone()));
    let fetch = pin!(fetch(draft, request, streamed));
    let Some((timeout, uri)) = timeout else {
        return fetch.await;
    };
    let arrived = within(Instant::now().checked_add(timeout), fetch).await;
    arrived.unwrap_or_else(|| Err(TransportError::timed_out(&uri, timeout)))
}

async fn fetch(
    draft: &Draft,
    request: http::Request<Bytes>,
    streamed: Option<Outgoing>,
) -> Result<Arrived, TransportError> {
    let shared = &draft.shared;
    let (head, body) = shared.wire.send(request, streamed).await?.into_parts();
    let found = answers::find(&draft.success, &draft.failure, head.status, &head.headers);
    let is_list = draft.as_rows && matches!(found, Found::Success(_)) && {
        let kind = essence(&content_type(&head.headers));
        !is_page(&kind)
    };
    let (body, live) = if is_list || draft.success.is_live(found, &head.headers) {
        (Bytes::new(), Some(body.idle(shared.options.idle_timeout)))
    } else {
        (body.bytes().await?, None)
    };
    let answer = Answer {
        status: head.status,
        headers: head.headers,
        body,
    };
    Ok(Arrived {
        answer,
        found,
        live,
    })
}
