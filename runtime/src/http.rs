//! Requests on their way out and responses on their way in, of any API.

/// Implements `Stream`, and a method `next` for those who want no more, by the method `poll_item`.
macro_rules! impl_stream {
    ($(#[$docs:meta])* <$($type:ident $(: $bound:ident)?),*> $stream:ty => $item:ty) => {
        impl<$($type $(: $bound)?),*> $stream {
            $(#[$docs])*
            pub async fn next(&mut self) -> Option<$item> {
                std::future::poll_fn(|cx| self.poll_item(cx)).await
            }
        }

        impl<$($type $(: $bound)?),*> futures_util::Stream for $stream {
            type Item = $item;

            fn poll_next(
                mut self: std::pin::Pin<&mut Self>,
                cx: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Option<$item>> {
                self.poll_item(cx)
            }
        }

        impl<$($type $(: $bound)?),*> Unpin for $stream {}
    };
}
pub(crate) use impl_stream;

pub(crate) mod body;
pub(crate) mod byte_stream;
pub(crate) mod location;
pub(crate) mod middleware;
pub(crate) mod percent;
pub(crate) mod platform;
