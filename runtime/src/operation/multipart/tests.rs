use serde_json::json;

use super::Parts;
use crate::http::body::File;

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
        .joined("ids", None, ",", &[1, 2])
        .joined("no_ids", None, "|", &None::<Vec<i64>>)
        .json("meta", None, &json!({"a": 1}))
        .json("other", Some("application/vnd.x+json"), &json!(null))
        .jsons("points", None, &[[1, 2], [3, 4]])
        .file("photo", Some("image/jpeg, image/*"), &photo)
        .file("none", None, &None::<File>)
        .file("raw", None, &raw)
        .file("all", Some("image/gif"), &Some(vec![raw.clone()]));
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
        error.err().unwrap().to_string(),
        "the media type of the part `f` holds a line break or another control character"
    );
}
