//! Words that a generated identifier must not be.

/// Keywords of any edition, and the names that stand for types and paths.
pub(super) const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct",
    "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield", "_",
];

/// Types that generated code, or the standard prelude, means by these names.
pub(super) const TYPES: [&str; 62] = [
    "AsMut", "AsRef", "BTreeMap", "Base64", "Box", "BuildError", "Bytes", "Call", "Client", "Clone", "Copy", "Core",
    "Credential", "CredentialError", "Debug", "Default", "Deserialize", "DeserializeOwned", "Deserializer",
    "DoubleEndedIterator", "Drop", "Eq", "Err", "Error", "ExactSizeIterator", "Extend", "Fn", "FnMut", "FnOnce",
    "From", "FromIterator", "Future", "Hash", "HeaderMap", "Into", "IntoFuture", "IntoIterator", "Iterator",
    "JsonObject", "Maybe", "None", "Ok", "Option", "Options", "Ord", "PartialEq", "PartialOrd", "Response",
    "Result", "RillError", "Self", "Send", "Serialize", "Serializer", "Sized", "Some", "StatusCode", "String",
    "Sync", "Target", "TryFrom", "TryInto",
];

/// More of the same: names that only some files use.
pub(super) const MORE_TYPES: [&str; 13] = [
    "ApiError", "DecodeError", "RequestError", "TargetError", "ToOwned", "ToString", "TransportError",
    "UnexpectedResponse", "Unpin", "Value", "Variant", "Vec", "Via",
];

/// Methods that the client has of itself, or whose name promises a trait's meaning; and the module
/// that holds the modules named after methods.
pub(super) const METHODS: [&str; 36] = [
    "add", "apis", "as_mut", "as_ref", "bitand", "bitor", "bitxor", "borrow", "borrow_mut", "clone", "cmp", "default",
    "deref", "deref_mut", "div", "drop", "eq", "fmt", "from", "from_iter", "from_str", "hash", "index",
    "index_mut", "into", "into_iter", "mul", "neg", "new", "next", "not", "rem", "shl", "shr", "sub",
    "with_options",
];
