//! Rill's error bodies.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::error::{Masked, quoted};

/// The error body of Rill.
///
/// There are two forms on one host: custom APIs answer `{"error": "..."}`, other parts of Rill answer
/// `{"code": 5, "message": "...", "details": []}`, where the code is one of gRPC's.
#[derive(Clone, PartialEq)]
pub struct RillError {
    message: String,
    /// Present in the second form only.
    status: Option<GrpcStatus>,
}

#[derive(Clone, Debug, PartialEq)]
struct GrpcStatus {
    code: i64,
    details: Vec<Value>,
}

impl RillError {
    /// Returns Rill's message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the gRPC status code, where Rill gave one (5 is not found, 7 permission denied, 8 resource exhausted).
    pub fn code(&self) -> Option<i64> {
        self.status.as_ref().map(|status| status.code)
    }

    /// Returns further details, where Rill gave any; objects with an `@type`.
    pub fn details(&self) -> &[Value] {
        self.status.as_ref().map_or(&[], |status| &status.details)
    }
}

impl fmt::Display for RillError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&quoted(&self.message))
    }
}

impl_debug!(RillError: this => finish {
    message = Masked(&this.message),
    status = Masked(&this.status),
});

impl std::error::Error for RillError {}

impl Serialize for RillError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.status {
            None => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("error", &self.message)?;
                map.end()
            }
            Some(GrpcStatus { code, details }) => {
                let mut map = serializer.serialize_map(Some(3))?;
                map.serialize_entry("code", code)?;
                map.serialize_entry("message", &self.message)?;
                map.serialize_entry("details", details)?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for RillError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let body = Map::<String, Value>::deserialize(deserializer)?;
        let text = |key: &str| body.get(key).and_then(Value::as_str);
        let status = body.get("code").and_then(Value::as_i64).map(|code| {
            let details = body.get("details").and_then(Value::as_array);
            let details = details.cloned().unwrap_or_default();
            GrpcStatus { code, details }
        });
        let (message, status) = match (status, text("message"), text("error")) {
            (Some(status), Some(message), _) => (message, Some(status)),
            (_, _, Some(message)) => (message, None),
            _ => {
                let message = "neither `error` nor `code` and `message`: not an error body of Rill";
                return Err(serde::de::Error::custom(message));
            }
        };
        let message = message.to_owned();
        Ok(Self { message, status })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::RillError;

    #[test]
    fn both_forms_round_trip() {
        let short = json!({"error": "api with name \"x\" not found"});
        let error: RillError = serde_json::from_value(short.clone()).unwrap();
        assert_eq!(error.message(), "api with name \"x\" not found");
        assert_eq!((error.code(), error.details()), (None, &[][..]));
        assert_eq!(error.to_string(), error.message());
        assert_eq!(serde_json::to_value(&error).unwrap(), short);

        let long = json!({"code": 5, "message": "no such project", "details": [{"@type": "t"}]});
        let error: RillError = serde_json::from_value(long.clone()).unwrap();
        assert_eq!(error.message(), "no such project");
        let details = &[json!({"@type": "t"})][..];
        assert_eq!((error.code(), error.details()), (Some(5), details));
        assert_eq!(serde_json::to_value(&error).unwrap(), long);
    }

    #[test]
    fn the_form_with_a_code_wins_and_details_may_be_missing() {
        let both: RillError =
            serde_json::from_value(json!({"code": 3, "message": "m", "error": "e"})).unwrap();
        assert_eq!((both.code(), both.message()), (Some(3), "m"));
        assert_eq!(
            serde_json::to_value(&both).unwrap(),
            json!({"code": 3, "message": "m", "details": []})
        );
    }

    #[test]
    fn other_bodies_are_not_rills() {
        for body in [
            "jwt is expired",
            "",
            "null",
            "[]",
            "{}",
            r#"{"message":"Forbidden"}"#,
            r#"{"error":{"code":403}}"#,
            r#"{"code":"5","message":"m"}"#,
        ] {
            let error = serde_json::from_str::<RillError>(body);
            assert!(error.is_err(), "{body}");
        }
    }
}
