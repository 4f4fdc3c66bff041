//! The example of each method: shown to readers, compiled by `cargo test --doc`.
//!
//! It is as short as one that compiles can be, as it stands above every method: the hidden first line imports the crate
//! and opens an `async` function, what is shown is the call alone, and the hidden last line closes the function. The
//! front page of the crate shows how a client is made.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::{EmitContext, content_enum, literal};
use crate::analyze::nesting;
use crate::ir::{
    BodyEncoding, Call, Content, HttpCall, OperationId, Scalar, Shape, StructRole, Type, TypeId,
};
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
    let mut example = Example {
        model,
        names: BTreeSet::new(),
    };
    let (argument, made) = match operation.request {
        None => (TokenStream::new(), None),
        Some(_) if unmakeable(model, id).is_some() => (quote!(&request), None),
        Some(request) => {
            if let Some(input) = example.single_input(request) {
                (input, None)
            } else {
                let made = example.construct(request, 0);
                (quote!(&#made), Some(made))
            }
        }
    };
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
}

impl Example<'_> {
    /// The one input that a request requires, where it can stand for the request.
    fn single_input(&mut self, request: TypeId) -> Option<TokenStream> {
        let model = self.model;
        let index = model.facts.single_inputs.get(&request)?;
        let body = model.api.def(request).shape.as_struct()?;
        // Of other types it could not be told which of the inputs an expression such as `"…".parse()?` is.
        match model.api.resolve(&body.fields[*index].ty) {
            Type::Scalar(Scalar::Text) => Some(quote!("text")),
            Type::Scalar(
                single @ (Scalar::Bool
                | Scalar::Float
                | Scalar::Integer(_)
                | Scalar::IntegerText(_)),
            ) => Some(scalar(*single)),
            Type::Ref(id) if matches!(model.api.def(*id).shape, Shape::Enum(_)) => {
                Some(self.construct(*id, 0))
            }
            Type::Ref(id) if matches!(model.api.def(*id).shape, Shape::Struct(_)) => {
                let input = self.construct(*id, 0);
                Some(quote!(&#input))
            }
            _ => None,
        }
    }

    /// An expression that makes a value of a named type.
    fn construct(&mut self, id: TypeId, depth: usize) -> TokenStream {
        let model = self.model;
        let name = rust::ident(model.names.ty(id));
        if !matches!(model.api.def(id).shape, Shape::Alias(_)) {
            self.names.insert(model.names.ty(id));
        }
        match &model.api.def(id).shape {
            Shape::Struct(body) => {
                let arguments: Vec<TokenStream> = body
                    .fields
                    .iter()
                    .filter(|field| body.role != StructRole::Row && model.api.must_be_given(field))
                    .map(|field| self.argument(&field.ty, depth))
                    .collect();
                quote!(#name::new(#(#arguments),*))
            }
            Shape::Enum(_) => literal::variant(model, id, 0),
            Shape::Union(body) => {
                let types = body.variants.iter().map(|variant| &variant.ty);
                let Some(index) = self.least_nested(types) else {
                    return quote!(());
                };
                let inner = self.value(&body.variants[index].ty, depth);
                self.variant(id, index, &inner)
            }
            Shape::ContentEnum(_) => self.body_enum(id, depth),
            Shape::Alias(target) => self.value(target, depth),
            Shape::Newtype(target) => {
                let inner = self.value(target, depth);
                quote!(#name(#inner))
            }
        }
    }

    /// An expression that makes the variant of an enum of bodies that nests least.
    fn body_enum(&mut self, id: TypeId, depth: usize) -> TokenStream {
        let model = self.model;
        let media = content_enum::media(model, id);
        let Some(index) = self.least_nested(media.iter().map(|media| &media.ty)) else {
            return quote!(());
        };
        let inner = match &media[index].encoding {
            BodyEncoding::Text => quote!("text".to_owned()),
            BodyEncoding::Bytes => quote!("bytes".into()),
            BodyEncoding::JsonLines => quote!(Vec::new()),
            BodyEncoding::Json
            | BodyEncoding::Form(_)
            | BodyEncoding::Multipart(_)
            | BodyEncoding::Parts
            | BodyEncoding::Plain => self.value(&media[index].ty, depth),
        };
        self.variant(id, index, &inner)
    }

    /// The index of the type whose values nest least, so that the example ends.
    fn least_nested<'t>(&self, types: impl Iterator<Item = &'t Type>) -> Option<usize> {
        let heights = types.map(|ty| nesting::of_type(&self.model.facts.min_nesting, ty));
        let heights = heights.map(|height| height.unwrap_or(usize::MAX));
        let least = heights.enumerate().min_by_key(|(_, height)| *height);
        least.map(|(index, _)| index)
    }

    /// An expression that makes a variant of a value.
    fn variant(&self, id: TypeId, index: usize, inner: &TokenStream) -> TokenStream {
        let variant = literal::variant(self.model, id, index);
        if self.model.facts.boxed.contains(&(id, index)) {
            quote!(#variant(Box::new(#inner)))
        } else {
            quote!(#variant(#inner))
        }
    }

    /// An argument of a constructor, which takes text as it is written.
    fn argument(&mut self, ty: &Type, depth: usize) -> TokenStream {
        match ty.non_null() {
            Type::Scalar(Scalar::Text) => quote!("text"),
            Type::Scalar(Scalar::File) => quote!("bytes"),
            Type::Any => quote!("any JSON"),
            _ => self.value(ty, depth),
        }
    }

    fn value(&mut self, ty: &Type, depth: usize) -> TokenStream {
        match ty {
            Type::Ref(id) => self.construct(*id, depth + 1),
            Type::Scalar(single) => {
                if *single == Scalar::Part {
                    self.names.insert("Part");
                }
                scalar(*single)
            }
            // A list in a list would only make the example longer, and may never end.
            Type::List(item)
                if depth == 0
                    && nesting::of_type(&self.model.facts.min_nesting, item).is_some() =>
            {
                let item = self.value(item, depth + 1);
                quote!(vec![#item])
            }
            Type::List(_) => quote!(Vec::new()),
            Type::Map(_) | Type::KeyedMap(..) => quote!(Default::default()),
            Type::Tuple(items, _) => {
                let items: Vec<TokenStream> = items
                    .iter()
                    .map(|item| self.value(item, depth + 1))
                    .collect();
                quote!((#(#items,)*))
            }
            Type::Nullable(_) => quote!(None),
            Type::Any => {
                self.names.insert("Value");
                quote!(Value::from("any JSON"))
            }
        }
    }
}

fn scalar(scalar: Scalar) -> TokenStream {
    match scalar {
        Scalar::Null => quote!(()),
        Scalar::Bool => quote!(true),
        Scalar::Integer(_) | Scalar::IntegerText(_) => quote!(1),
        Scalar::Float => quote!(1.0),
        Scalar::Text => quote!("text".to_owned()),
        Scalar::Formatted(format) => format.entry().example.parse().unwrap_or_default(),
        Scalar::File => quote!("bytes".into()),
        Scalar::Part => quote!(Part::new("name", "text")),
        Scalar::External(_) => quote!(Default::default()),
    }
}
