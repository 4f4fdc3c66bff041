//! Elements of a JSON array, one by one, as its bytes come.

mod splitter;

use std::task::{Context, Poll, ready};

use bytes::Bytes;
use serde::de::{DeserializeOwned, Error as _, IgnoredAny};
use serde_json::{Deserializer, Error as JsonError};

use self::splitter::{ArraySplitter, ArrayToken};
use crate::error::{DecodeError, Error, FullResponse, Mismatch, TransportError};
use crate::http::byte_stream::ByteStream;
use crate::json::decode::locate;

/// The size in bytes from which on a row is large.
const LARGE: usize = 64 * 1024;
/// The most bytes that an error keeps of a body that is not a list, or breaks off.
const KEPT: usize = 4096;

/// The reason for which rows that are arrays are refused, where rows are objects.
pub(crate) const ROWS_ARE_ARRAYS: &str = "the rows are arrays where objects were expected";

/// Reads the elements of an array, which are rows.
pub(crate) struct ArrayReader {
    /// Status and headers, for errors.
    head: FullResponse,
    bytes: ByteStream,
    splitter: ArraySplitter,
    /// The number of the next row.
    index: usize,
    /// The number of bytes that have to be there before the next row is tried again.
    needed: usize,
    pub(crate) is_over: bool,
    /// Rows are objects: serde would take an array for the fields of a struct, in their order.
    objects_only: bool,
}

/// The outcome of an attempt to read a row.
enum ParseOutcome<R> {
    /// A row of so many bytes.
    Row(R, usize),
    /// A row of so many bytes that is not of the type.
    Mismatch(JsonError, usize),
    /// No JSON.
    Broken(JsonError),
    More,
}

impl ArrayReader {
    /// Creates a reader of a body. Where rows are objects, `null` is an empty array.
    pub(crate) fn new(head: FullResponse, bytes: ByteStream, objects_only: bool) -> Self {
        Self {
            head,
            bytes,
            splitter: ArraySplitter::new(objects_only),
            index: 0,
            needed: 0,
            is_over: false,
            objects_only,
        }
    }

    /// Returns the most bytes that one row may have.
    pub(crate) fn limit(&self) -> u64 {
        self.bytes.limit()
    }

    pub(crate) fn poll_row<R: DeserializeOwned, E>(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<R, Error<E>>>> {
        loop {
            match self.splitter.find() {
                ArrayToken::Value if self.splitter.buffer.len() >= self.needed => {
                    match self.attempt::<R>() {
                        ParseOutcome::More => {
                            // A large row is not read over and over, for each piece that comes of it.
                            let length = self.splitter.buffer.len();
                            self.needed = if length < LARGE { 0 } else { length / 2 * 3 };
                        }
                        ParseOutcome::Row(row, length) => {
                            self.take(length);
                            return Poll::Ready(Some(Ok(row)));
                        }
                        ParseOutcome::Mismatch(error, length) => {
                            let row = &self.splitter.buffer[..length];
                            let row = Bytes::copy_from_slice(row);
                            let mismatch = locate::<R>(&row, &error).in_row(self.index);
                            self.take(length);
                            return Poll::Ready(Some(Err(self.mismatch(row, mismatch))));
                        }
                        ParseOutcome::Broken(error) => {
                            let body = self.kept();
                            let mismatch = Mismatch::new(&body, &error, None).in_row(self.index);
                            return self.end(self.mismatch(body, mismatch));
                        }
                    }
                }
                ArrayToken::Broken(why) => {
                    let mismatch = match why {
                        Some(why) => {
                            let error = JsonError::custom(why);
                            Mismatch::new(b"", &error, None).in_row(self.index)
                        }
                        None => Mismatch::other("a list was expected"),
                    };
                    return self.end(self.mismatch(self.kept(), mismatch));
                }
                ArrayToken::Value | ArrayToken::More | ArrayToken::End => {}
            }
            let length = self.splitter.buffer.len();
            if length as u64 > self.limit() {
                let error = self.bytes.refuse();
                return self.end(Error::Transport(error));
            }
            match ready!(self.bytes.poll_item(cx)) {
                Some(Ok(piece)) => self.splitter.push(piece),
                Some(Err(error)) => return self.end(Error::Transport(error)),
                None if self.needed > length => self.needed = 0,
                None => return self.finish(),
            }
        }
    }

    /// Reads the row that the buffer begins with.
    fn attempt<R: DeserializeOwned>(&self) -> ParseOutcome<R> {
        let buffer = &self.splitter.buffer[..];
        let is_whole = |length: usize| {
            // A number goes on, for all one knows, until something else follows.
            length < buffer.len() || matches!(buffer.last(), Some(b'}' | b']' | b'"'))
        };
        let error = if self.objects_only && buffer.first() == Some(&b'[') {
            JsonError::custom(ROWS_ARE_ARRAYS)
        } else {
            let mut json = Deserializer::from_slice(buffer);
            let row = R::deserialize(&mut json);
            // Nothing more is read by it: it says where the row ended.
            let length = json.into_iter::<IgnoredAny>().byte_offset();
            match row {
                Ok(row) if is_whole(length) => return ParseOutcome::Row(row, length),
                Ok(_) => return ParseOutcome::More,
                Err(error) => error,
            }
        };
        let ends_in_number = matches!(buffer.last(), Some(b'-' | b'+' | b'.' | b'e' | b'E'));
        let mut values = Deserializer::from_slice(buffer).into_iter::<IgnoredAny>();
        match values.next() {
            Some(Ok(_)) if is_whole(values.byte_offset()) => {
                ParseOutcome::Mismatch(error, values.byte_offset())
            }
            // To serde_json the beginning of a number is no number, whatever may follow.
            Some(Err(error)) if !error.is_eof() && !ends_in_number => ParseOutcome::Broken(error),
            Some(_) | None => ParseOutcome::More,
        }
    }

    fn take(&mut self, length: usize) {
        self.splitter.take(length);
        self.index += 1;
        self.needed = 0;
    }

    /// Ends the array, as nothing more comes.
    fn finish<R, E>(&mut self) -> Poll<Option<Result<R, Error<E>>>> {
        if self.splitter.find() == ArrayToken::End {
            self.is_over = true;
            return Poll::Ready(None);
        }
        if self.splitter.is_empty() {
            let mismatch = Mismatch::other("the body is empty where a list was expected");
            return self.end(self.mismatch(Bytes::new(), mismatch));
        }
        self.end(Error::Transport(TransportError::cut_list(self.index)))
    }

    fn end<R, E>(&mut self, error: Error<E>) -> Poll<Option<Result<R, Error<E>>>> {
        self.is_over = true;
        Poll::Ready(Some(Err(error)))
    }

    fn kept(&self) -> Bytes {
        let buffer = &self.splitter.buffer[..];
        Bytes::copy_from_slice(&buffer[..buffer.len().min(KEPT)])
    }

    fn mismatch<E>(&self, body: Bytes, mismatch: Mismatch) -> Error<E> {
        let mut response = self.head.clone();
        response.body = body;
        Error::Decode(DecodeError::new(response, mismatch))
    }
}

#[cfg(test)]
mod tests;
