//! Rows, one by one, as the bytes of their list come.

use std::fmt;
use std::task::{Context, Poll, ready};

use serde::de::DeserializeOwned;

use super::response::RawResponse;
use super::send::{PendingResponse, send};
use super::state::{CallState, Decoders};
use crate::error::{Error, Failure};
use crate::http::impl_stream;
use crate::json::limits::decode_sized;
use crate::stream::array::ArrayReader;

/// The rows of a response, each as soon as its bytes are there: a `Stream`, with a [`next`](Self::next) of its own. It
/// sends the call when it is first asked.
///
/// It holds no more than the largest row and a piece of the body; [`Options::max_response_bytes`] is for one row.
/// The time for the call ends with the response's head, like that of all bodies that come piece by piece, and
/// [`Options::idle_timeout`] limits the pauses.
///
/// A row that is not of its type is an [`Error::Decode`] with its number and its bytes, and the next one follows. A
/// list that is not JSON ends with such an error. One that breaks off ends with an [`Error::Transport`]: the end of the
/// rows is the end of the list, never that of a connection.
///
/// [`Options::max_response_bytes`]: crate::Options::max_response_bytes
/// [`Options::idle_timeout`]: crate::Options::idle_timeout
#[must_use = "nothing is sent until the first row is asked for"]
pub struct Rows<R, E> {
    phase: RowsPhase<R>,
    decoders: Decoders<Vec<R>, E>,
    objects_only: bool,
}

enum RowsPhase<R> {
    Unsent(Box<CallState>),
    Sending(PendingResponse),
    Reading(Box<ArrayReader>),
    /// Rows that were there at once.
    Read(std::vec::IntoIter<R>),
    Ended,
}

impl<R: DeserializeOwned, E> Rows<R, E> {
    pub(super) fn new(mut state: Box<CallState>, decoders: Decoders<Vec<R>, E>) -> Self {
        state.as_rows = true;
        Self {
            objects_only: state.rows_are_objects,
            phase: RowsPhase::Unsent(state),
            decoders,
        }
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<R, Error<E>>>> {
        loop {
            match &mut self.phase {
                RowsPhase::Ended => return Poll::Ready(None),
                RowsPhase::Unsent(_) => {
                    if let RowsPhase::Unsent(state) =
                        std::mem::replace(&mut self.phase, RowsPhase::Ended)
                    {
                        self.phase = RowsPhase::Sending(send(state));
                    }
                }
                RowsPhase::Sending(sending) => {
                    let outcome = ready!(sending.as_mut().poll(cx));
                    self.phase = RowsPhase::Ended;
                    match self.begin(outcome) {
                        Ok(phase) => self.phase = phase,
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
                RowsPhase::Read(rows) => {
                    let row = rows.next();
                    return Poll::Ready(row.map(Ok));
                }
                RowsPhase::Reading(reading) => {
                    let row = ready!(decode_sized(reading.limit(), || reading.poll_row(cx)));
                    if reading.is_over {
                        self.phase = RowsPhase::Ended;
                    }
                    return Poll::Ready(row);
                }
            }
        }
    }

    fn begin(&self, outcome: Result<RawResponse, Failure>) -> Result<RowsPhase<R>, Error<E>> {
        let mut raw = outcome?;
        if let Some(bytes) = raw.live.take() {
            let reader = ArrayReader::new(raw.response, bytes, self.objects_only);
            return Ok(RowsPhase::Reading(Box::new(reader)));
        }
        let rows = self.decoders.decode_response(raw)?.into_value();
        Ok(RowsPhase::Read(rows.into_iter()))
    }
}

impl_stream! {
    /// Returns the next row; `None` behind the last one.
    <R: DeserializeOwned, E> Rows<R, E> => Result<R, Error<E>>
}

impl<R, E> fmt::Debug for Rows<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.phase {
            RowsPhase::Unsent(_) => "Rows(not sent)",
            RowsPhase::Sending(_) => "Rows(sent)",
            RowsPhase::Reading(_) | RowsPhase::Read(_) => "Rows(coming)",
            RowsPhase::Ended => "Rows(ended)",
        })
    }
}
