//! Tokens that are made for one subject and end soon: Rill's credentials endpoint gives them for a service's token.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{StatusCode, Uri};
use reqwest::Url;
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};

use super::service_token::ServiceToken;
use super::target::instance_url;
use crate::auth::context::TokenContext;
use crate::auth::source::{Issued, Issuer, Token, bearer_header};
use crate::error::{CredentialError, TokenError, TransportError, is_transient, message_suffix};
use crate::http::middleware::BasePath;
use crate::http::platform::{self, Instant};
use crate::retry;
use crate::server::{TokenEndpoint, is_loopback};

/// The longest one request for a token may take.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(30);
/// The largest response with a token in it.
const LARGEST_ANSWER: u64 = 1 << 20;

/// The subject that a token is made for; see [`Credential::ephemeral`](crate::Credential::ephemeral).
///
/// It is for one person or for a set of attributes, as Rill takes one or the other.
#[derive(Clone, Debug, PartialEq)]
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

    /// Sends calls to the target's own address, which passes them on. Without it they go straight to the host that the
    /// credentials endpoint names, one step less.
    #[must_use]
    pub fn through_proxy(mut self) -> Self {
        self.through_proxy = true;
        self
    }

    /// Fails where there can be no token for the subject.
    pub(super) fn check(&self) -> Result<(), CredentialError> {
        let flaw = match (&self.subject, self.ttl) {
            (Subject::Email(email), _) if !email.contains('@') => {
                "the subject of an ephemeral token is not an email address"
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

    /// Returns the body of the request, in the names of the API's document (`AdminService_GetDeploymentCredentials`).
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

    /// Returns the key of the subject in a pool.
    pub(super) fn key(&self) -> String {
        format!("{} {}", self.through_proxy, self.body(None))
    }
}

setters!(Ephemeral {
    /// Sets the lifetime of tokens, in whole seconds. Rill's default is 24 hours.
    ttl(ttl: Duration) = Some(ttl);
    /// Sets the branch to get tokens for, where it is not the target's.
    branch(branch: impl Into<String>) = Some(branch.into());
});

/// Hides the subject, which is personal.
impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Email(_) => "an email address",
            Self::Attributes(_) => "attributes",
        })
    }
}

/// Gets tokens for one subject.
pub(super) struct Minter {
    pub(super) service: ServiceToken,
    pub(super) subject: Ephemeral,
}

impl Issuer for Minter {
    fn issue<'a>(&'a self, context: &'a TokenContext) -> Issued<'a> {
        Box::pin(self.mint(context))
    }

    fn scope<'a>(&self, context: &'a TokenContext) -> Result<&'a str, TokenError> {
        match context.token_endpoint {
            Some(_) => Ok(&context.base),
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
    async fn mint(&self, context: &TokenContext) -> Result<Token, TokenError> {
        let request = self.request(context)?;
        let retries = &context.options.retries;
        let mut repeated = 0;
        loop {
            // To get one token too many does no harm.
            let (error, asked) = match attempt(context, request.clone()).await {
                Ok((status, _, body)) if status.is_success() => return self.token(&body),
                Ok((status, asked, body)) => {
                    let error = TokenError::new(format!(
                        "the credentials endpoint answered {status}{}",
                        message_suffix(&body)
                    ));
                    if !is_transient(status) {
                        return Err(error);
                    }
                    (error.passing(), asked)
                }
                Err(error) => (error, None),
            };
            let pause = retries.pause(repeated, asked);
            match pause.filter(|_| repeated < retries.count && context.budget.take()) {
                Some(pause) => platform::sleep(pause).await,
                None => return Err(error),
            }
            repeated += 1;
        }
    }

    fn request(&self, context: &TokenContext) -> Result<http::Request<Bytes>, TokenError> {
        if let Some(host) = &context.clear_text_host {
            return Err(TokenError::new(format!(
                "a service token is not sent to {host} over plain http, where anyone on the way can read it: use https"
            )));
        }
        let Some(TokenEndpoint { url, branch }) = &context.token_endpoint else {
            return Err(TokenError::new("the target has no credentials endpoint"));
        };
        let no_address =
            |error| TokenError::caused("the credentials endpoint has no address", error);
        let url = Uri::try_from(url).map_err(|error| no_address(error.into()))?;
        let project = url.path().strip_suffix("/credentials");
        let project = BasePath(project.unwrap_or_default().len());
        let bearer = bearer_header(self.service.0.expose_secret())
            .map_err(|flaw| TokenError::new(format!("the service token {flaw}")))?;
        http::Request::post(url)
            .header(AUTHORIZATION, bearer)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, context.user_agent.clone())
            .extension(project)
            .body(self.subject.body(branch.as_deref()).into())
            .map_err(no_address)
    }

    fn token(&self, body: &[u8]) -> Result<Token, TokenError> {
        let minted: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |key: &str| minted[key].as_str();
        let parts = (text("accessToken"), text("runtimeHost"), text("instanceId"));
        // The body is not shown: it may hold the token.
        let (Some(secret), Some(host), Some(instance)) = parts else {
            let message = "the credentials endpoint answered something else than a token";
            return Err(TokenError::new(message));
        };
        let mut token = Token::new(secret);
        let lifetime = minted["ttlSeconds"].as_u64().map(Duration::from_secs);
        token.lifetime = lifetime.or(self.subject.ttl);
        if !self.subject.through_proxy {
            token.base = Some(base(host, instance)?);
        }
        Ok(token)
    }
}

/// Makes one request for a token. Returns the status, the pause that is asked for, and the body.
async fn attempt(
    context: &TokenContext,
    request: http::Request<Bytes>,
) -> Result<(StatusCode, Option<Duration>, Bytes), TokenError> {
    let exchange = async {
        let (head, body) = context.http.send(request, None).await?.into_parts();
        let body = body.with_limit(LARGEST_ANSWER).bytes().await?;
        Ok((head.status, retry::retry_after(&head.headers), body))
    };
    let time = LONGEST_ATTEMPT.min(context.options.timeout);
    match platform::within(Instant::now().checked_add(time), exchange).await {
        Some(outcome) => outcome.map_err(|error: TransportError| {
            TokenError::caused("the credentials endpoint was not reached", error).passing()
        }),
        None => Err(TokenError::new(format!(
            "the credentials endpoint gave no response within {time:?}"
        ))
        .passing()),
    }
}

/// Returns the base URL on the host that the endpoint names.
fn base(host: &str, instance: &str) -> Result<String, TokenError> {
    let base = instance_url(host, instance).map_err(|error| {
        TokenError::caused("the credentials endpoint names a host that is none", error)
    })?;
    let is_safe = Url::parse(&base).is_ok_and(|url| url.scheme() == "https" || is_loopback(&url));
    if !is_safe {
        return Err(TokenError::new(
            "the credentials endpoint names a host without https, where anyone on the way can read the token",
        ));
    }
    Ok(base)
}
