//! Operations of the model.

use super::Docs;
use super::content::Content;
use super::id::TypeId;
use super::types::Type;
use crate::pointer::Pointer;

/// An operation that a client can call.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its location in the author's document.
    pub pointer: Pointer,
    /// The document's path key, as written.
    pub path: String,
    /// The HTTP method, upper case.
    pub method: String,
    /// `operationId`, from which the method is named.
    pub key: Option<String>,
    /// The word that tells the second method of an operation with two kinds of responses from the
    /// first (`events`); none for the first.
    pub variation: Option<&'static str>,
    /// Its position among all operations of the document.
    pub position: usize,
    /// The first of its `tags`, which decides the module.
    pub tag: Option<String>,
    /// The author's documentation.
    pub docs: Docs,
    /// The struct of all inputs, or the body if that is the only input and an object; none if the
    /// operation has no inputs.
    pub request: Option<TypeId>,
    /// The call, with its parameters and its responses.
    pub call: Call,
}

/// The call of an operation.
#[derive(Clone, Debug)]
pub enum Call {
    /// A call of a Rill API, with named arguments and rows.
    CustomApi {
        /// The API's name, as it stands in the URL before encoding.
        name: String,
        /// The part of the request that holds the arguments unless the caller chooses.
        via: Via,
        /// Arguments that are declared as parameters although the others go in the body.
        in_query: Vec<String>,
        /// The type of one row.
        row: Type,
    },
    /// A call by the rules of the specification.
    Http(Box<HttpCall>),
}

/// The part of a request that holds the arguments of a Rill API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// The query of a GET request.
    Query,
    /// A JSON object in the body of a POST request.
    Body,
}

impl Operation {
    /// Returns the call of an operation that follows the specification's rules.
    pub fn http(&self) -> Option<&HttpCall> {
        match &self.call {
            Call::CustomApi { .. } => None,
            Call::Http(http) => Some(http),
        }
    }

    /// Returns `true` if the request is a body that can be left out.
    pub fn has_optional_body(&self) -> bool {
        let body = self.http().and_then(|http| http.body.as_ref());
        body.is_some_and(|body| body.field.is_none() && !body.required)
    }

    /// Returns the contents of all responses.
    pub fn response_contents(&self) -> impl Iterator<Item = &Content> {
        let outcomes = self.http().map(|http| [&http.success, &http.failure]);
        outcomes
            .into_iter()
            .flatten()
            .flat_map(|outcome| outcome.cases.iter().map(|case| &case.content))
    }

    /// Returns the type of the request and those that the responses are made of.
    pub fn types(&self) -> impl Iterator<Item = TypeId> {
        self.request.into_iter().chain(self.response_types())
    }

    /// Returns the types that the responses are made of.
    pub fn response_types(&self) -> Vec<TypeId> {
        match &self.call {
            Call::CustomApi { row, .. } => row.refs(),
            Call::Http(http) => [&http.success, &http.failure]
                .into_iter()
                .flat_map(ResponseSet::types)
                .collect(),
        }
    }
}

/// An HTTP call: its inputs and its responses.
#[derive(Clone, Debug, Default)]
pub struct HttpCall {
    /// Parameters, in the order of the request's fields.
    pub parameters: Vec<Parameter>,
    /// The body, if the operation has one.
    pub body: Option<Body>,
    /// Responses that are the call's value.
    pub success: ResponseSet,
    /// Responses that are the call's error.
    pub failure: ResponseSet,
    /// The author's description of each status.
    pub statuses: Vec<(StatusPattern, String)>,
    /// Alternative security requirements, each a list of schemes that are needed together, as
    /// indices into [`super::Api::schemes`]. Empty if no credential is needed; an empty alternative
    /// makes credentials optional.
    pub security: Vec<Vec<usize>>,
    /// The server of the operation alone.
    pub server: Option<OwnServer>,
}

/// A server that the document names for one operation or path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnServer {
    /// Its URL, with the defaults of its variables.
    pub url: String,
    /// `true` if the operation asks for credentials itself, so that they are meant for this server.
    pub is_trusted: bool,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The index of its field in the request's struct.
    pub field: usize,
    /// Its name on the wire, and for a path parameter in the template.
    pub name: String,
    /// Its location in the request.
    pub location: ParameterLocation,
    /// Its serialization.
    pub form: ParameterForm,
}

/// The location of a parameter (`in`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParameterLocation {
    /// In the path's template.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the `cookie` header.
    Cookie,
}

/// The serialization of a value as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterForm {
    /// By the rules of a style.
    Style {
        /// The style.
        style: ParameterStyle,
        /// `true` if a list or an object becomes several parameters.
        explode: bool,
        /// `true` if reserved characters are not percent-encoded.
        allow_reserved: bool,
    },
    /// JSON text (`content: {application/json: …}`).
    Json,
}

/// The `style` of a parameter (OpenAPI 3.1, Parameter Object, style values). `tabDelimited` is
/// Swagger 2.0's `tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `;color=blue`
    Matrix,
    /// `.blue`
    Label,
    /// `blue`, `a,b`
    Simple,
    /// `color=blue`
    Form,
    /// `color=a%20b`
    SpaceDelimited,
    /// `color=a|b`
    PipeDelimited,
    /// `color=a%09b`
    TabDelimited,
    /// `color[R]=100`
    DeepObject,
    /// `color=blue; …` without an encoding (OpenAPI 3.2)
    Cookie,
    /// The value alone, as JSON or text, for the whole query (OpenAPI 3.2, `in: querystring`).
    WholeQuery,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The index of its field in the request's struct; none if the request itself is the body.
    pub field: Option<usize>,
    /// `true` if the body must be sent.
    pub required: bool,
    /// The media types it can be sent as. If there are several, the field's type is a
    /// [`super::Shape::ContentEnum`] with one case for each, in this order.
    pub media: Vec<MediaBody>,
}

/// A media type of a request body.
#[derive(Clone, Debug)]
pub struct MediaBody {
    /// The media type, as written in the document.
    pub media_type: String,
    /// Other media types of the same bytes, which callers can name in its place.
    pub others: Vec<String>,
    /// The encoding of the value.
    pub encoding: BodyEncoding,
    /// The type of the value.
    pub ty: Type,
    /// The place of its schema.
    pub schema: Pointer,
}

/// The encoding of a request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyEncoding {
    /// JSON text.
    Json,
    /// One JSON text on each line; the type is that of a line, and the caller gives a list.
    JsonLines,
    /// `application/x-www-form-urlencoded`; the type is written as an object. Properties that are
    /// not listed have style `form`, exploded.
    Form(Vec<FormField>),
    /// `multipart/…`; the type is a struct of role [`super::StructRole::Parts`], one part for each
    /// of its fields, in order.
    Multipart(Vec<PartForm>),
    /// Parts that the document does not describe; the type is a list of [`super::Scalar::Part`].
    Parts,
    /// Plain text.
    Text,
    /// A value as plain text, without quotes.
    Plain,
    /// XML; the type is a struct, or a list of structs or scalars.
    Xml,
    /// Bytes; the type is [`super::Scalar::File`].
    Bytes,
}

/// A property of a form that is not serialized with style `form`, exploded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// Its key.
    pub name: String,
    /// Its serialization.
    pub form: ParameterForm,
}

/// The encoding of a field as a part of a multipart body (OpenAPI 3.1, Encoding Object).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartForm {
    /// The `content-type` of the part, if the document names one.
    pub content_type: Option<String>,
    /// The encoding of its value.
    pub kind: PartKind,
    /// `true` if the field is a list with one part for each element.
    pub repeated: bool,
    /// `true` if the part has a position in place of a name.
    pub is_unnamed: bool,
}

/// The encoding of the value of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Text, a number or a boolean, without quotes.
    Text,
    /// The elements of a list in one text, joined by this delimiter.
    Joined(&'static str),
    /// JSON text.
    Json,
    /// Bytes, with a file name ([`super::Scalar::File`]).
    File,
}

/// The successful responses of an operation, or its errors.
#[derive(Clone, Debug, Default)]
pub struct ResponseSet {
    /// The distinct cases; empty if no response is declared.
    pub cases: Vec<ResponseCase>,
    /// The [`super::Shape::ContentEnum`] with one case for each of several types, in this order.
    pub content_enum: Option<TypeId>,
    /// Headers that are declared on some of the responses: a struct of role
    /// [`super::StructRole::Headers`].
    pub headers: Option<TypeId>,
}

impl ResponseSet {
    /// Returns the types that the responses are made of.
    fn types(&self) -> Vec<TypeId> {
        let held = self.cases.iter().filter_map(|case| case.content.ty());
        held.flat_map(Type::refs)
            .chain(self.content_enum)
            .chain(self.headers)
            .collect()
    }
}

/// Responses with the same content.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseCase {
    /// Their statuses.
    pub statuses: Vec<StatusPattern>,
    /// The media type, if one status has several with types of their own.
    pub media_type: Option<String>,
    /// The media types that are declared, as an `accept` header names them.
    pub accepted: Vec<String>,
    /// The content of the body.
    pub content: Content,
}

impl ResponseCase {
    /// Returns `true` if another case differs in nothing but the media types that are asked for.
    pub fn reads_as(&self, other: &Self) -> bool {
        self.statuses == other.statuses
            && self.media_type == other.media_type
            && self.content == other.content
    }

    /// Returns `true` if nothing but the usual media type of the content is declared.
    pub fn is_usual(&self) -> bool {
        let usual = self.content.usual_media_type();
        self.accepted.iter().all(|accepted| accepted == usual)
    }
}

/// The statuses of a declared response. An exact status goes before a range, a range before the
/// default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPattern {
    /// `404`
    Code(u16),
    /// `4XX`
    Range(u8),
    /// `default`
    Default,
}

/// A security scheme (Security Scheme Object).
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// Its key under `securitySchemes`.
    pub key: String,
    /// Its location in the author's document.
    pub pointer: Pointer,
    /// The author's documentation.
    pub docs: Docs,
    /// The way in which the credential is sent.
    pub kind: SecuritySchemeKind,
}

/// The way in which a credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecuritySchemeKind {
    /// `authorization: Bearer …`: `http` bearer, OAuth 2 and `openIdConnect`; the caller gets the
    /// token.
    Bearer,
    /// `authorization: Basic …`
    Basic,
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// The location; never the path.
        location: ParameterLocation,
        /// The name of the header, parameter or cookie.
        name: String,
    },
}

/// A server that the document declares (Server Object).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// `name` (OpenAPI 3.2).
    pub name: Option<String>,
    /// `url`, with `{variables}`; possibly relative.
    pub url: String,
    /// `description`.
    pub description: Option<String>,
    /// Its variables, in the order of the template.
    pub variables: Vec<ServerVariable>,
}

impl Server {
    /// Returns `true` if the URL names a host once its variables have their defaults.
    pub fn is_absolute(&self) -> bool {
        let mut url = self.url.clone();
        for variable in &self.variables {
            url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
        }
        let rest = url.split_once("://");
        rest.is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && !rest.is_empty())
    }
}

/// A variable of a server's URL (Server Variable Object).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name in the template.
    pub name: String,
    /// The value if the caller chooses none.
    pub default: String,
    /// The allowed values; empty if any value is allowed.
    pub values: Vec<String>,
    /// `description`.
    pub description: Option<String>,
}
