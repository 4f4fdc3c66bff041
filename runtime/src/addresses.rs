//! Addresses of calls in the two forms that they are needed in: to read one takes as long as to write a request, so
//! those that stay the same from call to call are read once.

use std::sync::RwLock;

use http::Uri;
use reqwest::Url;

use crate::error::{RequestError, TransportError};

/// How many addresses are kept; looking through more would cost what it saves.
const MOST: usize = 64;

/// The target's address, and those below it that were called.
pub(crate) struct Addresses {
    base: (Uri, Url),
    known: RwLock<Vec<Known>>,
}

struct Known {
    /// The API's name, or the operation's template.
    name: &'static str,
    uri: Uri,
    url: Url,
}

impl Addresses {
    pub(crate) fn new(base: Url) -> Self {
        Self {
            base: (base.as_str().parse().unwrap_or_default(), base),
            known: RwLock::default(),
        }
    }

    /// The address of an API without a query, or of an operation without one and without parameters in its path.
    pub(crate) fn uri(
        &self,
        name: &'static str,
        read: impl FnOnce() -> Result<Uri, RequestError>,
    ) -> Result<Uri, RequestError> {
        // Nobody waits for what is kept.
        if let Ok(known) = self.known.try_read()
            && let Some(known) = known.iter().find(|known| known.name == name)
        {
            return Ok(known.uri.clone());
        }
        let uri = read()?;
        if let (Ok(mut known), Ok(url)) = (self.known.try_write(), self.read(&uri))
            && known.len() < MOST
            && known.iter().all(|known| known.name != name)
        {
            let uri = uri.clone();
            known.push(Known { name, uri, url });
        }
        Ok(uri)
    }

    /// The HTTP client's own form of an address.
    pub(crate) fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        if let Ok(known) = self.known.try_read()
            && let Some(known) = known.iter().find(|known| is_same(&known.uri, uri))
        {
            return Ok(known.url.clone());
        }
        self.read(uri)
    }

    /// What reading the whole text gives, without reading the host again: that takes a tenth of a call's time.
    fn read(&self, uri: &Uri) -> Result<Url, TransportError> {
        let (base, url) = &self.base;
        if uri.scheme() != base.scheme() || uri.authority() != base.authority() {
            // The address of a token, or of a layer.
            return Url::parse(&uri.to_string())
                .map_err(|_| TransportError::refused("the address is not a URL"));
        }
        let mut url = url.clone();
        url.set_path(uri.path());
        url.set_query(uri.query());
        Ok(url)
    }
}

/// Whether one is a clone of the other: host and path are the same places in memory.
fn is_same(known: &Uri, uri: &Uri) -> bool {
    let host = |uri: &Uri| {
        uri.authority()
            .map(|host| std::ptr::from_ref(host.as_str()))
    };
    let path = |uri: &Uri| std::ptr::from_ref(uri.path());
    // A place of its own says nothing of the query behind it.
    std::ptr::eq(path(known), path(uri))
        && host(known) == host(uri)
        && known.scheme() == uri.scheme()
        && uri.query().is_none()
        && known.query().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_what_reading_their_text_gives() {
        for base in [
            "http://a.example/v1/orgs/acme",
            "http://A.example:80",
            "http://127.0.0.1:8080/x",
        ] {
            let addresses = Addresses::new(Url::parse(base).unwrap());
            for rest in [
                "",
                "/",
                "/ads",
                "/ads?",
                "/ads?a=b%20c&d='e'",
                "?a=1",
                "/ä%2F%C3%A9/~'!$&()*+,;=:@|^",
                "//two///slashes/",
                "/a/./b/../c/%2e%2E/d",
                "/a%zz%",
            ] {
                for origin in [base, "http://b.example", "https://a.example/v1/orgs/acme"] {
                    let text = format!("{origin}{rest}");
                    let Ok(uri) = Uri::try_from(&text) else {
                        continue;
                    };
                    let expected = Url::parse(&uri.to_string()).unwrap();
                    assert_eq!(addresses.url(&uri).unwrap(), expected, "{text} on {base}");
                    let name: &'static str = text.clone().leak();
                    for _ in 0..2 {
                        let kept = addresses.uri(name, || Ok(uri.clone())).unwrap();
                        assert_eq!(kept, uri, "{text} on {base}");
                        assert_eq!(addresses.url(&kept).unwrap(), expected, "{text} on {base}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_address_that_a_layer_changed_is_another_one() {
        let addresses = Addresses::new(Url::parse("http://a.example").unwrap());
        let read = || Ok(Uri::from_static("http://a.example/ads"));
        let kept = addresses.uri("ads", read).unwrap();
        let again = addresses.uri("ads", || panic!("it is known")).unwrap();
        assert_eq!(again, kept);
        for (host, path) in [
            ("b.example", "/ads"),
            ("a.example", "/ads?key=1"),
            ("a.example", "/other"),
        ] {
            let mut parts = kept.clone().into_parts();
            if host != "a.example" {
                parts.authority = Some(host.parse().unwrap());
            }
            if path != "/ads" {
                parts.path_and_query = Some(path.parse().unwrap());
            }
            let changed = Uri::from_parts(parts).unwrap();
            let url = addresses.url(&changed).unwrap();
            assert_eq!(url.as_str(), format!("http://{host}{path}"));
        }
    }
}
