//! The example of each method: shown to readers, compiled by `cargo test --doc`.
//!
//! It is as short as one that compiles can be, as it stands above every method: the hidden first line imports the crate
//! and opens an `async` function, what is shown is the call alone, and the hidden last line closes the function. The
//! front page of the crate shows how a client is made.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
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
    let request = unmakeable(model, id)
        .map(|request| format!(", request: {}", model.names.ty(request)))
        .unwrap_or_default();
    let mut lines = vec![format!(
        "# use {krate}::*; async fn example(client: Client{request}) -> Result<(), Box<dyn std::error::Error>> {{"
    )];
    lines.extend(call(model, id).1);
    lines.push("# Ok(()) }".to_owned());
    lines
}

/// Returns `true` if an operation takes a request that requires itself, and so cannot be made.
pub(super) fn is_unmakeable(model: EmitContext<'_>, id: OperationId) -> bool {
    unmakeable(model, id).is_some()
}

/// The type of the request, where it requires itself and so cannot be made.
fn unmakeable(model: EmitContext<'_>, id: OperationId) -> Option<TypeId> {
    model.api.operations[id.0]
        .request
        .filter(|request| model.facts.min_nesting[request.0].is_none())
}

/// The statements of a call with what is required, and the types that they name.
pub(super) fn call(model: EmitContext<'_>, id: OperationId) -> (BTreeSet<&str>, Vec<String>) {
    let operation = &model.api.operations[id.0];
    let method = rust::ident(model.names.operation(id));
    let result = match &operation.call {
        Call::CustomApi { .. } => quote!(let rows =),
        Call::Http(http) if gives_nothing(http) => TokenStream::new(),
        Call::Http(_) => quote!(let value =),
    };
    let mut example = Example::new(model);
    let (argument, made) = example.request(id);
    let line = rust::one_line(quote! { #result client.#method(#argument).await?; });
    let lines = match made {
        Some(made) if line.len() > LONGEST => vec![
            rust::one_line(quote! { let request = #made; }),
            rust::one_line(quote! { #result client.#method(&request).await?; }),
        ],
        _ => vec![line],
    };
    (example.names, lines)
}

/// Returns the JSON values of an operation's example, each with the location of a schema that it has to fit.
pub(crate) fn values(model: EmitContext<'_>, id: OperationId) -> Vec<(Pointer, Value)> {
    let mut example = Example::new(model);
    example.request(id);
    example.judged
}

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
    fn new(model: EmitContext<'a>) -> Self {
        Self {
            model,
            names: BTreeSet::new(),
            judged: Vec::new(),
        }
    }

    /// Returns the argument of a call, and the request if it can stand in a statement of its own.
    fn request(&mut self, id: OperationId) -> (TokenStream, Option<TokenStream>) {
        let Some(request) = self.model.api.operations[id.0].request else {
            return (TokenStream::new(), None);
        };
        if unmakeable(self.model, id).is_some() {
            return (quote!(&request), None);
        }
        if let Some(input) = self.single_input(request) {
            return (input, None);
        }
        let made = self.construct(request, 0);
        self.judge(&self.model.api.def(request).pointer, made.json);
        let made = made.code;
        (quote!(&#made), Some(made))
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

    /// An argument of a constructor, which takes text as it is written.
    fn argument(&mut self, ty: &Type, at: &Pointer, depth: usize) -> Made {
        match ty.non_null() {
            Type::Scalar(Scalar::Text) => {
                let text = self.text(at);
                Made::new(quote!(#text), Value::from(text))
            }
            Type::Scalar(Scalar::File) => Made::new(quote!("bytes"), None),
            Type::Any => Made::new(quote!("any JSON"), Value::from("any JSON")),
            _ => self.value(ty, at, depth),
        }
    }

    fn text(&self, at: &Pointer) -> String {
        let sample = self.model.api.samples.get(at).and_then(Value::as_str);
        sample.unwrap_or("text").to_owned()
    }

    fn value(&mut self, ty: &Type, at: &Pointer, depth: usize) -> Made {
        match ty {
            Type::Ref(id) => self.construct(*id, depth + 1),
            Type::Scalar(single) => self.scalar(*single, at),
            Type::List(item) => self.list(item, at, depth),
            Type::Map(value) | Type::KeyedMap(_, value) => self.map(ty, value, at, depth),
            Type::Tuple(items, _) => {
                let at = at.push("prefixItems");
                let items = items.iter().enumerate();
                let (codes, json): (Vec<_>, Vec<_>) = items
                    .map(|(index, item)| self.value(item, &at.index(index), depth + 1))
                    .map(|made| (made.code, made.json))
                    .unzip();
                let json = json.into_iter().collect::<Option<Value>>();
                Made::new(quote!((#(#codes,)*)), json)
            }
            Type::Nullable(_) => Made::new(quote!(None), Value::Null),
            Type::JsonText(inner) => {
                let inner = self.value(inner, at, depth);
                let text = inner.json.map(|json| Value::from(json.to_string()));
                Made::new(inner.code, text)
            }
            Type::Any => {
                self.names.insert("Value");
                Made::new(quote!(Value::from("any JSON")), Value::from("any JSON"))
            }
        }
    }

    /// A list with as many elements as it needs, and one where that ends.
    fn list(&mut self, item: &Type, at: &Pointer, depth: usize) -> Made {
        let sample = self.model.api.samples.get(at).and_then(Value::as_array);
        let least = sample.map_or(0, Vec::len);
        // A list in a list would only make the example longer, and may never end.
        let is_filled =
            depth == 0 && nesting::of_type(&self.model.facts.min_nesting, item).is_some();
        match least.max(usize::from(is_filled)) {
            0 => Made::new(quote!(Vec::new()), Value::Array(Vec::new())),
            count => {
                let item = self.value(item, &at.push("items"), depth + 1);
                let json = item.json.map(|json| vec![json; count].into());
                let code = item.code;
                let code = if count == 1 {
                    quote!(vec![#code])
                } else {
                    let count = Literal::usize_unsuffixed(count);
                    quote!(vec![#code; #count])
                };
                Made::new(code, json)
            }
        }
    }

    /// A map with as many members as it needs.
    fn map(&mut self, ty: &Type, value: &Type, at: &Pointer, depth: usize) -> Made {
        let sample = self.model.api.samples.get(at).and_then(Value::as_object);
        let Some(sample) = sample.filter(|_| matches!(ty, Type::Map(_))) else {
            return Made::new(quote!(Default::default()), Value::Object(Map::new()));
        };
        let value = self.value(value, &at.push("additionalProperties"), depth + 1);
        let code = value.code;
        let members = sample.keys().map(|key| quote!((#key.to_owned(), #code)));
        let code = quote!([#(#members),*].into_iter().collect());
        let object = value.json.map(|json| {
            let members = sample.keys().map(|key| (key.clone(), json.clone()));
            members.collect::<Map<_, _>>().into()
        });
        Made::new(code, object)
    }

    fn scalar(&mut self, single: Scalar, at: &Pointer) -> Made {
        let sample = self.model.api.samples.get(at);
        match single {
            Scalar::Text => {
                let text = self.text(at);
                Made::new(quote!(#text.to_owned()), Value::from(text))
            }
            Scalar::Bool | Scalar::Integer(_) | Scalar::IntegerText(_) | Scalar::Float => {
                let usual = if single == Scalar::Bool {
                    true.into()
                } else {
                    1.into()
                };
                let made = |value: &Value| Some((literal::scalar(single, value)?, value.clone()));
                let made = sample.and_then(made).or_else(|| made(&usual));
                let (code, json) = made.unwrap_or_default();
                match single {
                    Scalar::IntegerText(_) if !json.is_string() => {
                        Made::new(code, Value::from(json.to_string()))
                    }
                    _ => Made::new(code, json),
                }
            }
            Scalar::Formatted(format) => {
                let entry = format.entry();
                let code = entry.example.parse().unwrap_or_default();
                let text = match entry.name {
                    "byte" => Some("Ynl0ZXM="),
                    _ => entry.example.split('"').nth(1),
                };
                Made::new(code, text.map(Value::from))
            }
            Scalar::Null => Made::new(quote!(()), Value::Null),
            Scalar::File => Made::new(quote!("bytes".into()), None),
            Scalar::Part => {
                self.names.insert("Part");
                Made::new(quote!(Part::new("name", "text")), None)
            }
            Scalar::DecimalNumber(None) => Made::new(quote!("12.50".parse()?), None),
            Scalar::External(_) | Scalar::DecimalNumber(Some(_)) => {
                Made::new(quote!(Default::default()), None)
            }
        }
    }
}
