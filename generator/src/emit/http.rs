//! Bodies of the methods of an ordinary document: each only fills in a builder of the runtime.

use super::{Scope, credentials, types};
use crate::ir::{
    Body, BodyEncoding, Case, Content, Http, Location, MediaBody, Operation, OperationId, Outcome,
    Parameter, ParameterForm, Shape, StatusPattern, Style, Type, TypeId,
};
use crate::tokens::{Ident, Tokens, quote};

/// What a method gives, and its body.
pub(super) fn call(
    scope: &mut Scope<'_>,
    (id, operation): (OperationId, &Operation),
    http: &Http,
) -> (Tokens, Tokens) {
    let (call, v1) = (scope.runtime("Call"), scope.door());
    let (value, success) = success(scope, &http.success);
    let (error, failure) = failure(scope, &http.failure);
    let method = method(scope, operation.method);
    let template = &operation.path;
    let fields = operation
        .request
        .map(|id| scope.model.names.fields[id.0].as_slice())
        .unwrap_or_default();
    let parameters: Vec<Tokens> = http
        .parameters
        .iter()
        .filter_map(|one| Some(parameter(&v1, one, fields.get(one.field)?)))
        .collect();
    let security = credentials::applied(scope, &http.security);
    let token = scope.model.facts.pages.parameters.get(&id);
    let paged = token.map(|parameter| quote!(.paged(#parameter)));
    let start = quote! {
        self.core
            .operation(#method, #template)
            #(#parameters)*
            #security
            #paged
    };
    let added = http
        .body
        .as_ref()
        .map(|one| body(scope, one, fields, operation.request));
    let body = match added {
        None => quote!(#start .call(#success, #failure)),
        Some(Added::Call(added)) => quote!(#start #added .call(#success, #failure)),
        Some(Added::Match(added)) => quote! {
            let operation = #start;
            let operation = #added;
            operation.call(#success, #failure)
        },
    };
    (quote!(#call<#value, #error>), body)
}

/// How a body is added to an operation.
enum Added {
    /// By a call on it.
    Call(Tokens),
    /// By an expression over `operation`.
    Match(Tokens),
}

fn method(scope: &mut Scope<'_>, method: &str) -> Tokens {
    let v1 = scope.door();
    let name = Ident::new(method);
    quote!(#v1::Method::#name)
}

fn parameter(v1: &Ident, parameter: &Parameter, field: &str) -> Tokens {
    let field = Ident::new(field);
    let name = &parameter.name;
    let usual = match (parameter.location, parameter.form) {
        (Location::Path, form) if is_style(form, Style::Simple, false) => "path",
        (Location::Query, form) if is_style(form, Style::Form, true) => "query",
        (Location::Header, form) if is_style(form, Style::Simple, false) => "header",
        (Location::Cookie, form) if is_style(form, Style::Form, true) => "cookie",
        (location, form) => {
            let place = Ident::new(match location {
                Location::Path => "Path",
                Location::Query => "Query",
                Location::Header => "Header",
                Location::Cookie => "Cookie",
            });
            let form = self::form(v1, form);
            return quote!(.parameter(#v1::Place::#place, #name, #form, &request.#field));
        }
    };
    let usual = Ident::new(usual);
    quote!(.#usual(#name, &request.#field))
}

fn is_style(form: ParameterForm, wanted: Style, exploded: bool) -> bool {
    form == ParameterForm::Style {
        style: wanted,
        explode: exploded,
        allow_reserved: false,
    }
}

fn form(v1: &Ident, form: ParameterForm) -> Tokens {
    let ParameterForm::Style {
        style,
        explode,
        allow_reserved,
    } = form
    else {
        return quote!(#v1::Form::JSON);
    };
    let name = match (style, explode) {
        (Style::Matrix, false) => "MATRIX",
        (Style::Matrix, true) => "MATRIX_EXPLODED",
        (Style::Label, false) => "LABEL",
        (Style::Label, true) => "LABEL_EXPLODED",
        (Style::Simple, false) => "SIMPLE",
        (Style::Simple, true) => "SIMPLE_EXPLODED",
        (Style::Form, false) => "FORM",
        (Style::Form, true) => "FORM_EXPLODED",
        (Style::SpaceDelimited, false) => "SPACE",
        (Style::SpaceDelimited, true) => "SPACE_EXPLODED",
        (Style::PipeDelimited, false) => "PIPE",
        (Style::PipeDelimited, true) => "PIPE_EXPLODED",
        (Style::TabDelimited, _) => "TAB",
        (Style::DeepObject, _) => "DEEP_OBJECT",
    };
    let name = Ident::new(name);
    let reserved = allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(#v1::Form::#name #reserved)
}

/// The call that adds the body, in one form or in the one that the caller chose.
fn body(scope: &mut Scope<'_>, body: &Body, fields: &[String], request: Option<TypeId>) -> Added {
    let nothing = Added::Call(Tokens::new());
    let field = body.field.and_then(|index| fields.get(index));
    let is_optional = !body.required && field.is_some();
    let held = match field {
        Some(name) => {
            let name = Ident::new(name);
            if is_optional {
                quote!(request.#name.as_ref())
            } else {
                quote!(&request.#name)
            }
        }
        None if request.is_some() => quote!(request),
        None => return nothing,
    };
    match body.media.as_slice() {
        [] => nothing,
        [media] if is_optional => {
            let added = encoded(scope, media, &quote!(body));
            Added::Call(quote!(.optional(#held, |operation, body| operation #added)))
        }
        [media] => Added::Call(encoded(scope, media, &held)),
        media => {
            let Some(choice) = chosen(scope, body, request) else {
                return nothing;
            };
            let variants = scope.model.names.variants[choice.0].clone();
            let name = scope.ty(choice);
            let arms: Vec<Tokens> = media
                .iter()
                .zip(&variants)
                .map(|(media, variant)| {
                    let variant = Ident::new(variant);
                    let added = encoded(scope, media, &quote!(body));
                    quote!(#name::#variant(body) => operation #added,)
                })
                .collect();
            if is_optional {
                Added::Call(quote!(.optional(#held, |operation, body| match body { #(#arms)* })))
            } else {
                Added::Match(quote!(match #held { #(#arms)* }))
            }
        }
    }
}

/// The enum that a body is chosen from.
fn chosen(scope: &Scope<'_>, body: &Body, request: Option<TypeId>) -> Option<TypeId> {
    let Shape::Struct(fields) = &scope.model.api.def(request?).shape else {
        return None;
    };
    match fields.fields.get(body.field?)?.ty.non_null() {
        Type::Ref(id) => Some(*id),
        _ => None,
    }
}

/// The call that writes a body in one form. `value` is a reference.
fn encoded(scope: &mut Scope<'_>, media: &MediaBody, value: &Tokens) -> Tokens {
    let v1 = scope.door();
    let media_type = &media.media_type;
    match &media.encoding {
        BodyEncoding::Json => quote!(.json(#media_type, #value)),
        BodyEncoding::JsonLines => quote!(.json_lines(#media_type, #value)),
        BodyEncoding::Text => quote!(.text(#media_type, #value)),
        BodyEncoding::Bytes => quote!(.bytes(#media_type, #value)),
        BodyEncoding::Form(fields) => {
            let fields = fields.iter().map(|field| {
                let (name, form) = (&field.name, form(&v1, field.form));
                quote!((#name, #form))
            });
            quote!(.form(#media_type, #value, &[#(#fields),*]))
        }
        BodyEncoding::Multipart(_) => quote!(.multipart(#media_type, #v1::Parts::from(#value))),
    }
}

/// The type of a success and how it is read.
fn success(scope: &mut Scope<'_>, outcome: &Outcome) -> (Tokens, Tokens) {
    let v1 = scope.door();
    match (outcome.choice, outcome.cases.as_slice()) {
        (Some(choice), _) => by_choice(scope, choice),
        (None, [case, ..]) => single(scope, case),
        // Nothing is declared of it, so nothing is asked of it.
        (None, []) => (quote!(()), quote!(#v1::empty(&[]))),
    }
}

/// The type of an error and how it is read.
fn failure(scope: &mut Scope<'_>, outcome: &Outcome) -> (Tokens, Tokens) {
    let v1 = scope.door();
    match (outcome.choice, outcome.cases.as_slice()) {
        (Some(choice), _) => by_choice(scope, choice),
        (None, [case, ..]) => single(scope, case),
        (None, []) => (quote!(std::convert::Infallible), quote!(#v1::none())),
    }
}

fn by_choice(scope: &mut Scope<'_>, choice: TypeId) -> (Tokens, Tokens) {
    let name = scope.ty(choice);
    (quote!(#name), quote!(#name::answers()))
}

/// What reads a payload, by its name in the runtime.
pub(super) fn reader(content: &Content) -> &'static str {
    match content {
        Content::Empty => "empty",
        Content::Json(_) => "json",
        Content::Text => "text",
        Content::Bytes => "bytes",
        Content::Events(Some(_)) => "events",
        Content::Events(None) => "events_text",
        Content::JsonLines(_) => "json_lines",
    }
}

/// The one case that there is.
fn single(scope: &mut Scope<'_>, case: &Case) -> (Tokens, Tokens) {
    let v1 = scope.door();
    let ty = content_type(scope, &case.content);
    let statuses = statuses(&v1, &case.statuses);
    let reader = Ident::new(reader(&case.content));
    let media_types = media_types(case, &case.accepted);
    (ty, quote!(#v1::#reader(#statuses) #media_types))
}

/// The call that names the media types of a case; none where the runtime asks for the right one by itself.
pub(super) fn media_types(case: &Case, accepted: &[String]) -> Option<Tokens> {
    let usual = case.content.usual_media_type();
    match (&case.media_type, accepted) {
        (None, accepted) if accepted.iter().all(|name| name == usual) => None,
        (Some(media_type), []) => Some(quote!(.media_types(&[#media_type]))),
        (_, accepted) => Some(quote!(.media_types(&[#(#accepted),*]))),
    }
}

/// What a caller gets of an answer's content.
pub(super) fn content_type(scope: &mut Scope<'_>, content: &Content) -> Tokens {
    match content {
        Content::Empty => quote!(()),
        Content::Json(ty) => types::ty(scope, ty),
        Content::Text => quote!(String),
        Content::Bytes => {
            let stream = scope.runtime("ByteStream");
            quote!(#stream)
        }
        Content::Events(ty) => {
            let events = scope.runtime("Events");
            let ty = ty
                .as_ref()
                .map_or(quote!(String), |ty| types::ty(scope, ty));
            quote!(#events<#ty>)
        }
        Content::JsonLines(ty) => {
            let lines = scope.runtime("JsonLines");
            let ty = types::ty(scope, ty);
            quote!(#lines<#ty>)
        }
    }
}

/// A list of statuses, as the runtime takes it.
pub(super) fn statuses(v1: &Ident, statuses: &[StatusPattern]) -> Tokens {
    let statuses = statuses.iter().map(|status| match status {
        StatusPattern::Code(code) => {
            let code = u64::from(*code);
            quote!(#v1::Status::Code(#code))
        }
        StatusPattern::Range(hundred) => {
            let hundred = u64::from(*hundred);
            quote!(#v1::Status::Range(#hundred))
        }
        StatusPattern::Default => quote!(#v1::Status::Default),
    });
    quote!(&[#(#statuses),*])
}

/// A text that may be missing.
pub(super) fn option(text: Option<&str>) -> Tokens {
    text.map_or(quote!(None), |text| quote!(Some(#text)))
}

/// A status as the document writes it.
pub(super) fn status_name(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Range(hundred) => format!("{hundred}XX"),
        StatusPattern::Default => "default".to_owned(),
    }
}
