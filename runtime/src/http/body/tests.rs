use std::convert::Infallible;

use futures_util::stream;
use http_body::Body as _;

use super::{Body, File};

fn streamed(pieces: &'static [&'static str]) -> File {
    let pieces = pieces
        .iter()
        .map(|piece| Ok::<_, Infallible>((*piece).into()));
    File::stream(stream::iter(pieces))
}

#[test]
fn a_stream_goes_out_once() {
    let file = streamed(&["a", "b"]).length(2);
    let mut body = Body::default();
    body.push("x");
    body.push_file(&file);
    let pieces = body.streamed().unwrap().unwrap();
    let known = body.known().len() as u64;
    assert_eq!(pieces.size_hint().exact(), Some(known + 2));
    assert_eq!(
        file.clone()
            .into_body()
            .streamed()
            .err()
            .unwrap()
            .to_string(),
        "the stream of this call was already sent: make a new File for every call"
    );
    let unknown = streamed(&[]).into_body();
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
    let stream = streamed(&[]);
    assert_eq!(stream, stream.clone());
    assert_ne!(stream, streamed(&[]));
    assert_ne!(stream, File::default());
    assert_eq!(
        format!("{file:?}"),
        "File { bytes: 6, name: Some(\"n\"), content_type: Some(\"a/b\") }"
    );
}
