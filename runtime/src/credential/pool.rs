//! Tokens for many subjects.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::Credential;
use super::ephemeral::{Ephemeral, ServiceToken};

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
    seats: Arc<Mutex<Seats>>,
}

#[derive(Default)]
struct Seats {
    by_subject: BTreeMap<String, Seat>,
    /// From the one that was not asked for longest.
    by_use: BTreeMap<u64, String>,
    uses: u64,
}

struct Seat {
    credential: Credential,
    used: u64,
}

impl EphemeralPool {
    /// A pool of this many subjects, of one at least.
    pub fn new(service: impl Into<ServiceToken>, capacity: usize) -> Self {
        Self {
            service: service.into(),
            capacity: capacity.max(1),
            seats: Arc::default(),
        }
    }

    /// The credential of a subject: the same one each time, with its token, as long as there is room. Nothing is
    /// fetched before it is used. A wrong subject is told by the call.
    pub fn credential(&self, subject: &Ephemeral) -> Credential {
        let key = subject.key();
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let seats = &mut *seats;
        seats.uses += 1;
        let used = seats.uses;
        if let Some(seat) = seats.by_subject.get_mut(&key) {
            seats.by_use.remove(&seat.used);
            seat.used = used;
            seats.by_use.insert(used, key);
            return seat.credential.clone();
        }
        if seats.by_subject.len() >= self.capacity
            && let Some((_, oldest)) = seats.by_use.pop_first()
        {
            seats.by_subject.remove(&oldest);
        }
        let credential = Credential::ephemeral(self.service.clone(), subject.clone());
        let seat = Seat {
            credential: credential.clone(),
            used,
        };
        seats.by_use.insert(used, key.clone());
        seats.by_subject.insert(key, seat);
        credential
    }

    /// How many subjects it holds.
    pub fn len(&self) -> usize {
        let seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats.by_subject.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for EphemeralPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EphemeralPool")
            .field("capacity", &self.capacity)
            .field("held", &self.len())
            .finish_non_exhaustive()
    }
}
