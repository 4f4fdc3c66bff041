use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use serde_json::json;

use super::{File, Parts};

/// A form with its boundary written as `B`.
fn form(parts: Parts) -> (String, String) {
    let (body, media_type) = parts.finish("multipart/form-data").unwrap();
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap()
        .to_owned();
    assert_eq!(boundary.len(), 32);
    let text = String::from_utf8(body.known().to_vec()).unwrap();
    (text.replace(&boundary, "B"), boundary)
}

#[test]
fn parts_are_written_in_order() {
    let photo = File::new("xyz")
        .name("a\"b\r\n.png")
        .content_type("image/png");
    let raw = File::from("raw");
    let parts = Parts::new()
        .text("title", None, "Größe")
        .text("count", Some("text/plain"), &3)
        .text("none", None, &None::<i64>)
        .texts("tags", None, &["a", "b"])
        .texts("no_tags", None, &None::<Vec<String>>)
        .joined("ids", ",", None, &[1, 2])
        .joined("no_ids", "|", None, &None::<Vec<i64>>)
        .json("meta", None, &json!({"a": 1}))
        .json("other", Some("application/vnd.x+json"), &json!(null))
        .jsons("points", None, &[[1, 2], [3, 4]])
        .file("photo", Some("image/jpeg, image/*"), &photo)
        .file("none", None, None)
        .file("raw", None, &raw)
        .files("all", Some("image/gif"), &vec![raw.clone()]);
    let expected = [
        "name=\"title\"\n\nGröße",
        "name=\"count\"\ncontent-type: text/plain\n\n3",
        "name=\"tags\"\n\na",
        "name=\"tags\"\n\nb",
        "name=\"ids\"\n\n1,2",
        "name=\"meta\"\ncontent-type: application/json\n\n{\"a\":1}",
        "name=\"points\"\ncontent-type: application/json\n\n[1,2]",
        "name=\"points\"\ncontent-type: application/json\n\n[3,4]",
        "name=\"photo\"; filename=\"a%22b%0D%0A.png\"\ncontent-type: image/png\n\nxyz",
        "name=\"raw\"; filename=\"raw\"\ncontent-type: application/octet-stream\n\nraw",
        "name=\"all\"; filename=\"all\"\ncontent-type: image/gif\n\nraw",
    ];
    let head = "--B\ncontent-disposition: form-data; ";
    let expected: String = expected
        .iter()
        .flat_map(|part| [head, part, "\n"])
        .collect();
    assert_eq!(
        form(parts).0,
        format!("{expected}--B--\n").replace('\n', "\r\n")
    );
}

#[test]
fn no_two_forms_share_a_boundary() {
    assert_ne!(form(Parts::new()).1, form(Parts::new()).1);
    assert_eq!(form(Parts::new()).0, "--B--\r\n");
}

#[test]
fn a_media_type_adds_no_header() {
    let file = File::new("x").content_type("a/b\r\nx-evil: 1");
    let error = Parts::new()
        .file("f", None, &file)
        .finish("multipart/form-data");
    assert_eq!(
        error.unwrap_err().to_string(),
        "the media type of the part `f` holds a line break or another control character"
    );
}

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
    let (body, _) = Parts::new()
        .text("t", None, "x")
        .file("f", None, &file)
        .finish("multipart/form-data")
        .unwrap();
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
