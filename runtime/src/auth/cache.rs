//! Tokens that are kept, and renewed before they end: one request at a time, however many calls wait.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use http::HeaderValue;
use secrecy::ExposeSecret;
use tokio::sync::watch;

use super::context::TokenContext;
use super::source::{Issuer, Token, bearer_header};
use crate::error::{KnownSecret, TokenError, know_secret};
use crate::http::platform::{self, Instant, random};
use crate::sync::lock;
use crate::trace;

/// The longest that a source may take. Nobody waits longer, and what hangs must not keep the next attempt from being
/// made.
const LONGEST_ISSUE: Duration = Duration::from_secs(120);
/// The earliest that a token is renewed before its end.
const LONGEST_MARGIN: Duration = Duration::from_secs(600);
/// The shortest pause after a renewal that failed while the old token is still good.
const PAUSE: Duration = Duration::from_secs(5);

/// The tokens of one source.
pub(crate) struct TokenCache {
    issuer: Box<dyn Issuer>,
    /// By what the tokens are good for; nearly always one.
    states: Mutex<BTreeMap<String, CacheState>>,
}

#[derive(Default)]
struct CacheState {
    held: Option<Arc<CachedToken>>,
    flight: Option<Flight>,
    /// The earliest time of the next renewal, after one that failed.
    not_before: Option<Instant>,
}

/// A request for a token on its way. It ends without a value where its task was dropped.
type Flight = watch::Receiver<Option<Result<Arc<CachedToken>, TokenError>>>;

/// A token that calls are made with.
pub(crate) struct CachedToken {
    /// The header in which the token goes out.
    pub(super) bearer: HeaderValue,
    pub(super) base: Option<String>,
    times: Option<TokenTimes>,
    _known: KnownSecret,
}

struct TokenTimes {
    renew: Instant,
    end: Instant,
}

impl CachedToken {
    fn new(token: Token) -> Result<Self, TokenError> {
        let text = token.secret.expose_secret();
        let bearer = bearer_header(text);
        let bearer = bearer.map_err(|flaw| TokenError::new(format!("the token {flaw}")))?;
        let times = token.lifetime.and_then(|lifetime| {
            // Not all clients of a server that was restarted come back at one time.
            let margin = lifetime
                .min(LONGEST_MARGIN * 5)
                .mul_f64(0.1 + random() / 10.0);
            // One that is good for longer than the clock goes never ends.
            let end = Instant::now().checked_add(lifetime)?;
            // On its way to the server, the token has to be good still.
            let end = end - Duration::from_secs(5).min(lifetime / 20);
            Some(TokenTimes {
                renew: end.checked_sub(margin)?,
                end,
            })
        });
        Ok(Self {
            base: token.base,
            times,
            ..Self::fixed(bearer, text)
        })
    }

    /// Creates a token that is not renewed.
    pub(super) fn fixed(bearer: HeaderValue, token: &str) -> Self {
        Self {
            bearer,
            base: None,
            times: None,
            _known: know_secret(token),
        }
    }

    fn is_good(&self, now: Instant) -> bool {
        self.times.as_ref().is_none_or(|times| now < times.end)
    }

    fn is_due(&self, now: Instant) -> bool {
        self.times.as_ref().is_some_and(|times| now >= times.renew)
    }
}

impl CacheState {
    fn running(&self) -> Option<&Flight> {
        let flight = self.flight.as_ref();
        // The sender of one that was dropped with its runtime is gone.
        flight.filter(|flight| flight.has_changed().is_ok())
    }
}

impl TokenCache {
    pub(super) fn new(issuer: impl Issuer + 'static) -> Self {
        Self {
            issuer: Box::new(issuer),
            states: Mutex::default(),
        }
    }

    pub(super) fn name(&self) -> &'static str {
        self.issuer.name()
    }

    /// Returns the token for one call: the one that is kept as long as it is good, even while its successor is on its
    /// way.
    pub(super) async fn token(
        self: &Arc<Self>,
        context: &Arc<TokenContext>,
    ) -> Result<Arc<CachedToken>, TokenError> {
        let scope = self.issuer.scope(context)?;
        // A request is dropped together with the runtime of the call that began it; others begin it anew.
        for _ in 0..3 {
            let mut flight = {
                let mut states = self.states();
                if !states.contains_key(scope) {
                    states.insert(scope.to_owned(), CacheState::default());
                }
                let Some(state) = states.get_mut(scope) else {
                    continue;
                };
                let now = Instant::now();
                let rests = state.not_before.is_some_and(|then| now < then);
                if let Some(held) = state.held.clone().filter(|held| held.is_good(now)) {
                    if held.is_due(now) && !rests && state.running().is_none() {
                        self.start(state, context, scope);
                    }
                    return Ok(held);
                }
                state.held = None;
                match state.running() {
                    Some(flight) => flight.clone(),
                    None => self.start(state, context, scope),
                }
            };
            // Boxed, as most calls find a token: they do not keep room for the wait.
            let outcome = Box::pin(flight.wait_for(Option::is_some)).await;
            if let Some(outcome) = outcome.ok().and_then(|outcome| outcome.clone()) {
                return outcome;
            }
        }
        Err(TokenError::new("the source of tokens was stopped").passing())
    }

    /// Drops a token that the server did not take, so that the next call gets another one.
    pub(super) fn reject(&self, rejected: &Arc<CachedToken>) {
        for state in self.states().values_mut() {
            // Many calls are turned away with one token, and only the first of them may end it.
            state.held.take_if(|held| Arc::ptr_eq(held, rejected));
        }
    }

    /// Begins a request. It goes on when the call that wanted it gives up.
    fn start(
        self: &Arc<Self>,
        state: &mut CacheState,
        context: &Arc<TokenContext>,
        scope: &str,
    ) -> Flight {
        let (sender, receiver) = watch::channel(None);
        state.flight = Some(receiver.clone());
        let (cache, context, scope) = (Arc::clone(self), Arc::clone(context), scope.to_owned());
        platform::spawn(async move {
            let issue = trace::token(cache.issuer.name(), cache.issuer.issue(&context));
            let deadline = Instant::now().checked_add(LONGEST_ISSUE);
            let outcome = match platform::within(deadline, issue).await {
                Some(outcome) => outcome.and_then(CachedToken::new).map(Arc::new),
                None => Err(TokenError::new(format!(
                    "the source gave no token within {LONGEST_ISSUE:?}"
                ))
                .passing()),
            };
            if let Some(state) = cache.states().get_mut(&scope) {
                state.flight = None;
                match &outcome {
                    Ok(held) => {
                        state.held = Some(Arc::clone(held));
                        state.not_before = None;
                    }
                    Err(_) => {
                        state.not_before = Some(Instant::now() + PAUSE.mul_f64(1.0 + random()));
                    }
                }
            }
            sender.send_replace(Some(outcome));
        });
        receiver
    }

    fn states(&self) -> MutexGuard<'_, BTreeMap<String, CacheState>> {
        lock(&self.states)
    }
}
