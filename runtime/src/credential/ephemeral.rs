//! Tokens that are made for one subject and end soon: what Rill's credentials endpoint gives for a service's token.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, StatusCode, Uri};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::source::{Issued, Issuer, Token, TokenError};
use super::{Credential, CredentialError};
use crate::core::Shared;
use crate::error::answer_message;
use crate::platform::{self, Instant};
use crate::retry;
use crate::target;

/// The longest one request for a token may take.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(30);
/// The largest answer with a token in it.
const LARGEST_ANSWER: u64 = 1 << 20;

/// Whom a token is made for: see [`Credential::ephemeral`].
///
/// It is for one person or for a set of attributes, as Rill takes one or the other.
#[derive(Clone, PartialEq)]
pub struct Ephemeral {
    subject: Subject,
    ttl: Option<Duration>,
    branch: Option<String>,
    through_proxy: bool,
}

#[derive(Clone, PartialEq)]
enum Subject {
    Email(String),
    Attributes(Value),
}

impl Ephemeral {
    /// Calls see what the person with this address may see. Of one whom Rill does not know it sees no more than the
    /// address and its domain.
    pub fn for_email(email: impl Into<String>) -> Self {
        Self::of(Subject::Email(email.into()))
    }

    /// Calls see what a user with these attributes may see: a JSON object, which security policies read as `.user`.
    pub fn with_attributes(attributes: impl Into<Value>) -> Self {
        Self::of(Subject::Attributes(attributes.into()))
    }

    fn of(subject: Subject) -> Self {
        Self {
            subject,
            ttl: None,
            branch: None,
            through_proxy: false,
        }
    }

    /// How long a token is good for, in whole seconds. Rill's default is 24 hours.
    #[must_use]
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// The branch to get tokens for, where it is not the target's.
    #[must_use]
    pub fn branch(mut self, branch: impl Into<String>) -> Self {
        self.branch = Some(branch.into());
        self
    }

    /// Calls go to the target's own address, which passes them on. Without it they go straight to the host that the
    /// credentials endpoint names, one step less.
    #[must_use]
    pub fn through_proxy(mut self) -> Self {
        self.through_proxy = true;
        self
    }

    /// What is wrong with it, if anything.
    pub(super) fn check(&self) -> Result<(), CredentialError> {
        let flaw = match (&self.subject, self.ttl) {
            (Subject::Email(email), _) if !email.contains('@') => {
                "the subject of an ephemeral token is no email address"
            }
            (Subject::Attributes(attributes), _) if !attributes.is_object() => {
                "the attributes of an ephemeral token are not a JSON object"
            }
            (_, Some(ttl)) if ttl.as_secs() == 0 || u32::try_from(ttl.as_secs()).is_err() => {
                "an ephemeral token is good for one second at least, and for less than 136 years"
            }
            (Subject::Email(_) | Subject::Attributes(_), _) => return Ok(()),
        };
        Err(CredentialError::new(flaw))
    }

    /// The body of the request, in the names of the API's document (`AdminService_GetDeploymentCredentials`).
    pub(super) fn body(&self, target_branch: Option<&str>) -> String {
        let mut body = Map::new();
        match &self.subject {
            Subject::Email(email) => body.insert("userEmail".to_owned(), json!(email)),
            Subject::Attributes(attributes) => {
                body.insert("attributes".to_owned(), attributes.clone())
            }
        };
        if let Some(ttl) = self.ttl {
            body.insert("ttlSeconds".to_owned(), json!(ttl.as_secs()));
        }
        if let Some(branch) = self.branch.as_deref().or(target_branch) {
            body.insert("branch".to_owned(), json!(branch));
        }
        Value::Object(body).to_string()
    }

    /// What tells it from others in a pool.
    pub(super) fn key(&self) -> String {
        format!("{} {}", self.through_proxy, self.body(None))
    }
}

/// Who it is for is personal.
impl fmt::Debug for Ephemeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = match self.subject {
            Subject::Email(_) => "an email address",
            Subject::Attributes(_) => "attributes",
        };
        f.debug_struct("Ephemeral")
            .field("for", &subject)
            .field("ttl", &self.ttl)
            .field("branch", &self.branch)
            .field("through_proxy", &self.through_proxy)
            .finish()
    }
}

/// The token of a service, with which tokens for its users are made.
///
/// Not in a `wasm32` build: what runs in a browser must not hold a secret that opens the whole project.
#[derive(Clone)]
pub struct ServiceToken(pub(super) SecretString);

impl ServiceToken {
    /// A service's token (`rill_svc_…`, from `rill service create`), or another that may manage the project.
    pub fn new(token: impl Into<String>) -> Self {
        Self(Token::new(token).secret)
    }
}

/// [`ServiceToken::new`].
impl From<&str> for ServiceToken {
    fn from(token: &str) -> Self {
        Self::new(token)
    }
}

/// [`ServiceToken::new`].
impl From<String> for ServiceToken {
    fn from(token: String) -> Self {
        Self::new(token)
    }
}

/// [`Credential::service`].
impl From<ServiceToken> for Credential {
    fn from(token: ServiceToken) -> Self {
        Self::service(token.0.expose_secret())
    }
}

impl fmt::Debug for ServiceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceToken")
    }
}

/// Gets tokens for one subject.
pub(super) struct Minter {
    pub(super) service: ServiceToken,
    pub(super) subject: Ephemeral,
}

/// What the credentials endpoint answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Minted {
    runtime_host: String,
    instance_id: String,
    access_token: String,
    ttl_seconds: Option<u64>,
}

impl Issuer for Minter {
    fn issue<'a>(&'a self, shared: &'a Shared) -> Issued<'a> {
        Box::pin(self.mint(shared))
    }

    fn scope<'a>(&self, shared: &'a Shared) -> Result<&'a str, TokenError> {
        match shared.credentials_url {
            Some(_) => Ok(&shared.base),
            None => Err(TokenError::new(
                "an ephemeral token is for a project of Rill Cloud: name it with Target::cloud(org, project)",
            )),
        }
    }

    fn name(&self) -> &'static str {
        "ephemeral token"
    }
}

impl Minter {
    async fn mint(&self, shared: &Shared) -> Result<Token, TokenError> {
        let request = self.request(shared)?;
        let retries = &shared.options.retries;
        let mut repeated = 0;
        loop {
            // To get one token too many does no harm.
            let (error, asked) = match attempt(shared, request.clone()).await {
                Ok((status, _, body)) if status.is_success() => return self.token(&body),
                Ok((status, asked, body)) => {
                    let error = TokenError::new(format!(
                        "the credentials endpoint answered {status}{}",
                        answer_message(&body)
                    ));
                    if !retry::passes(status) {
                        return Err(error);
                    }
                    (error.passing(), asked)
                }
                Err(error) => (error, None),
            };
            let pause = retries.pause(repeated, asked);
            match pause.filter(|_| repeated < retries.count && shared.permits.take()) {
                Some(pause) => platform::sleep(pause).await,
                None => return Err(error),
            }
            repeated += 1;
        }
    }

    fn request(&self, shared: &Shared) -> Result<http::Request<Bytes>, TokenError> {
        if let Some(host) = &shared.clear_text_host {
            return Err(TokenError::new(format!(
                "a service token is not sent to {host} over plain http, where anyone on the way can read it: use https"
            )));
        }
        let url = shared.credentials_url.as_deref().unwrap_or_default();
        let url = Uri::try_from(url).map_err(|error| {
            TokenError::caused("the credentials endpoint has no address", error)
        })?;
        let body = self.subject.body(shared.target.branch_name());
        let mut request = http::Request::new(Bytes::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url;
        let bearer = super::bearer(self.service.0.expose_secret()).ok_or_else(|| {
            TokenError::new("the service token holds characters that no header can carry")
        })?;
        let json = HeaderValue::from_static("application/json");
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, bearer);
        headers.insert(CONTENT_TYPE, json.clone());
        headers.insert(ACCEPT, json);
        headers.insert(USER_AGENT, shared.user_agent.clone());
        Ok(request)
    }

    fn token(&self, body: &[u8]) -> Result<Token, TokenError> {
        // Neither the body nor the parser's error is shown: they may hold the token.
        let minted: Minted = serde_json::from_slice(body).map_err(|_| {
            TokenError::new("the credentials endpoint answered something else than a token")
        })?;
        let mut token = Token::new(minted.access_token);
        token.lifetime = minted
            .ttl_seconds
            .map(Duration::from_secs)
            .or(self.subject.ttl);
        if !self.subject.through_proxy {
            token.base = Some(base(&minted.runtime_host, &minted.instance_id)?);
        }
        Ok(token)
    }
}

/// One request for a token: status, pause that is asked for, body.
async fn attempt(
    shared: &Shared,
    request: http::Request<Bytes>,
) -> Result<(StatusCode, Option<Duration>, Bytes), TokenError> {
    let exchange = async {
        let (head, body) = shared.wire.send(request, None).await?.into_parts();
        let body = body.with_limit(LARGEST_ANSWER).bytes().await?;
        Ok((head.status, retry::retry_after(&head.headers), body))
    };
    let time = LONGEST_ATTEMPT.min(shared.options.timeout);
    match platform::within(Instant::now().checked_add(time), exchange).await {
        Some(outcome) => outcome.map_err(|error: crate::TransportError| {
            TokenError::caused("the credentials endpoint was not reached", error).passing()
        }),
        None => Err(TokenError::new(format!(
            "the credentials endpoint gave no answer within {time:?}"
        ))
        .passing()),
    }
}

/// What stands before an API's name on the host that the endpoint names.
fn base(host: &str, instance: &str) -> Result<String, TokenError> {
    let base = target::instance(host, instance).map_err(|error| {
        TokenError::caused("the credentials endpoint names a host that is none", error)
    })?;
    let is_safe =
        Url::parse(&base).is_ok_and(|url| url.scheme() == "https" || target::is_loopback(&url));
    if !is_safe {
        return Err(TokenError::new(
            "the credentials endpoint names a host without https, where anyone on the way can read the token",
        ));
    }
    Ok(base)
}
