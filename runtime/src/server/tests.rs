use reqwest::Url;

use super::{BaseUrl, ServerTemplate, ServerVariable, is_loopback};

const fn variable(
    name: &'static str,
    default: &'static str,
    values: &'static [&'static str],
) -> ServerVariable {
    ServerVariable {
        name,
        default,
        values,
    }
}

static REGIONS: ServerTemplate = ServerTemplate {
    url: "https://{region}.example.com:{port}/v1/",
    variables: &[
        variable("region", "us", &["us", "eu"]),
        variable("port", "443", &[]),
    ],
};
static WHOLE: ServerTemplate = ServerTemplate {
    url: "{base}",
    variables: &[variable("base", "https://a.example/api", &[])],
};

fn relative(url: &'static str) -> BaseUrl {
    let template = ServerTemplate {
        url,
        variables: &[],
    };
    BaseUrl::template(Box::leak(Box::new(template)))
}

fn base(server: &BaseUrl) -> Result<String, String> {
    let checked = server.check().map_err(|error| error.to_string())?;
    Ok(checked.base)
}

#[test]
fn variables_have_defaults_and_listed_values() {
    let server = || BaseUrl::template(&REGIONS);
    assert_eq!(base(&server()).unwrap(), "https://us.example.com/v1");
    assert_eq!(
        base(&server().variable("region", "eu").variable("port", "8443")).unwrap(),
        "https://eu.example.com:8443/v1"
    );
    let url = REGIONS.url;
    for (name, value, text) in [
        (
            "region",
            "evil.example/",
            "takes no \"evil.example/\" for \"region\": it takes us, eu",
        ),
        ("zone", "a", "has no variable \"zone\": it has region, port"),
    ] {
        let refused = base(&server().variable(name, value)).unwrap_err();
        assert_eq!(refused, format!("the server {url} {text}"));
    }
    assert_eq!(
        base(&server().variable("port", "1@evil.example")).unwrap_err(),
        format!(
            "the value \"1@evil.example\" for \"port\" of the server {url} holds a character that would change the address"
        )
    );
    let own = BaseUrl::template(&WHOLE);
    assert_eq!(base(&own).unwrap(), "https://a.example/api");
    let own = own.variable("base", "https://b.example/");
    assert_eq!(base(&own).unwrap(), "https://b.example");
}

#[test]
fn a_relative_address_needs_a_host() {
    for (url, expected) in [
        ("/v1", "https://h.example/v1"),
        ("/v1/", "https://h.example/v1"),
        ("./v1", "https://h.example/v1"),
        ("v1", "https://h.example/v1"),
        ("/", "https://h.example"),
        (".", "https://h.example"),
        ("", "https://h.example"),
        ("//other.example/v2", "https://h.example/v2"),
        ("http://other.example/v2", "https://h.example/v2"),
        ("http://other.example", "https://h.example"),
    ] {
        for host in ["https://h.example", "https://h.example/"] {
            assert_eq!(base(&relative(url).host(host)).unwrap(), expected, "{url}");
        }
    }
    assert_eq!(
        base(&relative("/v1")).unwrap_err(),
        "the document's server \"/v1\" names no host: add .host(\"https://…\")"
    );
}

#[test]
fn a_server_shows_as_its_address() {
    let server = BaseUrl::template(&REGIONS).variable("region", "eu");
    assert_eq!(
        format!("{server:?}"),
        "BaseUrl(\"https://eu.example.com/v1\")"
    );
    let secret = BaseUrl::new("https://me:canary@h/api?token=canary#canary");
    assert_eq!(format!("{secret:?}"), "BaseUrl(\"not valid\")");
}

#[test]
fn loopback_is_this_machine_only() {
    let cases = [
        ("http://localhost:9009", true),
        ("http://LOCALHOST", true),
        ("http://127.0.0.1", true),
        ("http://127.9.9.9:1", true),
        ("http://127.1", true),
        ("http://[::1]:9009", true),
        ("http://10.0.0.1", false),
        ("http://0.0.0.0", false),
        ("http://localhost.example.com", false),
        ("http://127.0.0.1.example.com", false),
        ("http://[::2]", false),
        ("http://api.rilldata.com", false),
    ];
    for (url, expected) in cases {
        assert_eq!(is_loopback(&Url::parse(url).unwrap()), expected, "{url}");
    }
}
