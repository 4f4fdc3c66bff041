use serde_json::json;

use super::{Xml, XmlKind, XmlMember, read, write};

const OWNER: &[XmlMember] = &[
    ("ID", "ID", XmlKind::Text),
    ("DisplayName", "DisplayName", XmlKind::Text),
];
const OBJECT: &[XmlMember] = &[
    ("Key", "Key", XmlKind::Text),
    ("Size", "Size", XmlKind::Number),
    ("Owner", "Owner", XmlKind::Object(|| OWNER)),
];
const GRANTEE: &[XmlMember] = &[
    (
        "type",
        "@xsi:type=http://www.w3.org/2001/XMLSchema-instance",
        XmlKind::Text,
    ),
    ("score", "@score", XmlKind::Number),
    ("name", "#", XmlKind::Text),
];
const BUCKET: &[XmlMember] = &[
    ("Name", "Name", XmlKind::Text),
    ("Prefix", "Prefix", XmlKind::Text),
    ("MaxKeys", "MaxKeys", XmlKind::Number),
    ("IsTruncated", "IsTruncated", XmlKind::Bool),
    (
        "Contents",
        "Contents",
        XmlKind::List(&XmlKind::Object(|| OBJECT)),
    ),
    ("Tags", "TagSet>Tag", XmlKind::List(&XmlKind::Text)),
    ("Grantee", "Grantee", XmlKind::Object(|| GRANTEE)),
    ("Metadata", "Metadata", XmlKind::Map(&XmlKind::Number)),
    (
        "Children",
        "Child",
        XmlKind::List(&XmlKind::Object(|| BUCKET)),
    ),
    ("Any", "Any", XmlKind::Any),
];
const KIND: XmlKind = XmlKind::Object(|| BUCKET);

#[test]
fn a_bucket_is_read() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
        <!-- a comment --><s3:ListBucketResult xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/">
          <s3:Name>a &amp; b&#33;</s3:Name><Prefix/><MaxKeys> 1000 </MaxKeys><IsTruncated>false</IsTruncated>
          <Contents><Key><![CDATA[<x>]]>y</Key><Size>18446744073709551615</Size>
            <Owner><DisplayName>d</DisplayName><Unknown><Deep/></Unknown></Owner></Contents>
          <TagSet><Tag>a</Tag><Tag/></TagSet>
          <Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="A &lt; B" score="1.50">me</Grantee>
          <Metadata><a>1</a><b>2.5</b></Metadata>
          <Any><x>1</x><x>2</x><y/></Any>
        </s3:ListBucketResult>"#;
    assert_eq!(
        read(text, &KIND).unwrap(),
        json!({
            "Name": "a & b!", "Prefix": "", "MaxKeys": 1000, "IsTruncated": false,
            "Contents": [{"Key": "<x>y", "Size": u64::MAX, "Owner": {"DisplayName": "d"}}],
            "Tags": ["a", ""],
            "Grantee": {"type": "A < B", "score": 1.5, "name": "me"},
            "Metadata": {"a": 1, "b": 2.5},
            "Children": [],
            "Any": {"x": ["1", "2"], "y": ""},
        })
    );
}

#[test]
fn what_is_written_is_read_again() {
    for value in [
        json!({"Contents": [], "Children": []}),
        json!({"Name": "<&>\"' \r\n ]]> ü", "Contents": [], "Tags": [], "Children": []}),
        json!({
            "Contents": [{"Key": "a", "Size": -1}, {"Key": "b"}], "Tags": ["x"],
            "Grantee": {"type": "a\n\"b\"", "name": " text "}, "Metadata": {"k": 1},
            "Children": [{"Name": "inner", "Contents": [], "Children": []}], "IsTruncated": true,
        }),
    ] {
        let text = write("List=http://example.com/a&b", &value, &KIND).unwrap();
        assert!(
            text.contains("<List xmlns=\"http://example.com/a&amp;b\">"),
            "{text}"
        );
        assert_eq!(read(&text, &KIND).unwrap(), value, "{text}");
    }
    let list = json!([{"type": "a", "name": "x"}, {"name": "y"}]);
    let kind = XmlKind::List(&XmlKind::Object(|| GRANTEE));
    let text = write("g:All=https://g.example.com>Grantee", &list, &kind).unwrap();
    assert!(
        text.contains("<g:All xmlns:g=\"https://g.example.com\"><Grantee "),
        "{text}"
    );
    assert_eq!(read(&text, &kind).unwrap(), list, "{text}");
    let empty = write("items>item", &json!([]), &<Vec<i64> as Xml>::KIND).unwrap();
    assert_eq!(read(&empty, &<Vec<i64> as Xml>::KIND).unwrap(), json!([]));
    let value = json!({"type": "User", "score": null, "name": "me"});
    assert_eq!(
        write("Grantee", &value, &XmlKind::Object(|| GRANTEE)).unwrap(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:type=\"User\">me</Grantee>"
    );
}

#[test]
fn nothing_hostile_is_read_or_written() {
    let refused = |text: &str, reason: &str| {
        let found = format!("{:?}", read(text, &KIND).unwrap_err());
        assert!(found.contains(reason), "{found}");
    };
    refused(
        "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a><Name>&c;</Name></a>",
        "document type",
    );
    refused("<a><Name>&c;</Name></a>", "entity");
    refused("<a><Name>&#0;</Name></a>", "");
    refused("<a><Name>", "ends inside");
    refused("<a><Name></a>", "not XML");
    refused("hello", "not XML");
    refused("", "empty");
    let deep = "<Child>".repeat(100_000);
    refused(&format!("<a>{deep}"), "too deeply");
    let wide = format!("<a {}></a>", "b=\"c\" ".repeat(200_000));
    assert!(read(&wide, &KIND).is_ok());
    for (value, reason) in [
        (json!({"Name": "a\u{0}b"}), "control character"),
        (json!({"Metadata": {"a b><c": 1}}), "is not a name"),
    ] {
        let found = write("a", &value, &KIND).unwrap_err().to_string();
        assert!(found.contains(reason), "{found}");
    }
}

#[test]
fn values_of_other_types_are_left_for_the_type_to_refuse() {
    let text = "<a><MaxKeys>many</MaxKeys><IsTruncated/><Prefix xsi:nil=\"true\"/></a>";
    assert_eq!(
        read(text, &KIND).unwrap(),
        json!({"MaxKeys": "many", "IsTruncated": null, "Prefix": null, "Contents": [], "Children": []})
    );
}
