use reqwest::Url;

use super::Target;

fn api(target: &Target, name: &str) -> Result<String, String> {
    target.api_url(name).map_err(|error| error.to_string())
}

#[test]
fn addresses_of_every_kind_of_target() {
    let check = |target: Target, base: &str| {
        assert_eq!(api(&target, "x"), Ok(format!("{base}/x")), "{target:?}");
        let document = target.document_url().unwrap();
        assert_eq!(document, format!("{base}/openapi"), "{target:?}");
    };
    let ads = || Target::cloud("acme", "ads");
    let cloud = "https://api.rilldata.com/v1/orgs/acme/projects/ads";
    check(ads(), &format!("{cloud}/runtime/api"));
    for (branch, encoded) in [("feature/x", "feature%2Fx"), ("staging", "staging")] {
        let base = format!("{cloud}/branch/{encoded}/runtime/api");
        check(ads().branch(branch), &base);
    }
    check(
        Target::cloud("a b", "é?#%").host("https://admin.rilldata.com/"),
        "https://admin.rilldata.com/v1/orgs/a%20b/projects/%C3%A9%3F%23%25/runtime/api",
    );
    for (host, encoded) in [
        (None, "http://localhost:9009"),
        (Some("http://127.0.0.1:1234"), "http://127.0.0.1:1234"),
        (Some("http://h/rill/"), "http://h/rill"),
    ] {
        let local = Target::local();
        let target = host.map_or(local.clone(), |host| local.host(host));
        check(target, &format!("{encoded}/v1/instances/default/api"));
    }
    for (url, base) in [
        (
            "http://h:80/v1/instances/i/api///",
            "http://h/v1/instances/i/api",
        ),
        ("https://H.example", "https://h.example"),
        ("http://[::1]:9/a b", "http://[::1]:9/a%20b"),
    ] {
        check(Target::url(url), base);
    }
}

#[test]
fn names_are_encoded_and_survive_the_url_parser() {
    let cases = [
        ("ad-bid-stats", "ad-bid-stats"),
        ("12 name with spaces", "12%20name%20with%20spaces"),
        ("13.dotted.name", "13.dotted.name"),
        ("ns:14-namespaced", "ns%3A14-namespaced"),
        ("a/b/{c}", "a/b/%7Bc%7D"),
        ("100%?#\"<>", "100%25%3F%23%22%3C%3E"),
        ("größe/日本", "gr%C3%B6%C3%9Fe/%E6%97%A5%E6%9C%AC"),
        (
            "a\\b|^`[]@+&=;,$!'()*~_",
            "a%5Cb%7C%5E%60%5B%5D%40%2B%26%3D%3B%2C%24%21%27%28%29%2A~_",
        ),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        (".a", ".a"),
    ];
    let target = Target::url("http://h/api/");
    for (name, encoded) in cases {
        let url = target.api_url(name).unwrap();
        assert_eq!(url, format!("http://h/api/{encoded}"));
        // The HTTP client sends the URL as it parses it.
        assert_eq!(Url::parse(&url).unwrap().as_str(), url);
    }
}

#[test]
fn names_that_cannot_be_called_are_refused() {
    let empty = "has an empty segment, and Rill redirects such an address instead of answering";
    let folder = "has a segment that means a folder, which HTTP libraries resolve away";
    let cases = [
        ("", empty),
        ("a//b", empty),
        ("/a", empty),
        ("a/", empty),
        (".", folder),
        ("a/../b", folder),
    ];
    for (name, why) in cases {
        let expected = format!(
            "no address for the API {name:?}: its name {why}. Give the API another `name:` in the Rill project"
        );
        assert_eq!(api(&Target::local(), name), Err(expected));
    }
}

#[test]
fn bases_that_are_no_address_are_refused() {
    let whole = "write it whole, such as https://api.rilldata.com";
    let named = |org, project, message: &str| (Target::cloud(org, project), message.to_owned());
    let url = |url, flaw: &str| (Target::url(url), format!("the target's URL {flaw}"));
    let host = Target::cloud("acme", "ads").host("admin.rilldata.com");
    let flaw = "is not a URL (relative URL without a base)";
    for (target, message) in [
        (host, format!("the target's host \"admin.rilldata.com\" {flaw}: {whole}")),
        url("localhost:9009/v1", &format!("\"localhost:9009/v1\" is not http or https: {whole}")),
        url(
            "https://me:pw@h/api",
            "\"https://h/api\" holds a user name or password: pass a Credential instead",
        ),
        url("https://h/api?token=canary", "\"https://h/api\" must end before `?` and `#`"),
        url("https://h//api", "\"https://h//api\" has `//` in its path, which Rill redirects"),
        named("", "ads", "\"\" is not a valid name of a Rill organization"),
        named("acme", "..", "\"..\" is not a valid name of a Rill project"),
        (
            Target::local().branch("b"),
            "only Target::cloud has branches: drop .branch(..), or name the project with Target::cloud(org, project)".to_owned(),
        ),
        (
            Target::url("https://h").host("https://i"),
            "Target::url already holds the host: drop .host(..), or write the other host in the URL".to_owned(),
        ),
    ] {
        assert_eq!(api(&target, "x"), Err(message));
    }
}

#[test]
fn debug_shows_no_secrets() {
    for (target, shown) in [
        (
            Target::url("https://me:canary@h/api?token=canary#canary"),
            "Url { base: \"https://h/api\" }",
        ),
        (
            Target::cloud("o", "p").host("https://canary@h").branch("b"),
            "Cloud { org: \"o\", project: \"p\", branch: \"b\", host: \"https://h\" }",
        ),
        (Target::local(), "Local"),
    ] {
        assert_eq!(format!("{target:?}"), shown);
    }
}
