//! Bytes to send: in memory, or from a stream.

use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};

use super::{Body, Piece};
use crate::error::RequestError;
use crate::sync::lock;

pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;
pub(super) type BytesStream = BoxStream<'static, Result<Bytes, BoxError>>;

/// Bytes to send, with a name and a media type where they are a part of a form.
///
/// ```
/// use rill_client_runtime::File;
///
/// let photo = File::new(vec![0xff, 0xd8]).name("cat.jpg").content_type("image/jpeg");
/// let note = File::from("just text");
/// ```
#[derive(Clone)]
pub struct File {
    pub(super) content: Piece,
    name: Option<String>,
    content_type: Option<String>,
}

impl File {
    /// Creates a file of bytes in memory.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self::of(Piece::Bytes(bytes.into()))
    }

    /// Creates a file of bytes that come piece by piece. They can be sent once: a second call with the same file, or
    /// with a clone of it, is an [`Error::Request`](crate::Error::Request).
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let stream = stream.map_err(Into::into).boxed();
        Self::of(Piece::Stream(Once {
            stream: Arc::new(Mutex::new(Some(stream))),
            length: None,
        }))
    }

    fn of(content: Piece) -> Self {
        Self {
            content,
            name: None,
            content_type: None,
        }
    }

    /// Sets the length of a [`stream`](Self::stream) in bytes. Servers that want to know the length of a body first
    /// refuse one without. Bytes in memory have their own length.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if let Piece::Stream(once) = &mut self.content {
            once.length = Some(bytes);
        }
        self
    }

    pub(crate) fn file_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(crate) fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    pub(crate) fn into_body(self) -> Body {
        let mut body = Body::default();
        body.push_file(&self);
        body
    }
}

setters!(File {
    /// Sets the file's name, told to the server in a multipart form.
    name(name: impl Into<String>) = Some(name.into());
    /// Sets the media type, in place of the one that the document declares.
    content_type(media_type: impl Into<String>) = Some(media_type.into());
});

macro_rules! from_bytes {
    ($($bytes:ty),*) => {
        $(impl From<$bytes> for File {
            fn from(bytes: $bytes) -> Self {
                Self::new(bytes)
            }
        })*
    };
}

from_bytes!(Bytes, Vec<u8>, &'static [u8], String, &'static str);

/// An empty file.
impl Default for File {
    fn default() -> Self {
        Self::new(Bytes::new())
    }
}

/// Compares name, type and bytes; streams are equal to their clones only.
impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.content, &other.content) {
            (Piece::Bytes(one), Piece::Bytes(other)) => one == other,
            (Piece::Stream(one), Piece::Stream(other)) => Arc::ptr_eq(&one.stream, &other.stream),
            (Piece::Bytes(_), Piece::Stream(_)) | (Piece::Stream(_), Piece::Bytes(_)) => false,
        };
        same && self.name == other.name && self.content_type == other.content_type
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("File");
        match &self.content {
            Piece::Bytes(bytes) => shown.field("bytes", &bytes.len()),
            Piece::Stream(once) => shown.field("stream", &once.length),
        };
        shown
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .finish()
    }
}

/// A stream that is taken once, by whichever clone comes first.
#[derive(Clone)]
pub(super) struct Once {
    stream: Arc<Mutex<Option<BytesStream>>>,
    pub(super) length: Option<u64>,
}

impl Once {
    pub(super) fn take(&self) -> Result<BytesStream, RequestError> {
        lock(&self.stream).take().ok_or_else(|| {
            RequestError::new(
                "the stream of this call was already sent: make a new File for every call",
            )
        })
    }
}
