//! Calls from code that is not asynchronous.

use std::pin::Pin;
use std::sync::OnceLock;
use std::thread;

use futures_util::Stream;
use tokio::runtime::{Builder, Handle};

use crate::call::Call;
use crate::call::pages::{Items, Page, Pages, TokenPages};
use crate::call::reconnect::Reconnecting;
use crate::call::response::Response;
use crate::call::rows::Rows;
use crate::error::{Error, RequestError};
use crate::http::byte_stream::ByteStream;
use crate::http::middleware::IS_APART;
use crate::stream::events::Events;
use crate::stream::lines::JsonLines;
use crate::sync::replace;

/// The one runtime of all blocking calls, on a thread of its own that lives as long as the program: it does what their
/// connections need, while each call is carried on by the thread that made it.
static RUNTIME: OnceLock<Option<Handle>> = OnceLock::new();

impl<T, E, P> Call<T, E, P> {
    /// Does [`send`](Self::send), keeping this thread until the response is there. Inside of an asynchronous runtime it
    /// works too, and there it keeps a thread from all other work.
    ///
    /// Blocking calls have connections of their own, apart from those of `send`. A client given by
    /// [`Options::http_client`] has one set for both: inside of a runtime of one thread a blocking call may then wait
    /// for a connection that this runtime has, until its time is up.
    ///
    /// [`Options::http_client`]: crate::Options::http_client
    ///
    /// # Errors
    ///
    /// See [`Error`]; an [`Error::Request`] where no thread could be started.
    pub fn send_blocking(self) -> Result<Response<T>, Error<E>> {
        let handle = runtime().ok_or_else(|| {
            Error::Request(RequestError::new(
                "no thread for blocking calls could be started",
            ))
        })?;
        wait(handle, self.send())
    }
}

/// A stream from code that is not asynchronous: an iterator that keeps its thread until the next item is there. Made by
/// a stream's `blocking()`.
///
/// ```no_run
/// # fn example(call: rill_client_runtime::Call<Vec<i64>, rill_client_runtime::RillError>) -> Result<(), Box<dyn std::error::Error>> {
/// for row in call.rows().blocking() {
///     println!("{}", row?);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until the first item is asked for"]
pub struct Blocking<S>(S);

/// It ends at once where no thread could be started.
impl<S: Stream + Unpin> Iterator for Blocking<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        let next = std::future::poll_fn(|cx| Pin::new(&mut self.0).poll_next(cx));
        wait(runtime()?, next)
    }
}

impl<S> Blocking<S> {
    /// Returns the stream, with its remaining items.
    pub fn into_inner(self) -> S {
        self.0
    }
}

macro_rules! blocking {
    ($($stream:ident<$($type:ident),*>;)*) => {$(
        impl<$($type),*> $stream<$($type),*> {
            /// Turns the stream into an iterator, for code that is not asynchronous.
            pub fn blocking(self) -> Blocking<Self> {
                Blocking(self)
            }
        }
    )*};
}

blocking! {
    ByteStream<>;
    Events<T>;
    JsonLines<T>;
    Pages<R, E>;
    Reconnecting<T, E>;
    Rows<R, E>;
    TokenPages<T, E>;
}

impl<T: Page, E> Items<T, E> {
    /// Turns the stream into an iterator, for code that is not asynchronous.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking(self)
    }
}

/// Carries a future on, on this thread. Tokio's own way panics inside of another runtime.
fn wait<F: Future>(handle: &Handle, future: F) -> F::Output {
    let _apart = replace(&IS_APART, true);
    let _entered = handle.enter();
    // A task of an outer runtime is told to make room for others after a while, which it never does here.
    pollster::block_on(tokio::task::unconstrained(future))
}

fn runtime() -> Option<&'static Handle> {
    RUNTIME.get_or_init(start).as_ref()
}

fn start() -> Option<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build().ok()?;
    let handle = runtime.handle().clone();
    let thread = thread::Builder::new().name("rill-blocking".to_owned());
    let work = move || {
        let _apart = replace(&IS_APART, true);
        runtime.block_on(std::future::pending::<()>());
    };
    thread.spawn(work).ok()?;
    Some(handle)
}
