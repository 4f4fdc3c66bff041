use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;

use super::{Body, File};

struct Slow(Vec<&'static str>);

impl Stream for Slow {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop().map(|piece| Ok(piece.into())))
    }
}

#[test]
fn a_stream_goes_out_once() {
    let file = File::stream(Slow(vec!["b", "a"])).length(2);
    let mut body = Body::default();
    body.push("x");
    body.push_file(&file);
    let streamed = body.streamed().unwrap().unwrap();
    let known = body.known().len() as u64;
    assert_eq!(streamed.size_hint().exact(), Some(known + 2));
    assert_eq!(
        file.clone().into_body().streamed().unwrap_err().to_string(),
        "the stream of this call was already sent: make a new File for every call"
    );
    let unknown = File::stream(Slow(vec![])).into_body();
    assert_eq!(
        unknown.streamed().unwrap().unwrap().size_hint().exact(),
        None
    );
    assert!(File::new("x").into_body().streamed().unwrap().is_none());
}

#[test]
fn files_compare_by_what_they_send_and_show_none_of_it() {
    let file = File::from("canary").name("n").content_type("a/b");
    assert_eq!(file, file.clone());
    assert_ne!(file, File::from("canary"));
    assert_eq!(File::new(vec![1]), File::from(&[1_u8][..]));
    let stream = File::stream(Slow(vec![]));
    assert_eq!(stream, stream.clone());
    assert_ne!(stream, File::stream(Slow(vec![])));
    assert_ne!(stream, File::default());
    assert_eq!(
        format!("{file:?}"),
        "File { bytes: 6, name: Some(\"n\"), content_type: Some(\"a/b\") }"
    );
}
