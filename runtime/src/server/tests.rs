use super::{Server, ServerTemplate, ServerVariable};
use crate::target::Target;

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

fn relative(url: &'static str) -> Server {
    let template = ServerTemplate {
        url,
        variables: &[],
    };
    Server::of(Box::leak(Box::new(template)))
}

fn base(server: Server) -> Result<String, String> {
    Target::from(server)
        .base()
        .map_err(|error| error.to_string())
}

#[test]
fn variables_have_defaults_and_listed_values() {
    let server = || Server::of(&REGIONS);
    assert_eq!(base(server()).unwrap(), "https://us.example.com/v1");
    assert_eq!(
        base(server().variable("region", "eu").variable("port", "8443")).unwrap(),
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
        assert_eq!(base(server).unwrap_err(), text);
    }
    let own = Server::of(&WHOLE);
    assert_eq!(base(own.clone()).unwrap(), "https://a.example/api");
    let own = own.variable("base", "https://b.example/");
    assert_eq!(base(own).unwrap(), "https://b.example");
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
            assert_eq!(base(relative(url).host(host)).unwrap(), expected, "{url}");
            let target = Target::from(relative(url)).host(host);
            assert_eq!(target.base().unwrap(), expected, "{url}");
        }
    }
    assert_eq!(
        base(relative("/v1")).unwrap_err(),
        "the document's server \"/v1\" names no host: add .host(\"https://…\")"
    );
}

#[test]
fn a_server_shows_as_its_address() {
    let target = Target::from(Server::of(&REGIONS).variable("region", "eu"));
    assert_eq!(
        format!("{target:?}"),
        "Server { url: \"https://eu.example.com:443/v1/\" }"
    );
}
