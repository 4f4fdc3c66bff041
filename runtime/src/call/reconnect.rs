//! Events that go on when the connection does not (WHATWG HTML, server-sent events, section 9.2.3).

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::StatusCode;

use super::response::RawResponse;
use super::send::{PendingResponse, send};
use super::state::{CallState, Decoders};
use crate::error::{Error, EventError, Failure, StreamError};
use crate::http::impl_stream;
use crate::http::platform::{self, Sleep};
use crate::stream::events::{Event, Events};

/// The pause before connecting again, where the server does not say.
const PAUSE: Duration = Duration::from_secs(3);

/// The events of a call that is made again when its response ends: a `Stream`, with a [`next`](Self::next) of its own.
/// It sends the call when it is first asked.
///
/// A response that ends, breaks off or falls silent ([`Options::idle_timeout`]) is asked for anew, after as long as the
/// server said (`retry:`, else three seconds), with the id of the last event in `Last-Event-ID`. The status 204 is the
/// server's way to end it. A call that fails, with the repetitions it is allowed, ends it too.
///
/// [`Options::idle_timeout`]: crate::Options::idle_timeout
#[must_use = "nothing is sent until the first event is asked for"]
pub struct Reconnecting<T, E> {
    state: Box<CallState>,
    decoders: Decoders<Events<T>, E>,
    phase: ReconnectPhase<T>,
    last_id: String,
    pause: Duration,
}

enum ReconnectPhase<T> {
    Start,
    Connecting(PendingResponse),
    Reading(Box<Events<T>>),
    Waiting(Pin<Box<Sleep>>),
    Ended,
}

impl<T, E> Reconnecting<T, E> {
    pub(super) fn new(state: Box<CallState>, decoders: Decoders<Events<T>, E>) -> Self {
        Self {
            state,
            decoders,
            phase: ReconnectPhase::Start,
            last_id: String::new(),
            pause: PAUSE,
        }
    }

    /// Returns the id of the last event, to be kept by callers that want to go on from there another day; empty where
    /// the server gives none.
    pub fn last_event_id(&self) -> &str {
        &self.last_id
    }

    /// Begins behind the event of this id, as far as the server knows it.
    pub fn after(mut self, id: impl Into<String>) -> Self {
        self.last_id = id.into();
        self
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<T>, EventError<E>>>> {
        loop {
            match &mut self.phase {
                ReconnectPhase::Ended => return Poll::Ready(None),
                ReconnectPhase::Start => {
                    let mut state = self.state.clone();
                    if !self.last_id.is_empty() {
                        state.request.set_header("last-event-id", &self.last_id);
                    }
                    self.phase = ReconnectPhase::Connecting(send(state));
                }
                ReconnectPhase::Connecting(connecting) => {
                    let outcome = ready!(connecting.as_mut().poll(cx));
                    self.phase = ReconnectPhase::Ended;
                    match self.connected(outcome) {
                        Ok(Some(events)) => self.phase = ReconnectPhase::Reading(Box::new(events)),
                        Ok(None) => {}
                        Err(error) => return Poll::Ready(Some(Err(EventError::Call(error)))),
                    }
                }
                ReconnectPhase::Reading(events) => {
                    let event = ready!(events.poll_item(cx));
                    let (id, pause) = events.resumption();
                    if self.last_id != id {
                        id.clone_into(&mut self.last_id);
                    }
                    self.pause = pause.unwrap_or(self.pause);
                    match event {
                        Some(Ok(event)) => return Poll::Ready(Some(Ok(event))),
                        Some(Err(StreamError::Decode(error))) => {
                            return Poll::Ready(Some(Err(EventError::Item(error))));
                        }
                        Some(Err(StreamError::Transport(_))) | None => {
                            let sleep = platform::sleep(self.pause);
                            self.phase = ReconnectPhase::Waiting(Box::pin(sleep));
                        }
                    }
                }
                ReconnectPhase::Waiting(sleep) => {
                    ready!(sleep.as_mut().poll(cx));
                    self.phase = ReconnectPhase::Start;
                }
            }
        }
    }

    fn connected(
        &self,
        outcome: Result<RawResponse, Failure>,
    ) -> Result<Option<Events<T>>, Error<E>> {
        let response = self.decoders.decode_response(outcome?)?;
        if response.status() == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        Ok(Some(response.into_value().after(&self.last_id)))
    }
}

impl_stream! {
    /// Returns the next event; `None` when the server has ended it.
    <T, E> Reconnecting<T, E> => Result<Event<T>, EventError<E>>
}

impl_debug!(<T, E> Reconnecting<T, E>: this => finish_non_exhaustive {
    last_id = this.last_id,
    pause = this.pause,
});
