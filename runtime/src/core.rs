//! What all calls of one client share.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use reqwest::Url;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::{Call, Draft};
use crate::credential::Credential;
use crate::error::BuildError;
use crate::options::Options;
use crate::rill::{CustomApi, RillError, Via, declared_error, decode_rows};
use crate::target::{self, Target};

/// A client's target, credential, options and connections. Cloning shares them.
#[derive(Clone)]
pub struct Core {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    target: Target,
    /// What stands before `/<api name>`.
    pub(crate) base: String,
    pub(crate) credential: Credential,
    /// A local Rill answers 401 to tokens of Rill Cloud, so they stay here.
    pub(crate) withholds_cloud_tokens: bool,
    /// Set where a token would travel in clear over a network.
    pub(crate) clear_text_host: Option<String>,
    pub(crate) options: Options,
    pub(crate) user_agent: HeaderValue,
    pub(crate) http: reqwest::Client,
}

impl Core {
    /// Checks the settings and sets up the HTTP client; connects to nothing.
    ///
    /// # Errors
    ///
    /// See [`BuildError`].
    pub fn new(
        target: Target,
        credential: Credential,
        options: Options,
        user_agent: &'static str,
    ) -> Result<Self, BuildError> {
        let base = target.base()?;
        credential.check()?;
        let url = Url::parse(&base)
            .map_err(|error| BuildError::Http(format!("{base} is not a URL: {error}")))?;
        let is_loopback = target::is_loopback(&url);
        let is_clear = url.scheme() == "http";
        let http = match &options.http_client {
            Some(client) => client.clone(),
            None => http_client(&options, is_clear, is_loopback)?,
        };
        let user_agent = HeaderValue::from_str(user_agent)
            .map_err(|_| BuildError::Http(format!("{user_agent:?} is no user agent")))?;
        let clear_text_host =
            (is_clear && !is_loopback).then(|| url.host_str().unwrap_or_default().to_owned());
        Ok(Self {
            shared: Arc::new(Shared {
                withholds_cloud_tokens: target.is_local(),
                target,
                base,
                credential,
                clear_text_host,
                options,
                user_agent,
                http,
            }),
        })
    }

    /// A call of a custom API with the fields of `args` (an object, or nothing) as its arguments.
    ///
    /// `args` that cannot be written as an object make the call fail when it is sent.
    pub fn custom_api<A, R>(&self, api: &'static str, via: Via, args: &A) -> Call<Vec<R>, RillError>
    where
        A: Serialize + ?Sized,
        R: DeserializeOwned + 'static,
    {
        self.custom_api_with(api, via, &[], args)
    }

    /// [`custom_api`](Self::custom_api) where some arguments are declared as query parameters beside a body.
    pub fn custom_api_with<A, R>(
        &self,
        api: &'static str,
        via: Via,
        in_query: &'static [&'static str],
        args: &A,
    ) -> Call<Vec<R>, RillError>
    where
        A: Serialize + ?Sized,
        R: DeserializeOwned + 'static,
    {
        let mut custom_api = CustomApi::new(api, via, in_query, self.shared.options.exact_integers);
        let flaw = custom_api.add_all(args).err();
        Call::new(
            Draft::new(Arc::clone(&self.shared), custom_api, flaw),
            decode_rows::<R>,
            declared_error,
        )
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("target", &self.shared.target)
            .field("credential", &self.shared.credential)
            .field("options", &self.shared.options)
            .field("user_agent", &self.shared.user_agent)
            .finish_non_exhaustive()
    }
}

fn http_client(
    options: &Options,
    is_clear: bool,
    is_loopback: bool,
) -> Result<reqwest::Client, BuildError> {
    let mut builder = reqwest::Client::builder()
        // A redirect turns POST into GET, and may lead to a host that has no business with the token.
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(options.connect_timeout);
    if is_loopback {
        // A proxy would carry what must not leave this machine.
        builder = builder.no_proxy();
    }
    #[cfg(feature = "rustls")]
    if is_clear {
        // No certificate is ever looked at; a machine without any must still reach its own Rill.
        builder = builder.tls_certs_only([]);
    }
    #[cfg(not(feature = "rustls"))]
    let _ = is_clear;
    builder
        .build()
        .map_err(|error| BuildError::Http(causes(&error)))
}

/// An error and its sources in one text, for where no chain can be kept.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
