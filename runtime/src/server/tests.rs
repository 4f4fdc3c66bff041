use reqwest::Url;

use super::{BaseUrl, ServerTemplate, ServerVariable, is_loopback};

static REGIONS: ServerTemplate = ServerTemplate {
    url: "https://{region}.example.com:{port}/v1/",
    variables: &[
        ServerVariable {
            name: "region",
            default: "us",
            values: &["us", "eu"],
        },
        ServerVariable {
            name: "port",
            default: "443",
            values: &[],
        },
    ],
};
static WHOLE: ServerTemplate = ServerTemplate {
    url: "{base}",
    variables: &[ServerVariable {
        name: "base",
        default: "https://a.example/api",
        values: &[],
    }],
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
    for (server, text) in [
        (
            server().variable("region", "evil.example/"),
            "the server https://{region}.example.com:{port}/v1/ takes no \"evil.example/\" for \"region\": it takes us, eu",
        ),
        (
            server().variable("zone", "a"),
            "the server https://{region}.example.com:{port}/v1/ has no variable \"zone\": it has region, port",
        ),
        (
            server().variable("port", "1@evil.example"),
            "the value \"1@evil.example\" for \"port\" of the server https://{region}.example.com:{port}/v1/ holds a character that would change the address",
        ),
    ] {
        assert_eq!(base(&server).unwrap_err(), text);
    }
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
