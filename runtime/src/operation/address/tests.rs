use super::write;

fn address(
    template: &str,
    values: &[(&'static str, &str)],
    query: &[&str],
) -> Result<String, String> {
    let values: Vec<(&'static str, String)> = values
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    let query: Vec<String> = query.iter().map(|piece| (*piece).to_owned()).collect();
    write(template, &values, &query).map_err(|error| error.to_string())
}

#[test]
fn templates_are_filled_in() {
    let values = [("id", "7"), ("name", "a%2Fb"), ("dot", ".")];
    for (template, expected) in [
        ("/", "/"),
        ("/pets", "/pets"),
        ("pets", "/pets"),
        ("/pets/", "/pets/"),
        ("/pets/{id}", "/pets/7"),
        ("/{id}/{name}", "/7/a%2Fb"),
        ("/{id}:{name}.json", "/7:a%2Fb.json"),
        ("/{id}{id}", "/77"),
        ("/v{dot}{id}", "/v.7"),
        ("/a b/ü/%41", "/a%20b/%C3%BC/%41"),
        ("/{id", "/%7Bid"),
        ("/pets#by-id", "/pets"),
        ("/pets?kind=a b", "/pets?kind=a%20b"),
    ] {
        assert_eq!(
            address(template, &values, &[]).as_deref(),
            Ok(expected),
            "{template}"
        );
    }
    let query = ["a=1", "b=2"];
    assert_eq!(address("/x", &[], &query).unwrap(), "/x?a=1&b=2");
    assert_eq!(address("/x?c=3", &[], &query).unwrap(), "/x?c=3&a=1&b=2");
}

#[test]
fn a_segment_never_vanishes() {
    for value in ["", ".", ".."] {
        let error = address("/a/{id}/b", &[("id", value)], &[]).unwrap_err();
        assert!(error.starts_with("the path parameter `id` "), "{error}");
    }
    assert!(address("/{a}{b}", &[("a", "."), ("b", ".")], &[]).is_err());
    assert_eq!(
        address("/{id}", &[], &[]).unwrap_err(),
        "the path parameter `id` has no value"
    );
}
