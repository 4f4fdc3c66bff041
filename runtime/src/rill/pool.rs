//! Tokens for many subjects.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::ephemeral::Ephemeral;
use super::service_token::ServiceToken;
use crate::auth::credential::Credential;
use crate::sync::lock;

/// Ephemeral credentials for the users of a backend, so many at most; the one that was not asked for longest makes
/// room for a new one. Cheap to clone; clones share what they hold.
///
/// ```
/// # use rill_client_runtime::{Credential, Ephemeral, EphemeralPool};
/// let pool = EphemeralPool::new("rill_svc_…", 1000);
/// let credential = pool.credential(&Ephemeral::for_email("ann@example.com"));
/// // client.ad_bid_stats(&request).credential(credential).await
/// ```
#[derive(Clone)]
pub struct EphemeralPool {
    service: ServiceToken,
    capacity: usize,
    cache: Arc<Mutex<LruCache>>,
}

/// Credentials by subject, of which the least recently used makes room.
#[derive(Default)]
struct LruCache {
    /// The credential of each subject, with its last use.
    by_subject: BTreeMap<String, (Credential, u64)>,
    /// Subjects from the least recently used one.
    by_use: BTreeMap<u64, String>,
    uses: u64,
}

impl LruCache {
    fn get(
        &mut self,
        key: String,
        capacity: usize,
        make: impl FnOnce() -> Credential,
    ) -> Credential {
        self.uses += 1;
        if let Some((_, used)) = self.by_subject.get(&key) {
            self.by_use.remove(used);
        } else if self.by_subject.len() >= capacity
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            self.by_subject.remove(&oldest);
        }
        self.by_use.insert(self.uses, key.clone());
        let entry = self.by_subject.entry(key);
        let (credential, used) = entry.or_insert_with(|| (make(), 0));
        *used = self.uses;
        credential.clone()
    }
}

impl EphemeralPool {
    /// Creates a pool of this many subjects, of one at least.
    pub fn new(service: impl Into<ServiceToken>, capacity: usize) -> Self {
        Self {
            service: service.into(),
            capacity: capacity.max(1),
            cache: Arc::default(),
        }
    }

    /// Returns the credential of a subject: the same one each time, with its token, as long as there is room. Nothing
    /// is fetched before it is used. A wrong subject is told by the call.
    pub fn credential(&self, subject: &Ephemeral) -> Credential {
        lock(&self.cache).get(subject.key(), self.capacity, || {
            Credential::ephemeral(self.service.clone(), subject.clone())
        })
    }

    /// Returns the number of subjects.
    pub fn len(&self) -> usize {
        lock(&self.cache).by_subject.len()
    }

    /// Returns `true` if it holds no subject.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl_debug!(EphemeralPool: this => finish_non_exhaustive {
    capacity = this.capacity,
    held = this.len(),
});
