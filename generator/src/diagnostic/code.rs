//! The table of codes.

use std::fmt;

use super::{Level, Severity};

/// Declares [`Code`]: a variant, its text, its severity; the doc comment is the explanation.
macro_rules! codes {
    ($($(#[doc = $line:literal])+ $variant:ident, $text:literal, $severity:ident;)+) => {
        /// The kinds of diagnostics. The text of a code is stable: configs and pipelines name it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $line])+ $variant,)+
        }

        impl Code {
            /// All codes, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The code as users see it (`dangling-reference`).
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// Returns the cost of a diagnostic of this kind.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)+
                }
            }

            /// Explains when the code is used and its consequences.
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($line, "\n"),+).trim_ascii(),)+
                }
            }
        }
    };
}

codes! {
    /// An object has the same key twice. The last one counts, as most readers of JSON have it.
    DuplicateKey, "duplicate-key", Warning;
    /// The text holds what JSON or YAML does not allow: a control character, or in JSON a comment or
    /// a comma with nothing behind it. It is read without that.
    LenientSyntax, "lenient-syntax", Warning;
    /// A part is written in the words of another version of OpenAPI than the document names, such as
    /// Swagger 2.0's `in: body` in a document of OpenAPI 3. It is read as what it means.
    MixedDialect, "mixed-dialect", Warning;
    /// A keyword has a value of a kind it cannot have, as text where a number belongs. The
    /// keyword is left out; the rest of its schema stands.
    InvalidKeyword, "invalid-keyword", Warning;
    /// A schema's `type` is none of JSON's types. It is left out, so the schema takes any value
    /// unless its other keywords say more.
    UnknownType, "unknown-type", Warning;
    /// A keyword narrows values in a way that Rust types do not hold. It is ignored; the server
    /// still checks it.
    IgnoredKeyword, "ignored-keyword", Note;
    /// `required` is true or false on a schema, as in old drafts of JSON Schema, where it belongs
    /// in the list of the object around it. It is moved there.
    RequiredBoolean, "required-boolean", Warning;
    /// `allOf`, `anyOf` or `oneOf` has no members. It is left out.
    EmptyAlternatives, "empty-alternatives", Warning;
    /// A property's schema is `false`: no value is valid, so the property can never be there. It
    /// is left out.
    ForbiddenProperty, "forbidden-property", Note;
    /// A `$ref` names a place the document does not have. What stood there takes any value, or,
    /// for parameters, responses and bodies, is left out.
    DanglingReference, "dangling-reference", Warning;
    /// A `$ref` leaves the document and is not followed: the file is not there, cannot be read, or is
    /// not allowed by `references` in the config. What stood there takes any value, or, for
    /// parameters, responses and bodies, is left out.
    ExternalReference, "external-reference", Warning;
    /// The target of an overlay's action matches nothing in the document. The action does nothing.
    OverlayUnmatched, "overlay-unmatched", Warning;
    /// An overlay's action does not fit what its target matches, such as an object for a text. It
    /// does nothing there.
    OverlayMismatch, "overlay-mismatch", Warning;
    /// References lead back to where they started and never reach a schema. They take any value.
    CircularReference, "circular-reference", Warning;
    /// `$ref: "#"` stands in a schema that Rill moved out of the one it meant. It is taken to mean
    /// the schema it stands in.
    AmbiguousReference, "ambiguous-reference", Warning;
    /// An entry of a discriminator's `mapping` names no schema. The entry is left out.
    DiscriminatorMapping, "discriminator-mapping", Warning;
    /// A parameter does not say where it goes. It is taken for a query parameter.
    ParameterLocation, "parameter-location", Warning;
    /// A parameter has no name, or is no object. It is left out.
    ParameterInvalid, "parameter-invalid", Warning;
    /// A part that has to be an object is something else. It is left out.
    NotAnObject, "not-an-object", Warning;
    /// A path has a key that is neither a method nor an extension. It is ignored.
    UnknownPathKey, "unknown-path-key", Note;
    /// Schemas stand inside each other deeper than anyone could use. What is below takes any value.
    NestedTooDeep, "nested-too-deep", Warning;
    /// A part could not be read as the specification has it, for a reason no other code has. The
    /// smallest part around it is left out.
    Unreadable, "unreadable", Warning;
    /// A name pinned in the config is no Rust identifier. The usual name is taken.
    PinInvalid, "pin-invalid", Warning;
    /// A name is pinned in the config for a place that the document does not have.
    PinUnused, "pin-unused", Warning;
    /// The config names a Rust type for a schema that no generated type leads to.
    ReplacementUnused, "replacement-unused", Warning;
    /// A property is required but not described. It is untyped JSON.
    RequiredUndeclared, "required-undeclared", Warning;
    /// A default is not a value of its property's type. There is no default then.
    DefaultInvalid, "default-invalid", Warning;
    /// A default is of a kind that the generated code does not fill in, as an object or the choice
    /// of a union. What is not set is not sent, and the server's own default applies.
    DefaultNotApplied, "default-not-applied", Note;
    /// A schema is a member of its own `allOf`, which says nothing. The member is left out.
    RecursiveAllOf, "recursive-all-of", Warning;
    /// Members of `allOf` contradict each other, so that no value fits. The first is believed.
    AllOfConflict, "all-of-conflict", Warning;
    /// `enum` names a value twice.
    EnumDuplicate, "enum-duplicate", Note;
    /// `enum` has a value that is not of the schema's `type`. The list is believed.
    EnumConflict, "enum-conflict", Warning;
    /// The branches of `oneOf` or `anyOf` only say which properties go together. The type has all
    /// of the properties; the server checks the rest.
    AlternativesConstrain, "alternatives-constrain", Note;
    /// The document does not say what a value is: no type, an object without properties, an array
    /// without elements, or an answer without a schema. The value is untyped JSON.
    Untyped, "untyped", Note;
    /// Something of a schema is not held by the generated type and was left out; the message says
    /// what.
    LeftOut, "left-out", Note;
    /// An API is named `openapi`. Rill answers that route with the document, so calls never reach
    /// the API.
    ApiUnreachable, "api-unreachable", Warning;
    /// An API is named like one of Rill's own. The document shows the author's, Rill runs its own.
    BuiltinShadowed, "builtin-shadowed", Warning;
    /// The body of a Rill API is no object, but Rill reads named arguments from an object. The body
    /// is left out; arguments can be given by name.
    RequestNotObject, "request-not-object", Warning;
    /// An argument of a Rill API is declared twice. Rill knows arguments by name alone.
    ArgumentDuplicate, "argument-duplicate", Warning;
    /// An argument of a Rill API is declared for a header, a cookie or the path, none of which
    /// Rill reads. It is sent in the query.
    ArgumentLocation, "argument-location", Warning;
    /// A row of a Rill API is declared as something else than an object. Its columns are untyped.
    RowNotObject, "row-not-object", Warning;
    /// A row of a Rill API is declared as an array. Rill wraps rows in an array itself, so the
    /// array's elements are taken for the rows.
    RowArray, "row-array", Warning;
    /// A key of `paths` does not begin with a slash, and its operations are left out; or the braces
    /// of a path hold no parameter, and that part of it is sent as it is written.
    PathInvalid, "path-invalid", Warning;
    /// A path names a parameter that is not declared. It is taken for a text.
    PathParameterUndeclared, "path-parameter-undeclared", Warning;
    /// A parameter is declared for the path, and the path does not name it. It is left out.
    PathParameterUnused, "path-parameter-unused", Warning;
    /// A parameter, or a header of an answer, is declared twice for the same place. The first is
    /// taken.
    ParameterDuplicate, "parameter-duplicate", Warning;
    /// A header parameter is named `accept`, `content-type` or `authorization`. OpenAPI ignores
    /// those: they follow from bodies, answers and security.
    ParameterIgnored, "parameter-ignored", Note;
    /// Two operations have the same `operationId`. Both get a method.
    OperationIdDuplicate, "operation-id-duplicate", Warning;
    /// A body is declared for a method that seldom has one. It is sent.
    BodyUnusual, "body-unusual", Note;
    /// A body does not say what it holds, or says that it holds nothing. None is sent.
    BodyEmpty, "body-empty", Note;
    /// A key of `content` is no media type. It is taken for the one that was likely meant.
    MediaTypeInvalid, "media-type-invalid", Warning;
    /// A form of a body or an answer is passed over, since the same is there in a form that types
    /// hold better.
    MediaTypePassedOver, "media-type-passed-over", Note;
    /// A key of `responses` is no status. The answer is left out.
    StatusInvalid, "status-invalid", Warning;
    /// A security scheme is of a kind that is not supported. Calls go out without it.
    SecurityUnsupported, "security-unsupported", Warning;
    /// A security scheme is asked for that is not defined. Calls go out without it.
    SecurityUndefined, "security-undefined", Warning;
    /// The address of a server has variables that are not declared, or a default that is none of
    /// the values listed.
    ServerInvalid, "server-invalid", Warning;
    /// A path or an operation names several servers of its own. The first is called, unless the
    /// client was given an address by hand.
    ServersIgnored, "servers-ignored", Note;
    /// The config includes or excludes operations that the document does not have.
    SelectorUnused, "selector-unused", Warning;
    /// The document is newer than OpenAPI 3.2. It is read as 3.2; what is newer is not understood, nor reported
    /// where it stands.
    NewerVersion, "newer-version", Note;
    /// A part is written as only OpenAPI 3.2 has it, and generated code does not hold it: encodings of
    /// parts by position, or a discriminator's default.
    NewerKeyword, "newer-keyword", Warning;
    /// A callback, a request that the server makes, describes no body. No type is made for it.
    CallbackIgnored, "callback-ignored", Note;
    /// Links of responses name operations that the document does not have, so the documentation cannot
    /// say where they lead. One diagnostic stands for all of a document.
    LinksIgnored, "links-ignored", Note;
}

impl Code {
    /// Returns the level of a code that the config does not name.
    pub fn level(self) -> Level {
        match self.severity() {
            Severity::Note => Level::Note,
            Severity::Warning | Severity::Error => Level::Warn,
        }
    }

    /// The code with this text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
