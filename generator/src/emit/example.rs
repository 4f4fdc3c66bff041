//! The example of each method: shown to readers, compiled by `cargo test --doc`.
//!
//! It is as short as one that compiles can be, as it stands above every method: the hidden first line imports the crate
//! and opens an `async` function, what is shown is the call alone, and the hidden last line closes the function. The
//! front page of the crate shows how a client is made.

mod value;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use serde_json::{Map, Value};

use super::{EmitContext, content_enum, literal};
use crate::analyze::nesting;
use crate::ir::{
    BodyEncoding, Call, Content, EnumValue, Field, HttpCall, OperationId, Scalar, Shape, StructDef,
    StructRole, Tagging, Type, TypeId, UnionDef,
};
use crate::pointer::Pointer;
use crate::rust;

/// The lines between the fences. Lines that begin with `#` are compiled but not shown.
pub(super) fn lines(model: EmitContext<'_>, id: OperationId) -> Vec<String> {
    let krate = &model.names.krate;
    let example = Example::of(model, id);
    let request = match (example.is_given, model.api.operations[id.0].request) {
        (true, Some(request)) => format!(", request: {}", model.names.ty(request)),
        _ => String::new(),
    };
    let mut lines = vec![format!(
        "# use {krate}::*; async fn example(client: Client{request}) -> Result<(), Box<dyn std::error::Error>> {{"
    )];
    lines.extend(example.lines(id));
    lines.push("# Ok(()) }".to_owned());
    lines
}

/// Returns `true` if an operation takes a request that an example cannot make.
pub(super) fn is_unmakeable(model: EmitContext<'_>, id: OperationId) -> bool {
    Example::of(model, id).is_given
}

/// The statements of a call with what is required, and the types that they name.
pub(super) fn call(model: EmitContext<'_>, id: OperationId) -> (BTreeSet<&str>, Vec<String>) {
    let example = Example::of(model, id);
    let lines = example.lines(id);
    (example.names, lines)
}

/// Returns the JSON values of an operation's example, each with the location of a schema that it has to fit.
pub(crate) fn values(model: EmitContext<'_>, id: OperationId) -> Vec<(Pointer, Value)> {
    Example::of(model, id).judged
}

/// The most values in a request that is made; a longer one is no example, and may grow without end.
const MOST_VALUES: usize = 1000;

/// The most types inside each other in it, which fit on the stack of a thread.
const MOST_LEVELS: usize = 64;

/// The length of a line above which the request of an example gets a line of its own.
const LONGEST: usize = 100;

fn gives_nothing(http: &HttpCall) -> bool {
    let cases = &http.success.cases;
    http.success.content_enum.is_none() && cases.iter().all(|case| case.content == Content::Empty)
}

/// An example that is being written, and the types it names.
struct Example<'a> {
    model: EmitContext<'a>,
    names: BTreeSet<&'a str>,
    judged: Vec<(Pointer, Value)>,
    /// The number of values so far.
    count: usize,
    /// The argument of the call, and the request if it can stand in a statement of its own.
    argument: TokenStream,
    request: Option<TokenStream>,
    /// Tells that the request requires itself, or too much: the example does not make it.
    is_given: bool,
}

/// An expression, and the value in JSON if it has one.
struct Made {
    code: TokenStream,
    json: Option<Value>,
}

impl Made {
    fn new(code: TokenStream, json: impl Into<Option<Value>>) -> Self {
        let json = json.into();
        Self { code, json }
    }

    fn map(self, code: impl FnOnce(TokenStream) -> TokenStream) -> Self {
        Self::new(code(self.code), self.json)
    }
}

impl<'a> Example<'a> {
    fn of(model: EmitContext<'a>, id: OperationId) -> Self {
        let mut example = Self {
            model,
            names: BTreeSet::new(),
            judged: Vec::new(),
            count: 0,
            argument: TokenStream::new(),
            request: None,
            is_given: false,
        };
        if let Some(request) = model.api.operations[id.0].request {
            example.make(request);
        }
        example
    }

    fn make(&mut self, request: TypeId) {
        self.is_given = self.model.facts.min_nesting[request.0].is_none();
        if !self.is_given {
            if let Some(input) = self.single_input(request) {
                self.argument = input;
            } else {
                let made = self.construct(request, 0);
                self.judge(&self.model.api.def(request).pointer, made.json);
                let made = made.code;
                self.argument = quote!(&#made);
                self.request = Some(made);
            }
            self.is_given = self.count > MOST_VALUES;
        }
        if self.is_given {
            (self.names, self.judged, self.request) = (BTreeSet::new(), Vec::new(), None);
            self.argument = quote!(&request);
        }
    }

    fn lines(&self, id: OperationId) -> Vec<String> {
        let method = rust::ident(self.model.names.operation(id));
        let result = match &self.model.api.operations[id.0].call {
            Call::CustomApi { .. } => quote!(let rows =),
            Call::Http(http) if gives_nothing(http) => TokenStream::new(),
            Call::Http(_) => quote!(let value =),
        };
        let argument = &self.argument;
        let line = rust::one_line(quote! { #result client.#method(#argument).await?; });
        match &self.request {
            Some(made) if line.len() > LONGEST => vec![
                rust::one_line(quote! { let request = #made; }),
                rust::one_line(quote! { #result client.#method(&request).await?; }),
            ],
            _ => vec![line],
        }
    }

    fn judge(&mut self, at: &Pointer, json: Option<Value>) {
        self.judged.extend(json.map(|json| (at.clone(), json)));
    }

    /// The one input that a request requires, where it can stand for the request.
    fn single_input(&mut self, request: TypeId) -> Option<TokenStream> {
        let model = self.model;
        let index = model.facts.single_inputs.get(&request)?;
        let body = model.api.def(request).shape.as_struct()?;
        let field = &body.fields[*index];
        // Of other types it could not be told which of the inputs an expression such as `"…".parse()?` is.
        let (made, is_reference) = match model.api.resolve(&field.ty) {
            Type::Scalar(
                Scalar::Text
                | Scalar::Bool
                | Scalar::Float
                | Scalar::Integer(_)
                | Scalar::IntegerText(_),
            ) => (self.argument(&field.ty, &self.schema_at(field), 0), false),
            Type::Ref(id) => match model.api.def(*id).shape {
                Shape::Enum(_) => (self.construct(*id, 0), false),
                Shape::Struct(_) => (self.construct(*id, 0), true),
                _ => return None,
            },
            _ => return None,
        };
        self.judge(self.schema_of(field), made.json);
        let code = made.code;
        Some(if is_reference { quote!(&#code) } else { code })
    }

    /// Returns the location of the samples of a field: a parameter of OpenAPI 3 has its schema inside.
    fn schema_at(&self, field: &Field) -> Pointer {
        let inside = field.pointer.push("schema");
        let mut samples = self.model.api.samples.range(&inside..);
        match samples.next() {
            Some((at, _)) if at.starts_with(&inside) => inside,
            _ => field.pointer.clone(),
        }
    }

    /// Returns the location of the schema that a field of a request has to fit.
    fn schema_of<'f>(&self, field: &'f Field) -> &'f Pointer
    where
        'a: 'f,
    {
        match self.model.api.resolve(&field.ty) {
            Type::Ref(id) => &self.model.api.def(*id).pointer,
            _ => &field.pointer,
        }
    }

    /// An expression that makes a value of a named type.
    fn construct(&mut self, id: TypeId, depth: usize) -> Made {
        let model = self.model;
        let def = model.api.def(id);
        let name = rust::ident(model.names.ty(id));
        if !matches!(def.shape, Shape::Alias(_)) {
            self.names.insert(model.names.ty(id));
        }
        match &def.shape {
            Shape::Struct(body) => {
                let (arguments, json) = self.arguments(id, body, depth);
                Made::new(quote!(#name::new #arguments), json)
            }
            Shape::Enum(body) => {
                let json = body.values.first().map(EnumValue::json);
                Made::new(literal::variant(model, id, 0), json)
            }
            Shape::Union(body) => self.union(id, body, depth),
            Shape::ContentEnum(_) => self.body_enum(id, depth),
            Shape::Alias(target) => self.value(target, &def.pointer, depth),
            Shape::Newtype(target) => self
                .value(target, &def.pointer, depth)
                .map(|inner| quote!(#name(#inner))),
        }
    }

    /// The arguments and setters that make a struct, and the object that it is in JSON.
    fn arguments(
        &mut self,
        id: TypeId,
        body: &StructDef,
        depth: usize,
    ) -> (TokenStream, Option<Value>) {
        let (mut arguments, mut setters) = (Vec::new(), TokenStream::new());
        let sample = self.model.api.samples.get(&self.model.api.def(id).pointer);
        let mut object = Some(Map::new());
        for (index, field) in body.fields.iter().enumerate() {
            let json = if body.role != StructRole::Row && self.model.api.must_be_given(field) {
                let made = self.argument(&field.ty, &self.schema_at(field), depth);
                arguments.push(made.code);
                if !body.role.is_json() {
                    self.judge(self.schema_of(field), made.json.clone());
                }
                made.json
            } else if field.default.is_some() {
                field.default.clone()
            } else if field.required {
                let constant = self.model.api.constant(&field.ty);
                Some(constant.map_or(Value::Null, |(_, value)| value.json()))
            } else if sample.is_some_and(|sample| sample.get(&field.wire).is_some()) {
                let made = self.argument(&field.ty, &self.schema_at(field), depth);
                let setter = rust::ident(&self.model.names.setters[id.0][index]);
                let code = made.code;
                setters.extend(quote!(.#setter(#code)));
                made.json
            } else {
                continue;
            };
            object = object.zip(json).map(|(mut object, json)| {
                object.insert(field.wire.clone(), json);
                object
            });
        }
        let object = object.filter(|_| body.role.is_json());
        (
            quote!((#(#arguments),*) #setters),
            object.map(Value::Object),
        )
    }

    /// The variant of a union that nests least, so that the example ends.
    fn union(&mut self, id: TypeId, body: &UnionDef, depth: usize) -> Made {
        let types = body.variants.iter().map(|variant| &variant.ty);
        let Some(index) = self.least_nested(types) else {
            return Made::new(quote!(()), None);
        };
        let chosen = &body.variants[index];
        let mut inner = self.value(&chosen.ty, &self.model.api.def(id).pointer, depth);
        if let (Tagging::Property(property), [tag, ..]) = (&body.tagging, chosen.tags.as_slice())
            && let Some(Value::Object(object)) = &mut inner.json
        {
            object.insert(property.clone(), tag.clone().into());
        }
        self.variant(id, index, inner)
    }

    fn least_nested<'t>(&self, types: impl Iterator<Item = &'t Type>) -> Option<usize> {
        let least = &self.model.facts.min_nesting;
        let height = |ty: &Type| nesting::of_type(least, ty).unwrap_or(usize::MAX);
        let (index, _) = types.enumerate().min_by_key(|(_, ty)| height(ty))?;
        Some(index)
    }

    fn variant(&self, id: TypeId, index: usize, inner: Made) -> Made {
        let variant = literal::variant(self.model, id, index);
        let is_boxed = self.model.facts.boxed.contains(&(id, index));
        inner.map(|inner| {
            if is_boxed {
                quote!(#variant(Box::new(#inner)))
            } else {
                quote!(#variant(#inner))
            }
        })
    }

    /// An expression that makes the variant of an enum of bodies that nests least.
    fn body_enum(&mut self, id: TypeId, depth: usize) -> Made {
        let model = self.model;
        let media = content_enum::media(model, id);
        let Some(index) = self.least_nested(media.iter().map(|media| &media.ty)) else {
            return Made::new(quote!(()), None);
        };
        let inner = match &media[index].encoding {
            BodyEncoding::Text => Made::new(quote!("text".to_owned()), None),
            BodyEncoding::Bytes => Made::new(quote!("bytes".into()), None),
            BodyEncoding::JsonLines => Made::new(quote!(Vec::new()), None),
            BodyEncoding::Json
            | BodyEncoding::Form(_)
            | BodyEncoding::Multipart(_)
            | BodyEncoding::Parts
            | BodyEncoding::Plain
            | BodyEncoding::Xml => self.value(&media[index].ty, &model.api.def(id).pointer, depth),
        };
        let made = self.variant(id, index, inner);
        if let Type::Ref(body) = model.api.resolve(&media[index].ty) {
            self.judge(&model.api.def(*body).pointer, made.json);
        }
        Made::new(made.code, None)
    }
}
