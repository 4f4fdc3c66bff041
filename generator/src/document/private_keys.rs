//! Keys that normalizing adds for later stages: what schemas and parameters say that OpenAPI 3.0 has no keyword for.

/// Set beside an `enum` that was a `const`.
pub(super) const CONST: &str = "x-codegen-const";
/// Set beside a `type` that the author left out.
pub(crate) const INFERRED: &str = "x-codegen-inferred";
/// Set on a schema whose only value is null.
pub(super) const NULL: &str = "x-codegen-null";
/// The schemas of a list's first elements, in order.
pub(super) const TUPLE: &str = "x-codegen-tuple";
/// Set to `true` on a tuple if its list may go on behind the elements of [`TUPLE`].
pub(super) const TUPLE_OPEN: &str = "x-codegen-tuple-open";
/// Set on a property that an object has on a condition.
pub(super) const CONDITIONAL: &str = "x-codegen-conditional";
/// The schema of the JSON that a text holds.
pub(super) const CONTENT: &str = "x-codegen-content";
/// The schema of a map's keys.
pub(super) const KEYS: &str = "x-codegen-keys";
/// Set to `true` on an object that has no property but those that its schemas describe (`unevaluatedProperties: false`).
pub(crate) const UNEVALUATED: &str = "x-codegen-unevaluated";
/// The pattern of keys whose values `additionalProperties` describes.
pub(super) const KEY_PATTERN: &str = "x-codegen-key-pattern";
/// The reference to the variant of values whose tag is missing or not mapped, in a discriminator.
pub(crate) const DEFAULT_MAPPING: &str = "x-codegen-default-mapping";
/// Set on a parameter whose style OpenAPI 3.0 has no word for: `tabDelimited`, as Swagger 2.0 can say,
/// and `cookie` and `querystring` of OpenAPI 3.2.
pub(super) const STYLE: &str = "x-codegen-style";
/// Set to `true` on a multipart body whose parts have no names: its properties stand for positions.
pub(super) const UNNAMED: &str = "x-codegen-unnamed";
/// The method of the operation under `post`, where OpenAPI 3.0 has no key for it.
pub(super) const METHOD: &str = "x-codegen-method";
/// Set to `true` on a webhook that was a callback.
pub(super) const CALLBACK: &str = "x-codegen-callback";
/// The names that an operation's callbacks have as webhooks.
pub(super) const CALLBACKS: &str = "x-codegen-callbacks";
/// The name of a server.
pub(super) const NAME: &str = "x-codegen-name";
