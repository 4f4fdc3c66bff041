use bytes::Bytes;
use futures_util::{FutureExt, Stream, StreamExt};

use super::events::{Event, Events};
use super::line_splitter::LineSplitter;
use super::lines::JsonLines;
use crate::error::StreamError;
use crate::http::byte_stream::ByteStream;

/// Everything a stream gives that never waits.
fn all<S: Stream>(stream: S) -> Vec<S::Item> {
    let items = stream.collect().now_or_never();
    items.expect("it does not wait")
}

fn lines(pieces: &[&[u8]], mut lines: LineSplitter) -> Vec<String> {
    let mut found = Vec::new();
    let text = |bytes: Bytes| String::from_utf8(bytes.to_vec()).unwrap();
    for piece in pieces {
        lines.push(piece);
        while let Some(line) = lines.next() {
            found.push(text(line));
        }
    }
    found.extend(lines.rest().map(text));
    found
}

#[test]
fn lines_are_the_same_wherever_they_are_cut() {
    let text = "a\n\r\nb\r\nc\rd\n\n\re\r";
    let lf = ["a", "", "b", "c\rd", "", "\re\r"];
    let any = ["a", "", "b", "c", "d", "", "", "e"];
    for first in 0..=text.len() {
        for second in first..=text.len() {
            let bytes = text.as_bytes();
            let pieces = [&bytes[..first], &bytes[first..second], &bytes[second..]];
            assert_eq!(
                lines(&pieces, LineSplitter::default()),
                lf,
                "{first} {second}"
            );
            assert_eq!(
                lines(&pieces, LineSplitter::with_bare_cr()),
                any,
                "{first} {second}"
            );
        }
    }
}

fn events(text: &str, cuts: &[usize]) -> Vec<Event<String>> {
    let events = Events::text(ByteStream::pieces(text.as_bytes(), cuts));
    all(events).into_iter().map(Result::unwrap).collect()
}

fn event(event: &str, id: &str, data: &str) -> Event<String> {
    Event {
        event: event.to_owned(),
        id: id.to_owned(),
        retry: None,
        data: data.to_owned(),
    }
}

#[test]
fn events_follow_the_standard_wherever_they_are_cut() {
    let text = "\u{feff}: hello\n\nevent: add\nid: 1\ndata: a é\n\n\
        data:b\r\ndata:  c\r\n\r\n\
        event: none\n\ndata\n\ndata\ndata\n\n\
        id\rretry: 250\rdata:x\runknown: y\r\r\
        id: a\0b\nretry: 2x\ndata: y\n\n\
        data: never ended";
    let mut last = event("message", "", "x");
    last.retry = Some(std::time::Duration::from_millis(250));
    let expected = [
        event("add", "1", "a é"),
        event("message", "1", "b\n c"),
        event("message", "1", ""),
        event("message", "1", "\n"),
        last,
        event("message", "", "y"),
    ];
    for first in 0..=text.len() {
        assert_eq!(events(text, &[first]), expected, "{first}");
        assert_eq!(
            events(text, &[first, (first + 1).min(text.len())]),
            expected
        );
    }
    let every: Vec<usize> = (0..text.len()).collect();
    assert_eq!(events(text, &every), expected);
}

#[test]
fn data_of_another_type_is_an_item_with_its_text() {
    let text = "data: 1\n\ndata: [DONE]\n\ndata: 2\n\n";
    let items = all(Events::<i64>::json(ByteStream::whole(text.into())));
    assert_eq!(items.len(), 3);
    assert_eq!(items[0].as_ref().unwrap().data, 1);
    let error = items[1].as_ref().unwrap_err();
    assert_eq!(error.text(), Some("[DONE]"));
    assert_eq!(
        error.to_string(),
        "an item of the stream does not fit: invalid type: sequence, expected i64 at line 1 column 0 ([DONE])"
    );
    assert_eq!(items[2].as_ref().unwrap().data, 2);
}

#[test]
fn json_lines_are_the_same_wherever_they_are_cut() {
    let text = "\u{feff}{\"a\":\"é\"}\r\n\n \u{1e}[1,\t2]\n\u{1e}oops\n3";
    for first in 0..=text.len() {
        let lines =
            JsonLines::<serde_json::Value>::new(ByteStream::pieces(text.as_bytes(), &[first]));
        let items = all(lines);
        let shown: Vec<String> = items
            .iter()
            .map(|item| match item {
                Ok(value) => value.to_string(),
                Err(error) => format!("! {}", error.text().unwrap()),
            })
            .collect();
        assert_eq!(shown, [r#"{"a":"é"}"#, "[1,2]", "! oops", "3"], "{first}");
    }
    assert!(all(JsonLines::<i64>::new(ByteStream::whole("\n\n".into()))).is_empty());
}

#[test]
fn an_item_has_a_largest_size() {
    let long = format!("data: {}\n\n", "x".repeat(50));
    let every: Vec<usize> = (0..long.len()).collect();
    let limited = |text: &str| ByteStream::pieces(text.as_bytes(), &every).with_limit(20);
    let items = all(Events::text(limited(&long)));
    assert!(
        matches!(items[..], [Err(StreamError::Transport(_))]),
        "{items:?}"
    );
    let items = all(JsonLines::<String>::new(limited(&long)));
    assert!(
        matches!(items[..], [Err(StreamError::Transport(_))]),
        "{items:?}"
    );
    // Many small ones may be more.
    let many = "data: x\n\n".repeat(50);
    let whole = ByteStream::pieces(many.as_bytes(), &[30]).with_limit(1000);
    assert_eq!(all(Events::text(whole)).len(), 50);
}

#[test]
fn streams_can_be_sent_and_shared() {
    fn check<T: Send + Sync + Unpin + 'static + std::fmt::Debug>() {}

    check::<ByteStream>();
    check::<Events<String>>();
    check::<JsonLines<String>>();
    check::<crate::File>();
    check::<crate::Error<ByteStream>>();
}
