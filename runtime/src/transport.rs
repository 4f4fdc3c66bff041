//! The one piece of asynchronous code: a draft in, an answer out. It knows no types of any call.

mod authorize;
mod request;

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::response::Parts as Head;

use crate::answers::{self, Found, content_type, essence};
use crate::call::{Ask, Draft};
use crate::credential::Grant;
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

/// One attempt on its way.
type Fetch<'a> = BoxFuture<'a, Result<Arrived, TransportError>>;

/// Sends a call and reads its answer: whole, or its head where the rest is handed over as it comes.
///
/// Boxed, so that the future of every call is a small wrapper around this one.
pub(crate) fn exchange(draft: Box<Draft>) -> Exchanging {
    Box::pin(async move {
        let deadline = Instant::now().checked_add(longest(&draft));
        let mut tries = Tries {
            deadline,
            repeated: 0,
            is_renewed: false,
        };
        let (mut request, span) = begin(&draft)?;
        // Pinned before they are handed on, as each function that holds a future makes room for it twice.
        let attempts = pin!(attempts(&draft, &mut request, &mut tries));
        let in_time = pin!(async {
            let arrived = within(deadline, attempts).await;
            arrived.unwrap_or_else(|| Err(timed_out(&draft, longest(&draft)).into()))
        });
        span.watch(in_time).await
    })
}

/// The first request of a call, and its span.
fn begin(draft: &Draft) -> Result<(http::Request<Bytes>, trace::Call), RequestError> {
    let request = request(draft)?;
    let span = trace::Call::new(draft, &request);
    Ok((request, span))
}

/// The longest that a call may take.
fn longest(draft: &Draft) -> Duration {
    draft.timeout.unwrap_or(draft.shared.options.timeout)
}

/// The error of a call that took too long. No call keeps its address for that.
fn timed_out(draft: &Draft, timeout: Duration) -> TransportError {
    let uri = request(draft).map(|request| request.uri().clone());
    TransportError::timed_out(&uri.unwrap_or_default(), timeout)
}

/// Sends a call until its answer is one to keep. The request is the first one, without secrets.
async fn attempts(
    draft: &Draft,
    request: &mut http::Request<Bytes>,
    tries: &mut Tries,
) -> Result<Arrived, Failure> {
    loop {
        let granted = authorize::authorize(draft, request).await?;
        trace::pass_on(&draft.shared.options, request.headers_mut());
        let (fetch, is_repeatable) = fetch(draft, request)?;
        let outcome = fetch.await;
        trace::answered(&outcome);
        let pause = match judge(draft, outcome, granted, is_repeatable, tries) {
            Verdict::Stands(outcome) => return outcome.map_err(Failure::Transport),
            Verdict::Again => None,
            Verdict::After(pause) => Some(pause),
        };
        if let Some(pause) = pause {
            Box::pin(platform::sleep(pause)).await;
            trace::repeated(tries.repeated, pause);
        }
        // Written anew, as it is rarer than to keep a copy of each.
        *request = request::request(draft)?;
    }
}

/// How far a call has come.
struct Tries {
    deadline: Option<Instant>,
    repeated: u32,
    /// It was turned away, and has another token since.
    is_renewed: bool,
}

/// What becomes of a call after an attempt.
enum Verdict {
    Stands(Result<Arrived, TransportError>),
    Again,
    After(Duration),
}

/// Judges an attempt. What is thrown away is dropped here, so that its connection is free meanwhile.
fn judge(
    draft: &Draft,
    outcome: Result<Arrived, TransportError>,
    granted: Option<Grant<'_>>,
    is_repeatable: bool,
    tries: &mut Tries,
) -> Verdict {
    let shared = &draft.shared;
    let status = outcome.as_ref().map(|arrived| arrived.answer.status);
    if status.is_ok_and(|status| status.is_success()) {
        shared.permits.give_back();
        return Verdict::Stands(outcome);
    }
    if status.is_ok_and(|status| status == StatusCode::UNAUTHORIZED)
        && is_repeatable
        && !std::mem::replace(&mut tries.is_renewed, true)
        && granted.is_some_and(|granted| granted.reject())
    {
        // The server did nothing, and the next token may be a good one.
        return Verdict::Again;
    }
    let count = draft.retries.unwrap_or(shared.options.retries.count);
    let may_repeat = is_repeatable && tries.repeated < count;
    let pause = may_repeat.then(|| pause(draft, &outcome, tries.repeated));
    let Some(pause) = pause.flatten() else {
        return Verdict::Stands(outcome);
    };
    let fits = tries.deadline.is_none_or(|deadline| {
        let end = Instant::now().checked_add(pause);
        end.is_some_and(|end| end < deadline)
    });
    if !fits || !shared.permits.take() {
        return Verdict::Stands(outcome);
    }
    tries.repeated += 1;
    Verdict::After(pause)
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

/// Sends a request and reads its answer, when it is awaited; and whether it can be sent again.
///
/// Boxed, so that layers and a clock, which few calls have, take no room in the future of every call.
fn fetch<'a>(
    draft: &'a Draft,
    request: &'a mut http::Request<Bytes>,
) -> Result<(Fetch<'a>, bool), RequestError> {
    let streamed = streamed(draft)?;
    let is_repeatable = streamed.is_none();
    let fetch: Fetch<'_> = if draft.shared.wire.is_direct() {
        Box::pin(directly(draft, request, streamed))
    } else {
        Box::pin(through_layers(draft, std::mem::take(request), streamed))
    };
    let Some(timeout) = draft.shared.options.attempt_timeout else {
        return Ok((fetch, is_repeatable));
    };
    let in_time = Box::pin(async move {
        let outcome = within(Instant::now().checked_add(timeout), fetch).await;
        outcome.unwrap_or_else(|| Err(timed_out(draft, timeout)))
    });
    Ok((in_time, is_repeatable))
}

/// One attempt of a client without layers.
async fn directly(
    draft: &Draft,
    request: &mut http::Request<Bytes>,
    streamed: Option<Outgoing>,
) -> Result<Arrived, TransportError> {
    let wire = &draft.shared.wire;
    let (head, live) = wire.execute(request, streamed).await?.into_parts();
    let (found, is_live) = tell(draft, &head);
    if is_live {
        let stream = ByteStream::live(live, wire.limit);
        return Ok(arrived_live(draft, head, found, stream));
    }
    let body = live.bytes(wire.limit).await?;
    Ok(arrived(head, found, body))
}

/// One attempt of a client with layers.
async fn through_layers(
    draft: &Draft,
    request: http::Request<Bytes>,
    streamed: Option<Outgoing>,
) -> Result<Arrived, TransportError> {
    let answer = draft.shared.wire.send(request, streamed).await?;
    let (head, stream) = answer.into_parts();
    let (found, is_live) = tell(draft, &head);
    if is_live {
        return Ok(arrived_live(draft, head, found, stream));
    }
    let body = stream.bytes().await?;
    Ok(arrived(head, found, body))
}

/// Which answer this is, and whether its body is handed over as it comes.
fn tell(draft: &Draft, head: &Head) -> (Found, bool) {
    let found = answers::find(&draft.success, &draft.failure, head.status, &head.headers);
    let is_list = draft.as_rows && matches!(found, Found::Success(_)) && {
        let kind = essence(&content_type(&head.headers));
        !is_page(&kind)
    };
    let is_live = is_list || draft.success.is_live(found, &head.headers);
    (found, is_live)
}

fn arrived(head: Head, found: Found, body: Bytes) -> Arrived {
    let answer = Answer {
        status: head.status,
        headers: head.headers,
        body,
    };
    Arrived {
        answer,
        found,
        live: None,
    }
}

fn arrived_live(draft: &Draft, head: Head, found: Found, stream: ByteStream) -> Arrived {
    let stream = stream.idle(draft.shared.options.idle_timeout);
    Arrived {
        live: Some(stream),
        ..arrived(head, found, Bytes::new())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::exchange;
    use crate::answers::Cases;
    use crate::call::{Ask, Draft};
    use crate::client::CoreBuilder;
    use crate::layer::{Exchange, Layer, Next};
    use crate::rill::{self, CustomApi, Via};

    struct Nothing;

    impl Layer for Nothing {
        fn handle<'a>(
            &'a self,
            request: http::Request<bytes::Bytes>,
            next: Next<'a>,
        ) -> Exchange<'a> {
            next.send(request)
        }
    }

    #[test]
    fn the_future_of_a_call_is_small() {
        let core = CoreBuilder::new("test", &[]).transport(Nothing);
        let core = core.build().unwrap();
        let ask = Ask::CustomApi(CustomApi::new("api", Via::Body, &[], true));
        let cases = (Cases::One(rill::ROWS), Cases::One(rill::ERRORS));
        let draft = Draft::new(Arc::clone(core.shared()), ask, cases.0, cases.1);
        // With the span of the feature `tracing`; what allocators hand out at once ends at about a thousand bytes.
        let size = size_of_val(&*exchange(draft));
        assert!(size <= 1536, "{size}");
    }
}
