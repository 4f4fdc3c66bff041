use serde::Serialize;
use serde_json::{Value, json};

use super::{Form, to_parameter_value, write_parameter};
use crate::http::location::ParameterLocation as Place;

fn written(place: Place, form: Form, value: &Value) -> String {
    write_parameter(place, "color", form, value).join("&")
}

#[rustfmt::skip]
const FORMS: [Form; 15] = [
    Form::SIMPLE, Form::SIMPLE_EXPLODED, Form::LABEL, Form::LABEL_EXPLODED, Form::MATRIX, Form::MATRIX_EXPLODED,
    Form::FORM, Form::FORM_EXPLODED, Form::SPACE, Form::SPACE_EXPLODED, Form::PIPE, Form::PIPE_EXPLODED, Form::TAB,
    Form::DEEP_OBJECT, Form::JSON,
];

/// OpenAPI 3.1.1, Parameter Object, "Style Examples": the rows as they stand, for the empty string, a string, a list
/// and an object. Keys are written in the order of the fields.
#[test]
fn every_row_of_the_specification() {
    let values = [
        json!(""),
        json!("blue"),
        json!(["blue", "black", "brown"]),
        json!({"R": 100, "G": 200, "B": 150}),
    ];
    let path = Place::Path;
    let query = Place::Query;
    #[rustfmt::skip]
    let rows = [
        (path, Form::MATRIX, [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]),
        (path, Form::MATRIX_EXPLODED, [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]),
        (path, Form::LABEL, [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
        (path, Form::LABEL_EXPLODED, [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
        (path, Form::SIMPLE, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
        (path, Form::SIMPLE_EXPLODED, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
        (Place::Header, Form::SIMPLE, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
        (Place::Header, Form::SIMPLE_EXPLODED, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
        (query, Form::FORM, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
        (query, Form::FORM_EXPLODED, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
        (Place::Cookie, Form::FORM, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
        // The specification leaves what is not a list or an object open; one value has nothing to be delimited.
        (query, Form::SPACE, ["color=", "color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"]),
        (query, Form::PIPE, ["color=", "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"]),
        (query, Form::TAB, ["color=", "color=blue", "color=blue%09black%09brown", "color=R%09100%09G%09200%09B%09150"]),
        (query, Form::SPACE_EXPLODED, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
        (query, Form::PIPE_EXPLODED, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
        // Lists are not in the specification either.
        (query, Form::DEEP_OBJECT, ["color=", "color=blue", "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown",
            "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"]),
        (query, Form::JSON, ["color=%22%22", "color=%22blue%22", "color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
            "color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D"]),
    ];
    for (place, form, expected) in rows {
        for (value, expected) in values.iter().zip(expected) {
            assert_eq!(written(place, form, value), expected, "{form:?} {value}");
        }
    }
}

#[test]
fn nothing_is_sent_for_nothing() {
    for value in [
        json!(null),
        json!([]),
        json!({}),
        json!([null]),
        json!({"a": null}),
    ] {
        for form in FORMS {
            let written = write_parameter(Place::Query, "a", form, &value);
            assert!(written.is_empty(), "{value}");
        }
    }
    let some = json!(["a", null, "", "b"]);
    assert_eq!(written(Place::Query, Form::FORM, &some), "color=a,,b");
    let some = json!({"a": null, "b": ""});
    assert_eq!(written(Place::Query, Form::FORM_EXPLODED, &some), "b=");
}

#[test]
fn each_place_has_its_encoding() {
    let text = json!("a/b c,d&e=f?g#h+%é'\"");
    let strict = "a%2Fb%20c%2Cd%26e%3Df%3Fg%23h%2B%25%C3%A9%27%22";
    let in_query = format!("color={strict}");
    let reserved = "color=a/b%20c,d%26e=f?g%23h%2B%25%C3%A9%27%22";
    let in_cookie = "color=a/b%20c%2Cd&e=f?g#h+%25%C3%A9'%22";
    for (place, form, expected) in [
        (Place::Path, Form::SIMPLE, strict),
        (Place::Path, Form::SIMPLE.allow_reserved(), strict),
        (Place::Query, Form::FORM, in_query.as_str()),
        (Place::Query, Form::FORM.allow_reserved(), reserved),
        (Place::Header, Form::SIMPLE, "a/b c,d&e=f?g#h+%é'\""),
        (Place::Cookie, Form::FORM, in_cookie),
    ] {
        assert_eq!(written(place, form, &text), expected, "{place:?}");
    }
    // Separators can be told from the same characters inside of values.
    let list = json!(["a,b", "c|d", "e f"]);
    let keys = json!({"größe[]": "x"});
    for (form, value, expected) in [
        (Form::FORM, &list, "color=a%2Cb,c%7Cd,e%20f"),
        (Form::PIPE, &list, "color=a%2Cb%7Cc%7Cd%7Ce%20f"),
        (Form::FORM_EXPLODED, &keys, "gr%C3%B6%C3%9Fe%5B%5D=x"),
    ] {
        assert_eq!(written(Place::Query, form, value), expected);
    }
}

/// The rows of the table once more, for what has to be encoded: a text, a list and an object with reserved characters
/// and such as are no ASCII, each plain and with `allowReserved`. What separates is never what stands inside.
#[test]
fn every_row_keeps_what_is_inside_apart() {
    let values = [json!("é/;.,"), json!(["a,b", "é|/"]), json!({"k=": "&/"})];
    let path = Place::Path;
    let query = Place::Query;
    #[rustfmt::skip]
    let rows = [
        (path, Form::MATRIX, [";color=%C3%A9%2F%3B.%2C", ";color=a%2Cb,%C3%A9%7C%2F", ";color=k%3D,%26%2F"]),
        (path, Form::MATRIX_EXPLODED, [";color=%C3%A9%2F%3B.%2C", ";color=a%2Cb;color=%C3%A9%7C%2F", ";k%3D=%26%2F"]),
        (path, Form::LABEL, [".%C3%A9%2F%3B.%2C", ".a%2Cb,%C3%A9%7C%2F", ".k%3D,%26%2F"]),
        (path, Form::LABEL_EXPLODED, [".%C3%A9%2F%3B.%2C", ".a%2Cb.%C3%A9%7C%2F", ".k%3D=%26%2F"]),
        (path, Form::SIMPLE, ["%C3%A9%2F%3B.%2C", "a%2Cb,%C3%A9%7C%2F", "k%3D,%26%2F"]),
        (path, Form::SIMPLE_EXPLODED, ["%C3%A9%2F%3B.%2C", "a%2Cb,%C3%A9%7C%2F", "k%3D=%26%2F"]),
        (query, Form::FORM, ["color=%C3%A9%2F%3B.%2C", "color=a%2Cb,%C3%A9%7C%2F", "color=k%3D,%26%2F"]),
        (query, Form::FORM.allow_reserved(), ["color=%C3%A9/;.,", "color=a,b,%C3%A9%7C/", "color=k=,%26/"]),
        (query, Form::FORM_EXPLODED, ["color=%C3%A9%2F%3B.%2C", "color=a%2Cb&color=%C3%A9%7C%2F", "k%3D=%26%2F"]),
        (query, Form::FORM_EXPLODED.allow_reserved(), ["color=%C3%A9/;.,", "color=a,b&color=%C3%A9%7C/", "k%3D=%26/"]),
        (query, Form::SPACE, ["color=%C3%A9%2F%3B.%2C", "color=a%2Cb%20%C3%A9%7C%2F", "color=k%3D%20%26%2F"]),
        (query, Form::PIPE, ["color=%C3%A9%2F%3B.%2C", "color=a%2Cb%7C%C3%A9%7C%2F", "color=k%3D%7C%26%2F"]),
        (query, Form::DEEP_OBJECT, ["color=%C3%A9%2F%3B.%2C", "color%5B%5D=a%2Cb&color%5B%5D=%C3%A9%7C%2F", "color%5Bk%3D%5D=%26%2F"]),
    ];
    for (place, form, expected) in rows {
        for (value, expected) in values.iter().zip(expected) {
            assert_eq!(written(place, form, value), expected, "{form:?} {value}");
        }
    }
}

#[test]
fn what_lies_deeper() {
    let deep = json!({"b": {"c": 1}, "d": [1, "x y"], "e": [{"f": true}, {"f": false}], "g": null});
    assert_eq!(
        written(Place::Query, Form::DEEP_OBJECT, &deep)
            .replace("%5B", "[")
            .replace("%5D", "]"),
        "color[b][c]=1&color[d][]=1&color[d][]=x%20y&color[e][0][f]=true&color[e][1][f]=false"
    );
    assert_eq!(
        written(Place::Query, Form::FORM_EXPLODED, &json!({"a": {"b": [1]}})),
        "a=%7B%22b%22%3A%5B1%5D%7D"
    );
}

#[test]
fn va4_numbers_have_no_exponent_and_dates_no_quotes() {
    #[derive(Serialize)]
    struct Holder(jiff::civil::Date);

    for (value, expected) in [
        (json!(7.0), "7"),
        (json!(1e20), "100000000000000000000"),
        (json!(1e21), "1e%2B21"),
        (json!(1.5e-7), "0.00000015"),
        (json!(-0.25), "-0.25"),
        (json!(u64::MAX), "18446744073709551615"),
        (json!(true), "true"),
        (json!(Holder(jiff::civil::date(2025, 12, 28))), "2025-12-28"),
    ] {
        assert_eq!(written(Place::Path, Form::SIMPLE, &value), expected);
    }
}

#[test]
fn what_cannot_be_written_is_named() {
    struct Broken;

    impl Serialize for Broken {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("broken"))
        }
    }

    let error = to_parameter_value(Place::Header, "x-a", &Broken).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the header parameter `x-a` cannot be written"
    );
}
