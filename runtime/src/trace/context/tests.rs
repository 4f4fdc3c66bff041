use super::{TRACEPARENT, TRACESTATE, TraceContext};
use http::{HeaderMap, HeaderValue};

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, HeaderValue::from_static(value));
    }
    headers
}

#[test]
fn parents_are_read_as_the_specification_says() {
    let read = |text: &str| TraceContext::parse(text).map(|context| context.to_string());
    assert_eq!(read(PARENT).as_deref(), Some(PARENT));
    // A later version is read as far as it is known, and written as version 0; flags that are not known are cleared.
    for (text, expected) in [
        (PARENT.replacen("00", "cc", 1) + "-more", PARENT.to_owned()),
        (PARENT.replacen("00", "cc", 1), PARENT.to_owned()),
        (PARENT.replace("-01", "-ff"), PARENT.replace("-01", "-03")),
        (PARENT.replace("-01", "-00"), PARENT.replace("-01", "-00")),
    ] {
        assert_eq!(read(&text), Some(expected), "{text}");
    }
    for text in [
        String::new(),
        PARENT.replacen("00", "ff", 1),
        PARENT.to_owned() + "-more",
        PARENT.replacen("00", "cc", 1) + "more",
        PARENT.to_uppercase(),
        PARENT.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)),
        PARENT.replace("00f067aa0ba902b7", &"0".repeat(16)),
        PARENT.replace('-', "_"),
        PARENT.replace("4bf9", "+bf9"),
        PARENT.replace("4bf9", "äf9"),
        PARENT[..54].to_owned(),
    ] {
        assert_eq!(read(&text), None, "{text}");
    }
}

#[test]
fn a_request_has_one_parent_and_any_number_of_states() {
    let request = headers(&[
        (TRACEPARENT, PARENT),
        (TRACESTATE, "a=1"),
        (TRACESTATE, "b=2"),
    ]);
    let context = TraceContext::from_headers(&request).unwrap();
    assert_eq!(context.state.as_deref(), Some("a=1,b=2"));
    let twice = headers(&[(TRACEPARENT, PARENT), (TRACEPARENT, PARENT)]);
    assert_eq!(TraceContext::from_headers(&twice), None);
    assert_eq!(
        TraceContext::from_headers(&headers(&[(TRACESTATE, "a=1")])),
        None
    );
    assert_eq!(context.clone().with_state("a\n=1").state, None);
    assert_eq!(context.with_state("a".repeat(513)).state, None);
}

#[tokio::test]
async fn scopes_nest_and_end() {
    let outer = TraceContext::parse(PARENT).unwrap();
    let inner = outer.clone().child();
    assert_eq!((inner.trace, inner.flags), (outer.trace, outer.flags));
    assert_ne!(inner.span, outer.span);
    let (first, second) = (outer.clone(), inner.clone());
    let seen = outer.scope(async move {
        let before = TraceContext::current();
        let within = second.scope(async {
            tokio::task::yield_now().await;
            TraceContext::current()
        });
        (before, within.await, TraceContext::current())
    });
    assert_eq!(seen.await, (Some(first.clone()), Some(inner), Some(first)));
    assert_eq!(TraceContext::current(), None);
}
