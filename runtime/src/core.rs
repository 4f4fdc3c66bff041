//! What all calls of one client share.

use std::fmt;
use std::sync::Arc;

use http::{HeaderValue, Method};
use reqwest::Url;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answers::Cases;
use crate::call::{Ask, Call, Draft};
use crate::error::BuildError;
use crate::keyring::{Keyring, Security};
use crate::layer::Wire;
use crate::operation::Operation;
use crate::options::Options;
use crate::platform::{self, HttpSettings};
use crate::retry::Permits;
use crate::rill::{self, CustomApi, RillError, Via};
use crate::target::{self, Target};

/// A client's target, credential, options and connections. Cloning shares them.
#[derive(Clone)]
pub struct Core {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) target: Target,
    /// Where tokens for the target are given out.
    pub(crate) credentials_url: Option<String>,
    /// What stands before an API's name or an operation's path.
    pub(crate) base: String,
    pub(crate) keyring: Keyring,
    /// Asked for by operations that say nothing of it.
    pub(crate) security: Security,
    /// A local Rill answers 401 to tokens of Rill Cloud, so they stay here.
    pub(crate) withholds_cloud_tokens: bool,
    /// Set where a token would travel in clear over a network.
    pub(crate) clear_text_host: Option<String>,
    pub(crate) options: Options,
    pub(crate) user_agent: HeaderValue,
    pub(crate) wire: Wire,
    pub(crate) permits: Permits,
}

impl Core {
    /// Checks the settings and sets up the HTTP client; connects to nothing.
    ///
    /// # Errors
    ///
    /// See [`BuildError`].
    pub fn new(
        target: impl Into<Target>,
        secrets: impl Into<Keyring>,
        options: Options,
        user_agent: &'static str,
    ) -> Result<Self, BuildError> {
        Self::build(target.into(), secrets.into(), options, user_agent)
    }

    /// Sets what operations ask for that say nothing of it; other clones are left as they are.
    pub(crate) fn with_security(mut self, security: Security) -> Self {
        // Nobody else has it yet.
        if let Some(shared) = Arc::get_mut(&mut self.shared) {
            shared.security = security;
        }
        self
    }

    fn build(
        target: Target,
        keyring: Keyring,
        options: Options,
        user_agent: &'static str,
    ) -> Result<Self, BuildError> {
        let base = target.base()?;
        let credentials_url = target.credentials_url()?;
        keyring.check()?;
        let url = Url::parse(&base)
            .map_err(|error| BuildError::Http(format!("{base} is not a URL: {error}")))?;
        let is_loopback = target::is_loopback(&url);
        let is_clear = url.scheme() == "http";
        let settings = HttpSettings {
            connect_timeout: options.connect_timeout,
            is_clear,
            is_loopback,
        };
        let http = match &options.http_client {
            Some(client) => client.clone(),
            None => platform::http_client(&settings)
                .map_err(|error| BuildError::Http(causes(&error)))?,
        };
        let user_agent = HeaderValue::from_str(user_agent)
            .map_err(|_| BuildError::Http(format!("{user_agent:?} is no user agent")))?;
        let clear_text_host =
            (is_clear && !is_loopback).then(|| url.host_str().unwrap_or_default().to_owned());
        Ok(Self {
            shared: Arc::new(Shared {
                wire: Wire::new(&options, http, &settings, url),
                permits: Permits::new(&options.retries),
                withholds_cloud_tokens: target.is_local(),
                credentials_url,
                target,
                base,
                keyring,
                security: &[],
                clear_text_host,
                options,
                user_agent,
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
        let ask = Ask::CustomApi(custom_api);
        let (success, failure) = (Cases::One(rill::ROWS), Cases::One(rill::ERRORS));
        let mut draft = Draft::new(Arc::clone(&self.shared), ask, success, failure);
        draft.flaw = flaw;
        Call::new(
            draft,
            |_, payload| rill::decode_rows(&payload.read()?),
            |_, payload| payload.json(),
        )
    }

    #[cfg(test)]
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// A call of an operation of an ordinary document, to be filled in. `template` is the document's path key.
    pub fn operation(&self, method: Method, template: &'static str) -> Operation {
        Operation::new(Arc::clone(&self.shared), method, template)
    }

    /// [`operation`](Self::operation) by `GET`.
    pub fn get(&self, template: &'static str) -> Operation {
        self.operation(Method::GET, template)
    }

    /// [`operation`](Self::operation) by `POST`.
    pub fn post(&self, template: &'static str) -> Operation {
        self.operation(Method::POST, template)
    }

    /// [`operation`](Self::operation) by `PUT`.
    pub fn put(&self, template: &'static str) -> Operation {
        self.operation(Method::PUT, template)
    }

    /// [`operation`](Self::operation) by `PATCH`.
    pub fn patch(&self, template: &'static str) -> Operation {
        self.operation(Method::PATCH, template)
    }

    /// [`operation`](Self::operation) by `DELETE`.
    pub fn delete(&self, template: &'static str) -> Operation {
        self.operation(Method::DELETE, template)
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("target", &self.shared.target)
            .field("credential", &self.shared.keyring)
            .field("options", &self.shared.options)
            .field("user_agent", &self.shared.user_agent)
            .finish_non_exhaustive()
    }
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
