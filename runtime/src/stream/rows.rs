//! Rows, one by one, as the bytes of their list come.

mod split;
mod window;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::{DeserializeOwned, Error as _, IgnoredAny};
use serde_json::{Deserializer, Error as JsonError};

use self::split::{Found, Splitter};
use super::ByteStream;
use crate::call::{Ask, Decode, Draft, settle};
use crate::error::{Answer, DecodeError, Error, Failure, Misfit, TransportError};
use crate::payload::locate;
use crate::transport::{self, Arrived, Exchanging};

/// From how many bytes on a row is large.
const LARGE: usize = 64 * 1024;
/// How much of a body an error keeps that is no list, or breaks off being one.
const KEPT: usize = 4096;

/// The rows of an answer, each as soon as its bytes are there: a `Stream`, with a [`next`](Self::next) of its own. It
/// sends the call when it is first asked.
///
/// It holds no more than the largest row and a piece of the answer; [`Options::max_response_bytes`] is for one row.
/// As for all answers that come piece by piece, the time for the call ends with the answer's head, and
/// [`Options::idle_timeout`] limits the pauses.
///
/// A row that is not of its type is an [`Error::Decode`] with its number and its bytes, and the next one follows. A
/// list that is no JSON ends with such an error. One that breaks off ends with an [`Error::Transport`]: the end of the
/// rows is the end of the list, never that of a connection.
///
/// [`Options::max_response_bytes`]: crate::Options::max_response_bytes
/// [`Options::idle_timeout`]: crate::Options::idle_timeout
#[must_use = "nothing is sent until the first row is asked for"]
pub struct Rows<R, E> {
    phase: Phase<R>,
    decode: Decode<Vec<R>>,
    decode_error: Decode<E>,
    is_rill: bool,
}

enum Phase<R> {
    Draft(Box<Draft>),
    Sending(Exchanging),
    Reading(Box<Reading>),
    /// Rows that were there at once.
    Read(std::vec::IntoIter<R>),
    Ended,
}

impl<R: DeserializeOwned, E> Rows<R, E> {
    pub(crate) fn new(
        mut draft: Box<Draft>,
        decode: Decode<Vec<R>>,
        decode_error: Decode<E>,
    ) -> Self {
        draft.as_rows = true;
        Self {
            is_rill: matches!(draft.ask, Ask::CustomApi(_)),
            phase: Phase::Draft(draft),
            decode,
            decode_error,
        }
    }

    /// The next row; `None` behind the last one.
    pub async fn next(&mut self) -> Option<Result<R, Error<E>>> {
        poll_fn(|cx| self.poll_row(cx)).await
    }

    fn poll_row(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<R, Error<E>>>> {
        loop {
            match &mut self.phase {
                Phase::Ended => return Poll::Ready(None),
                Phase::Draft(_) => {
                    if let Phase::Draft(draft) = std::mem::replace(&mut self.phase, Phase::Ended) {
                        self.phase = Phase::Sending(transport::exchange(draft));
                    }
                }
                Phase::Sending(sending) => {
                    let outcome = ready!(sending.as_mut().poll(cx));
                    self.phase = Phase::Ended;
                    match self.arrived(outcome) {
                        Ok(phase) => self.phase = phase,
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
                Phase::Read(rows) => {
                    let row = rows.next();
                    return Poll::Ready(row.map(Ok));
                }
                Phase::Reading(reading) => {
                    let row = ready!(reading.poll_row::<R>(cx));
                    if reading.is_over {
                        self.phase = Phase::Ended;
                    }
                    return Poll::Ready(row.map(|row| {
                        row.map_err(|trouble| match trouble {
                            Trouble::Decode(error) => Error::Decode(error),
                            Trouble::Transport(error) => Error::Transport(error),
                        })
                    }));
                }
            }
        }
    }

    fn arrived(&self, outcome: Result<Arrived, Failure>) -> Result<Phase<R>, Error<E>> {
        let mut arrived = outcome?;
        if let Some(bytes) = arrived.live.take() {
            return Ok(Phase::Reading(Box::new(Reading {
                answer: arrived.answer,
                bytes,
                splitter: Splitter::new(self.is_rill),
                index: 0,
                needed: 0,
                is_over: false,
                no_lists: self.is_rill,
            })));
        }
        let response = settle(arrived, self.decode, self.decode_error)?;
        Ok(Phase::Read(response.into_value().into_iter()))
    }
}

impl<R: DeserializeOwned, E> Stream for Rows<R, E> {
    type Item = Result<R, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_row(cx)
    }
}

impl<R, E> Unpin for Rows<R, E> {}

impl<R, E> fmt::Debug for Rows<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.phase {
            Phase::Draft(_) => "Rows(not sent)",
            Phase::Sending(_) => "Rows(sent)",
            Phase::Reading(_) | Phase::Read(_) => "Rows(coming)",
            Phase::Ended => "Rows(ended)",
        })
    }
}

/// The list on its way in.
struct Reading {
    /// Status and headers.
    answer: Answer,
    bytes: ByteStream,
    splitter: Splitter,
    /// The number of the next row.
    index: usize,
    /// How many bytes have to be there before the next row is tried again.
    needed: usize,
    is_over: bool,
    /// Rows are objects: serde would take a list for the fields of a struct, in their order.
    no_lists: bool,
}

enum Trouble {
    Decode(DecodeError),
    Transport(TransportError),
}

/// What came of trying to read a row.
enum Tried<R> {
    /// A row of so many bytes.
    Row(R, usize),
    /// A row of so many bytes that is not of the type.
    Misfit(JsonError, usize),
    /// No JSON.
    Broken(JsonError),
    More,
}

impl Reading {
    fn poll_row<R: DeserializeOwned>(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<R, Trouble>>> {
        loop {
            match self.splitter.find() {
                Found::Value if self.splitter.window.bytes().len() >= self.needed => {
                    match self.attempt::<R>() {
                        Tried::More => {
                            // A large row is not read over and over, for each piece that comes of it.
                            let length = self.splitter.window.bytes().len();
                            self.needed = if length < LARGE { 0 } else { length / 2 * 3 };
                        }
                        Tried::Row(row, length) => {
                            self.take(length);
                            return Poll::Ready(Some(Ok(row)));
                        }
                        Tried::Misfit(error, length) => {
                            let row = &self.splitter.window.bytes()[..length];
                            let row = Bytes::copy_from_slice(row);
                            let misfit = locate::<R>(&row, &error).in_row(self.index);
                            self.take(length);
                            return Poll::Ready(Some(Err(self.misfit(row, misfit))));
                        }
                        Tried::Broken(error) => {
                            let body = self.kept();
                            let misfit = Misfit::new(&body, &error, None).in_row(self.index);
                            return self.end(self.misfit(body, misfit));
                        }
                    }
                }
                Found::Broken(why) => {
                    let misfit = match why {
                        Some(why) => {
                            let error = JsonError::custom(why);
                            Misfit::new(b"", &error, None).in_row(self.index)
                        }
                        None => Misfit::other("a list was expected"),
                    };
                    return self.end(self.misfit(self.kept(), misfit));
                }
                Found::Value | Found::More | Found::End => {}
            }
            let length = self.splitter.window.bytes().len();
            if length as u64 > self.bytes.limit() {
                let error = self.bytes.refuse();
                return self.end(Trouble::Transport(error));
            }
            if self.splitter.window.widen() {
                continue;
            }
            match ready!(self.bytes.poll_piece(cx)) {
                Some(Ok(piece)) => self.splitter.window.push(piece),
                Some(Err(error)) => return self.end(Trouble::Transport(error)),
                None if self.needed > length => self.needed = 0,
                None => return self.finish(),
            }
        }
    }

    /// Reads the row that the buffer begins with.
    fn attempt<R: DeserializeOwned>(&self) -> Tried<R> {
        let buffer = self.splitter.window.bytes();
        let is_whole = |length: usize| {
            // A number goes on, for all one knows, until something else follows.
            length < buffer.len() || matches!(buffer.last(), Some(b'}' | b']' | b'"'))
        };
        let error = if self.no_lists && buffer.first() == Some(&b'[') {
            JsonError::custom("the rows are arrays, and Rill's rows are objects")
        } else {
            let mut json = Deserializer::from_slice(buffer);
            let row = R::deserialize(&mut json);
            // Nothing more is read by it: it says where the row ended.
            let length = json.into_iter::<IgnoredAny>().byte_offset();
            match row {
                Ok(row) if is_whole(length) => return Tried::Row(row, length),
                Ok(_) => return Tried::More,
                Err(error) => error,
            }
        };
        let ends_in_number = matches!(buffer.last(), Some(b'-' | b'+' | b'.' | b'e' | b'E'));
        let mut values = Deserializer::from_slice(buffer).into_iter::<IgnoredAny>();
        match values.next() {
            Some(Ok(_)) if is_whole(values.byte_offset()) => {
                Tried::Misfit(error, values.byte_offset())
            }
            // To serde_json the beginning of a number is no number, whatever may follow.
            Some(Err(error)) if !error.is_eof() && !ends_in_number => Tried::Broken(error),
            Some(_) | None => Tried::More,
        }
    }

    fn take(&mut self, length: usize) {
        self.splitter.take(length);
        self.index += 1;
        self.needed = 0;
    }

    /// Nothing more comes.
    fn finish<R>(&mut self) -> Poll<Option<Result<R, Trouble>>> {
        if self.splitter.find() == Found::End {
            self.is_over = true;
            return Poll::Ready(None);
        }
        if self.splitter.is_empty() {
            let misfit = Misfit::other("the body is empty where a list was expected");
            return self.end(self.misfit(Bytes::new(), misfit));
        }
        self.end(Trouble::Transport(TransportError::cut_list(self.index)))
    }

    fn end<R>(&mut self, trouble: Trouble) -> Poll<Option<Result<R, Trouble>>> {
        self.is_over = true;
        Poll::Ready(Some(Err(trouble)))
    }

    fn kept(&self) -> Bytes {
        let buffer = self.splitter.window.bytes();
        Bytes::copy_from_slice(&buffer[..buffer.len().min(KEPT)])
    }

    fn misfit(&self, body: Bytes, misfit: Misfit) -> Trouble {
        let mut answer = self.answer.clone();
        answer.body = body;
        Trouble::Decode(DecodeError::new(answer, misfit))
    }
}

#[cfg(test)]
mod tests;
