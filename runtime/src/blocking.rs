//! Calls from code that is not asynchronous.

use std::sync::OnceLock;
use std::sync::mpsc;

use tokio::runtime::{Builder, Handle};

use crate::call::{Call, Response, settle};
use crate::error::{Error, RequestError};
use crate::transport;

/// The one runtime of all blocking calls, on a thread of its own that lives as long as the program. Connections that
/// one call made are there for the next.
static RUNTIME: OnceLock<Option<Handle>> = OnceLock::new();

impl<T, E> Call<T, E> {
    /// [`send`](Self::send), keeping this thread until the answer is there. Inside of an asynchronous runtime it works
    /// too, and there it keeps a thread from all other work.
    ///
    /// # Errors
    ///
    /// See [`Error`]; an [`Error::Request`] where no thread could be started.
    pub fn send_blocking(self) -> Result<Response<T>, Error<E>> {
        let handle = RUNTIME.get_or_init(start).as_ref().ok_or_else(|| {
            Error::Request(RequestError::new(
                "no thread for blocking calls could be started",
            ))
        })?;
        let (draft, decode, decode_error) = self.into_parts();
        let (sender, receiver) = mpsc::sync_channel(1);
        // Only what knows no types goes to the other thread, so these need not be `Send`.
        handle.spawn(async move {
            let _ = sender.send(transport::exchange(draft).await);
        });
        match receiver.recv() {
            Ok(outcome) => settle(outcome?, decode, decode_error),
            Err(_) => Err(Error::Request(RequestError::new("the call was stopped"))),
        }
    }
}

fn start() -> Option<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build().ok()?;
    let handle = runtime.handle().clone();
    let thread = std::thread::Builder::new().name("rill-blocking".to_owned());
    thread
        .spawn(move || runtime.block_on(std::future::pending::<()>()))
        .ok()?;
    Some(handle)
}
