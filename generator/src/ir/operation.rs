//! Operations of the model.

use super::{Docs, Type, TypeId};
use crate::pointer::Pointer;

/// Index into [`super::Api::operations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(pub usize);

/// One thing a client can ask for.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it stands in the author's document.
    pub pointer: Pointer,
    /// The document's path key, as written.
    pub path: String,
    /// The HTTP method, upper case.
    pub method: &'static str,
    /// `operationId`, from which the method is named.
    pub key: Option<String>,
    /// Set on the second method of an operation that answers in two ways: the word that tells it
    /// from the first (`events`).
    pub variation: Option<&'static str>,
    /// Its place among all operations as the document lists them.
    pub position: usize,
    /// The first of its `tags`, which decides the module.
    pub tag: Option<String>,
    /// What the author says of it.
    pub docs: Docs,
    /// The struct of all inputs, or the body where that is all there is and an object; none where
    /// nothing is declared.
    pub request: Option<TypeId>,
    /// How it is called and what it gives.
    pub call: Call,
}

/// How an operation is called.
#[derive(Clone, Debug)]
pub enum Call {
    /// A Rill API: named arguments in, rows out.
    CustomApi {
        /// The API's name, as it stands in the URL before encoding.
        name: String,
        /// Where arguments go unless the caller says otherwise.
        via: Via,
        /// Arguments that are declared as parameters although the rest goes in the body.
        in_query: Vec<String>,
        /// Type of one row.
        row: Type,
    },
    /// An operation of an ordinary document.
    Http(Box<HttpCall>),
}

/// Where the arguments of a Rill API go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// GET, in the query.
    Query,
    /// POST, in a JSON object.
    Body,
}

impl Operation {
    /// What an operation of an ordinary document sends and gets.
    pub fn http(&self) -> Option<&HttpCall> {
        match &self.call {
            Call::CustomApi { .. } => None,
            Call::Http(http) => Some(http),
        }
    }

    /// What its answers hold.
    pub fn response_contents(&self) -> impl Iterator<Item = &Content> {
        let outcomes = self.http().map(|http| [&http.success, &http.failure]);
        outcomes
            .into_iter()
            .flatten()
            .flat_map(|outcome| outcome.cases.iter().map(|case| &case.content))
    }

    /// The types that the answers are made of.
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

/// An operation of an ordinary document: what goes where, and what comes back.
#[derive(Clone, Debug)]
pub struct HttpCall {
    /// Parameters, in the order of the request's fields.
    pub parameters: Vec<Parameter>,
    /// The body, if one is sent.
    pub body: Option<Body>,
    /// Answers that are the call's value.
    pub success: ResponseSet,
    /// Answers that are the call's error.
    pub failure: ResponseSet,
    /// What the author says of each status, for the documentation.
    pub statuses: Vec<(StatusPattern, String)>,
    /// Ways to be let in, any of which will do; each a list of schemes that are needed together,
    /// indices into [`super::Api::schemes`]. Empty where nothing is asked for; an empty way where
    /// it may be left out.
    pub security: Vec<Vec<usize>>,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Index of its field in the request's struct.
    pub field: usize,
    /// Its name on the wire, and for a path parameter in the template.
    pub name: String,
    /// Where it goes.
    pub location: ParameterLocation,
    /// How it is written.
    pub form: ParameterForm,
}

/// Where a parameter goes.
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

/// How a value is written where only text can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterForm {
    /// By the rules of a style.
    Style {
        /// The style.
        style: ParameterStyle,
        /// Whether a list or an object becomes several parts.
        explode: bool,
        /// Whether reserved characters go out as they are.
        allow_reserved: bool,
    },
    /// As JSON text (`content: {application/json: …}`).
    Json,
}

/// `style` of a parameter (OpenAPI 3.1, Parameter Object, style values). `tabDelimited` is Swagger
/// 2.0's `tsv`.
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
}

/// What an operation sends beside its parameters.
#[derive(Clone, Debug)]
pub struct Body {
    /// Index of its field in the request's struct; none where the request itself is the body.
    pub field: Option<usize>,
    /// Whether it has to be sent.
    pub required: bool,
    /// The forms it can be sent in. Where there are several, the field's type is a
    /// [`super::Shape::ContentEnum`] with one case each, in this order.
    pub media: Vec<MediaBody>,
}

/// A form of a body.
#[derive(Clone, Debug)]
pub struct MediaBody {
    /// The media type, as written.
    pub media_type: String,
    /// How the value is written.
    pub encoding: BodyEncoding,
    /// The type of the value.
    pub ty: Type,
}

/// How a body is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyEncoding {
    /// JSON text.
    Json,
    /// JSON texts, one a line; the type is that of a line, and a list of them is taken.
    JsonLines,
    /// `application/x-www-form-urlencoded`; the type is written as an object. Properties that are
    /// not listed have style `form`, exploded.
    Form(Vec<FormField>),
    /// `multipart/…`; the type is a struct of role [`super::StructRole::Parts`], one part for each
    /// of its fields, in order.
    Multipart(Vec<PartForm>),
    /// Text as it is; the type is text.
    Text,
    /// Bytes as they are; the type is [`super::Scalar::File`].
    Bytes,
}

/// How a property of a form is written where it is not the usual way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// Its key.
    pub name: String,
    /// How it is written.
    pub form: ParameterForm,
}

/// How a field is written as a part (OpenAPI 3.1, Encoding Object).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartForm {
    /// The `content-type` of the part, where the document names one.
    pub content_type: Option<String>,
    /// How its value is written.
    pub kind: PartKind,
    /// Whether the field is a list with one part for each element.
    pub repeated: bool,
}

/// How the value of a part is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A text, a number, a boolean: without quotes.
    Text,
    /// The elements of a list in one text, with this between them.
    Joined(&'static str),
    /// JSON text.
    Json,
    /// Bytes, with a file name ([`super::Scalar::File`]).
    File,
}

/// What the answers of one kind give.
#[derive(Clone, Debug, Default)]
pub struct ResponseSet {
    /// The answers told apart. Empty where none is declared.
    pub cases: Vec<ResponseCase>,
    /// Where the cases have several types: the [`super::Shape::ContentEnum`] with one case each, in
    /// this order.
    pub content_enum: Option<TypeId>,
    /// Headers that are declared on some of the answers: a struct of role
    /// [`super::StructRole::Headers`].
    pub headers: Option<TypeId>,
}

impl ResponseSet {
    /// The types it is made of.
    fn types(&self) -> Vec<TypeId> {
        let held = self.cases.iter().filter_map(|case| case.content.ty());
        held.flat_map(Type::refs)
            .chain(self.content_enum)
            .chain(self.headers)
            .collect()
    }
}

/// Answers with one type.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseCase {
    /// Their statuses.
    pub statuses: Vec<StatusPattern>,
    /// The media type, where one status has several with types of their own.
    pub media_type: Option<String>,
    /// The media types that are declared for it, as an `accept` header names them.
    pub accepted: Vec<String>,
    /// What the body holds.
    pub content: Content,
}

impl ResponseCase {
    /// Returns `true` if another case differs at most in the media types that are asked for.
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

/// Which statuses an answer is declared for. An exact one goes before a range, a range before the
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

/// What the body of an answer holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// A JSON value.
    Json(Type),
    /// A text.
    Text,
    /// Bytes, as they come.
    Bytes,
    /// `text/event-stream`, as it comes; each event's data of a type, or text where none is
    /// declared.
    Events(Option<Type>),
    /// JSON texts, one a line, as they come.
    JsonLines(Type),
}

impl Content {
    /// Returns the media type that such a body is usually declared with; empty where there is none.
    pub fn usual_media_type(&self) -> &'static str {
        match self {
            Self::Empty => "",
            Self::Json(_) => "application/json",
            Self::Text => "text/plain",
            Self::Bytes => "application/octet-stream",
            Self::Events(_) => "text/event-stream",
            Self::JsonLines(_) => "application/x-ndjson",
        }
    }

    /// The type inside, if any.
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Json(ty) | Self::JsonLines(ty) | Self::Events(Some(ty)) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Events(None) => None,
        }
    }
}

/// A way to say who is calling (Security Scheme Object).
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// Its key under `securitySchemes`.
    pub key: String,
    /// Where it stands in the author's document.
    pub pointer: Pointer,
    /// What the author says of it.
    pub docs: Docs,
    /// How it travels.
    pub kind: SecuritySchemeKind,
}

/// How a secret travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecuritySchemeKind {
    /// `authorization: Bearer …`: `http` bearer, OAuth 2 and `openIdConnect`, whose tokens the
    /// caller gets.
    Bearer,
    /// `authorization: Basic …`
    Basic,
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Where; never the path.
        location: ParameterLocation,
        /// Under which name.
        name: String,
    },
}

/// An address that the document names (Server Object).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// `url`, with `{variables}`; it may be relative.
    pub url: String,
    /// `description`.
    pub description: Option<String>,
    /// Its variables, in the order of the template.
    pub variables: Vec<ServerVariable>,
}

impl Server {
    /// Whether it names a host, with the values that its variables have where none is chosen.
    pub fn is_absolute(&self) -> bool {
        let mut url = self.url.clone();
        for variable in &self.variables {
            url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
        }
        let rest = url.split_once("://");
        rest.is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && !rest.is_empty())
    }
}

/// A variable of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name in the template.
    pub name: String,
    /// The value where none is chosen.
    pub default: String,
    /// The values it can have; empty for any.
    pub values: Vec<String>,
    /// `description`.
    pub description: Option<String>,
}
