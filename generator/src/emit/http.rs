//! Bodies of the methods of an ordinary document: each only fills in a builder of the runtime.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{Scope, credentials, types, xml};
use crate::ir::{
    Body, BodyEncoding, Content, EventData, HttpCall, MediaBody, Operation, OperationId, OwnServer,
    Parameter, ParameterForm, ParameterLocation, ParameterStyle, ResponseCase, ResponseSet,
    StatusPattern, Type, TypeId,
};
use crate::rust;

/// Returns the return type of a method, and its body.
pub(super) fn call(
    scope: &mut Scope<'_>,
    (id, operation): (OperationId, &Operation),
    http: &HttpCall,
) -> (TokenStream, TokenStream) {
    // Nothing is declared of it, so nothing is asked of it.
    let success = outcome(scope, &http.success);
    let (value, success) = success.unwrap_or_else(|| (quote!(()), quote!(v1::empty(&[]))));
    let (error, failure) = outcome(scope, &http.failure).unzip();
    let error = error.map(|error| quote!(, #error));
    let failure = failure.unwrap_or_else(|| quote!(v1::none()));
    let start = start(operation);
    let fields = operation
        .request
        .map(|id| scope.model.names.fields[id.0].as_slice())
        .unwrap_or_default();
    let parameters: Vec<TokenStream> = http
        .parameters
        .iter()
        .filter_map(|one| Some(parameter(one, fields.get(one.field)?)))
        .collect();
    let security = credentials::applied(scope, &http.security);
    let token = scope.model.facts.pages.parameters.get(&id);
    let page_token = token.map(|parameter| quote!(.page_token(#parameter)));
    let is_paged = token.is_some() || scope.model.facts.pages.by_offset.contains(&id);
    let paged = is_paged.then(|| quote!(.paged()));
    let server = http.server.as_ref().map(|server| {
        let OwnServer { url, is_trusted } = server;
        quote!(.server(v1::OwnServer { url: #url, is_trusted: #is_trusted }))
    });
    let start = quote! {
        self.core #start #server #(#parameters)* #security #page_token
    };
    let added = http
        .body
        .as_ref()
        .map(|one| body(scope, one, fields, operation.request));
    let body = match added {
        None => quote!(#start .call(#success, #failure) #paged),
        Some(Added::Call(added)) => quote!(#start #added .call(#success, #failure) #paged),
        Some(Added::Match(added)) => quote! {
            let operation = #start;
            let operation = #added;
            operation.call(#success, #failure) #paged
        },
    };
    let call = if is_paged {
        quote!(v1::PagedCall)
    } else {
        let call = scope.runtime("Call");
        quote!(#call)
    };
    (quote!(#call<#value #error>), body)
}

/// The call that begins an operation.
fn start(operation: &Operation) -> TokenStream {
    let template = &operation.path;
    let short = match &*operation.method {
        "GET" => "get",
        "POST" => "post",
        "PUT" => "put",
        "PATCH" => "patch",
        "DELETE" => "delete",
        method if !matches!(method, "OPTIONS" | "HEAD" | "TRACE") => {
            return quote!(.custom(#method, #template));
        }
        method => {
            let method = rust::ident(method);
            return quote!(.operation(v1::Method::#method, #template));
        }
    };
    let short = rust::ident(short);
    quote!(.#short(#template))
}

/// The code that adds a body to an operation.
enum Added {
    /// By a call on it.
    Call(TokenStream),
    /// By an expression over `operation`.
    Match(TokenStream),
}

fn parameter(parameter: &Parameter, field: &str) -> TokenStream {
    let field = rust::ident(field);
    let name = &parameter.name;
    let usual = match (parameter.location, parameter.form) {
        (ParameterLocation::Path, form) if is_style(form, ParameterStyle::Simple, false) => "path",
        (ParameterLocation::Query, form) if is_style(form, ParameterStyle::Form, true) => "query",
        (ParameterLocation::Header, form) if is_style(form, ParameterStyle::Simple, false) => {
            "header"
        }
        (ParameterLocation::Cookie, form) if is_style(form, ParameterStyle::Form, true) => "cookie",
        (location, form) => {
            let place = rust::ident(match location {
                ParameterLocation::Path => "Path",
                ParameterLocation::Query => "Query",
                ParameterLocation::Header => "Header",
                ParameterLocation::Cookie => "Cookie",
            });
            let form = self::form(form);
            return quote!(.parameter(v1::Place::#place, #name, #form, &request.#field));
        }
    };
    let usual = rust::ident(usual);
    quote!(.#usual(#name, &request.#field))
}

fn is_style(form: ParameterForm, wanted: ParameterStyle, exploded: bool) -> bool {
    form == ParameterForm::Style {
        style: wanted,
        explode: exploded,
        allow_reserved: false,
    }
}

fn form(form: ParameterForm) -> TokenStream {
    let ParameterForm::Style {
        style,
        explode,
        allow_reserved,
    } = form
    else {
        return quote!(v1::Form::JSON);
    };
    let (name, may_explode) = match style {
        ParameterStyle::Matrix => ("MATRIX", true),
        ParameterStyle::Label => ("LABEL", true),
        ParameterStyle::Simple => ("SIMPLE", true),
        ParameterStyle::Form => ("FORM", true),
        ParameterStyle::SpaceDelimited => ("SPACE", true),
        ParameterStyle::PipeDelimited => ("PIPE", true),
        ParameterStyle::TabDelimited => ("TAB", false),
        ParameterStyle::DeepObject => ("DEEP_OBJECT", false),
        ParameterStyle::Cookie => ("COOKIE", true),
        ParameterStyle::WholeQuery => ("WHOLE_QUERY", false),
    };
    let exploded = if explode && may_explode {
        "_EXPLODED"
    } else {
        ""
    };
    let name = rust::ident(&format!("{name}{exploded}"));
    let reserved = allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(v1::Form::#name #reserved)
}

/// The call that adds the body, in one form or in the one that the caller chose.
fn body(scope: &mut Scope<'_>, body: &Body, fields: &[String], request: Option<TypeId>) -> Added {
    let nothing = Added::Call(TokenStream::new());
    let field = body.field.and_then(|index| fields.get(index));
    let is_optional = !body.required;
    let held = match field {
        Some(name) => {
            let name = rust::ident(name);
            if is_optional {
                quote!(request.#name.as_ref())
            } else {
                quote!(&request.#name)
            }
        }
        None => match request {
            Some(_) if is_optional => quote!(request.as_deref()),
            Some(id) if scope.model.facts.single_inputs.contains_key(&id) => quote!(&*request),
            Some(_) => quote!(request),
            None => return nothing,
        },
    };
    match body.media.as_slice() {
        [] => nothing,
        [media] if is_optional => {
            let added = encoded(scope, media, &quote!(body));
            Added::Call(quote!(.optional(#held, |operation, body| operation #added)))
        }
        [media] => Added::Call(encoded(scope, media, &held)),
        media => {
            let Some(body_enum) = body_enum(scope, body, request) else {
                return nothing;
            };
            let variants = scope.model.names.variants[body_enum.0].clone();
            let name = scope.ty(body_enum);
            let arms: Vec<TokenStream> = media
                .iter()
                .zip(&variants)
                .map(|(media, variant)| {
                    let variant = rust::ident(variant);
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

/// Returns the enum of a body in several media types.
fn body_enum(scope: &Scope<'_>, body: &Body, request: Option<TypeId>) -> Option<TypeId> {
    let fields = scope.model.api.def(request?).shape.as_struct()?;
    match fields.fields.get(body.field?)?.ty.non_null() {
        Type::Ref(id) => Some(*id),
        _ => None,
    }
}

/// The call that writes a body in one form. `value` is a reference.
fn encoded(scope: &Scope<'_>, media: &MediaBody, value: &TokenStream) -> TokenStream {
    let media_type = &media.media_type;
    match &media.encoding {
        BodyEncoding::Json => quote!(.json(#media_type, #value)),
        BodyEncoding::JsonLines => quote!(.json_lines(#media_type, #value)),
        BodyEncoding::Text => quote!(.text(#media_type, #value)),
        BodyEncoding::Plain => quote!(.plain(#media_type, #value)),
        BodyEncoding::Xml => {
            let place = xml::root(scope.model, media);
            quote!(.xml(#media_type, #place, #value))
        }
        BodyEncoding::Parts => quote!(.parts(#media_type, #value)),
        BodyEncoding::Bytes => quote!(.bytes(#media_type, #value)),
        BodyEncoding::Form(fields) => {
            let forms = fields.iter().map(|field| {
                let (name, form) = (&field.name, form(field.form));
                quote!((#name, #form))
            });
            quote!(.form(#media_type, #value, &[#(#forms),*]))
        }
        BodyEncoding::Multipart(_) => quote!(.multipart(#media_type, v1::Parts::from(#value))),
    }
}

/// The type of a success or an error and how it is read, if any is declared.
fn outcome(scope: &mut Scope<'_>, outcome: &ResponseSet) -> Option<(TokenStream, TokenStream)> {
    match (outcome.content_enum, outcome.cases.as_slice()) {
        (Some(response_enum), _) => {
            let name = scope.ty(response_enum);
            Some((quote!(#name), quote!(#name::responses())))
        }
        (None, [case, ..]) => Some(single(scope, case)),
        (None, []) => None,
    }
}

/// Returns the name of the runtime function that reads a body.
pub(super) fn reader(content: &Content) -> &'static str {
    match content {
        Content::Empty => "empty",
        Content::Json(_) => "json",
        Content::Text => "text",
        Content::Plain(_) => "plain",
        Content::Xml(_) => "xml",
        Content::Bytes => "bytes",
        Content::Events(EventData::Text) => "events_text",
        Content::Events(EventData::Json(_)) => "events",
        Content::Events(EventData::Event(_)) => "whole_events",
        Content::JsonLines(_) => "json_lines",
        Content::JsonResults(_) => "json_results",
    }
}

/// The one case that there is.
fn single(scope: &mut Scope<'_>, case: &ResponseCase) -> (TokenStream, TokenStream) {
    let ty = content_type(scope, &case.content);
    let named = |one: &StatusPattern| {
        let path = (!matches!(one, StatusPattern::Code(_))).then(|| quote!(v1::));
        let status = status(*one);
        quote!(#path #status)
    };
    let statuses: Vec<_> = case.statuses.iter().map(named).collect();
    let statuses = match statuses.as_slice() {
        [one] => one.clone(),
        several => quote!(&[#(#several),*]),
    };
    let reader = rust::ident(reader(&case.content));
    let media_types = media_types(case, &case.accepted);
    let media_types = media_types.map(|names| quote!(.media_types(&[#(#names),*])));
    (ty, quote!(v1::#reader(#statuses) #media_types))
}

/// Returns the media types of a case; none where the runtime asks for the right one by itself.
pub(super) fn media_types(case: &ResponseCase, accepted: &[String]) -> Option<Vec<String>> {
    let usual = case.content.usual_media_type();
    match (&case.media_type, accepted) {
        (None, accepted) if accepted.iter().all(|name| name == usual) => None,
        (Some(media_type), []) => Some(vec![media_type.clone()]),
        (_, accepted) => Some(accepted.to_vec()),
    }
}

/// Returns the type in which a caller gets the content of a response.
pub(super) fn content_type(scope: &mut Scope<'_>, content: &Content) -> TokenStream {
    match content {
        Content::Empty => quote!(()),
        Content::Json(ty) | Content::Plain(ty) | Content::Xml(ty) => types::ty(scope, ty),
        Content::Text => quote!(String),
        Content::Bytes => {
            let stream = scope.runtime("ByteStream");
            quote!(#stream)
        }
        Content::Events(ty) => {
            let events = scope.runtime("Events");
            let ty = ty.ty().map_or(quote!(String), |ty| types::ty(scope, ty));
            quote!(#events<#ty>)
        }
        Content::JsonLines(ty) | Content::JsonResults(ty) => {
            let lines = scope.runtime("JsonLines");
            let ty = types::ty(scope, ty);
            quote!(#lines<#ty>)
        }
    }
}

/// Returns a status as the runtime takes it: a number, or a constant of its door.
pub(super) fn status(status: StatusPattern) -> TokenStream {
    let name = match status {
        StatusPattern::Code(code) => return rust::number(code.into()).into_token_stream(),
        StatusPattern::Default => "DEFAULT",
        StatusPattern::Range(1) => "INFORMATIONAL",
        StatusPattern::Range(2) => "SUCCESSES",
        StatusPattern::Range(3) => "REDIRECTS",
        StatusPattern::Range(4) => "CLIENT_ERRORS",
        StatusPattern::Range(5) => "SERVER_ERRORS",
        StatusPattern::Range(class) => return rust::number(class.into()).into_token_stream(),
    };
    rust::ident(name).into_token_stream()
}

/// A status as the document writes it.
pub(crate) fn status_name(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Range(hundred) => format!("{hundred}XX"),
        StatusPattern::Default => "default".to_owned(),
    }
}
