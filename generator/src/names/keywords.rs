//! Words that a generated identifier must not be.

/// Returns the words of a list.
pub(super) fn words(list: &'static str) -> Vec<&'static str> {
    list.split_whitespace().collect()
}

/// Types of the standard prelude, of serde, and others that generated code names.
pub(super) const TYPES: &str = "\
    AsMut AsRef BTreeMap Box Clone Copy Debug Default Deserialize DeserializeOwned Deserializer \
    DoubleEndedIterator Drop Eq Err ExactSizeIterator Extend Fn FnMut FnOnce From FromIterator \
    Future Hash Into IntoFuture IntoIterator Iterator None Ok Option Ord PartialEq PartialOrd \
    Result Self Send Serialize Serializer Sized Some String Sync ToOwned ToString TryFrom \
    TryInto Unpin Vec";

/// Types that every generated crate exports beside its own.
pub(super) const RUNTIME_TYPES: &str = "\
    ApiError Base64 BuildError Bytes Call Client ClientBuilder Core Credential CredentialError \
    DecodeError Error HeaderMap JsonObject Keyring Maybe Options RequestError Response \
    StatusCode Target TargetError TransportError UnexpectedResponse Value Variant";

/// Methods of every client, methods whose name promises a trait's meaning, and the module that
/// holds the modules named after methods.
pub(super) const METHODS: &str = "\
    add apis as_mut as_ref bitand bitor bitxor borrow borrow_mut builder clone cmp default deref \
    deref_mut div drop eq fmt from from_iter from_str hash index index_mut into into_iter mul \
    neg new next not rem shl shr sub";

/// Files that some system cannot have, names with a meaning among Cargo's features, and the name of
/// the enclosing module.
pub(super) const MODULES: &str = "\
    apis aux con default jiff mod nul prn serde std test uuid rill_client_runtime";

/// Methods of every server.
pub(super) const SERVERS: &str = "clone default eq fmt from into new variable";
