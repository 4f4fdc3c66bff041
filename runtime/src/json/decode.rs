//! Decoding of bodies.

use serde::de::DeserializeOwned;

use crate::error::Mismatch;
use crate::json::limits::{attempt, is_exhausted};

/// Decodes a JSON value.
pub(crate) fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Mismatch> {
    attempt(|| serde_json::from_slice(body))
        .map_err(|error| locate::<T>(body, &error).without_rows())
}

/// Decodes a body once more, slower, for the path of the value that did not fit.
pub(crate) fn locate<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> Mismatch {
    if !error.is_data() || is_exhausted() {
        return Mismatch::new(body, error, None);
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(located) => Mismatch::new(body, located.inner(), Some(located.path())),
        // Only a type that decodes differently the second time comes here; the first error stands.
        Ok(_) => Mismatch::new(body, error, None),
    }
}
