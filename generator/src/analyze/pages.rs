//! Operations whose response is a page: by a token for the next page, or by `limit` and `offset`.
//!
//! Tokens are recognized by the names of Google's API rules (AIP-158), which Rill's admin API
//! follows: a query parameter `pageToken` or `page_token`, and in the response a string
//! `nextPageToken` or `next_page_token`.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{
    Api, Content, Field, HttpCall, Operation, OperationId, ParameterForm, ParameterLocation,
    ParameterStyle, ResponseSet, Scalar, Shape, StructRole, Type, TypeId,
};

/// The paginated operations, and their pages.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// The parameter for the token, of each operation that takes one.
    pub parameters: BTreeMap<OperationId, String>,
    /// Operations that return a list and take `limit` and `offset`.
    pub by_offset: BTreeSet<OperationId>,
    /// The types of pages.
    pub types: BTreeMap<TypeId, Page>,
}

/// The parts of a page, as indices of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The token of the next page.
    pub token: usize,
    /// The items, if the page holds one list.
    pub items: Option<usize>,
}

pub(super) fn pages(api: &Api, boxed: &BTreeSet<(TypeId, usize)>) -> Pages {
    let mut pages = Pages::default();
    for (index, operation) in api.operations.iter().enumerate() {
        if is_by_offset(api, operation) {
            pages.by_offset.insert(OperationId(index));
        }
        let Some(http) = operation.http() else {
            continue;
        };
        let Some((parameter, (id, page))) = parameter(http).zip(page(api, &http.success, boxed))
        else {
            continue;
        };
        pages.parameters.insert(OperationId(index), parameter);
        pages.types.insert(id, page);
    }
    pages
}

/// The usual form of a query parameter.
const USUAL: ParameterForm = ParameterForm::Style {
    style: ParameterStyle::Form,
    explode: true,
    allow_reserved: false,
};

fn is_by_offset(api: &Api, operation: &Operation) -> bool {
    const NAMES: [&str; 2] = ["limit", "offset"];
    let is_integer = |ty: &Type| {
        let ty = api.resolve(api.resolve(ty).non_null());
        matches!(ty, Type::Scalar(Scalar::Integer(_)))
    };
    let Some(Shape::Struct(request)) = operation.request.map(|id| &api.def(id).shape) else {
        return false;
    };
    let fields = &request.fields;
    let Some(http) = operation.http() else {
        let has = |name| {
            let mut fields = fields.iter();
            fields.any(|field| field.wire == name && is_integer(&field.ty))
        };
        return NAMES.into_iter().all(has);
    };
    let gives_list = match (http.success.content_enum, http.success.cases.as_slice()) {
        (None, [case]) => match &case.content {
            Content::Json(ty) => matches!(api.resolve(ty), Type::List(_)),
            _ => false,
        },
        _ => false,
    };
    let has = |name| {
        http.parameters.iter().any(|parameter| {
            parameter.name == name
                && parameter.location == ParameterLocation::Query
                && parameter.form == USUAL
                && is_integer(&fields[parameter.field].ty)
        })
    };
    gives_list && NAMES.into_iter().all(has)
}

fn parameter(http: &HttpCall) -> Option<String> {
    let mut parameters = http.parameters.iter();
    let found = parameters.find(|parameter| {
        parameter.location == ParameterLocation::Query
            && parameter.form == USUAL
            && matches!(parameter.name.as_str(), "pageToken" | "page_token")
    });
    found.map(|parameter| parameter.name.clone())
}

fn page(
    api: &Api,
    success: &ResponseSet,
    boxed: &BTreeSet<(TypeId, usize)>,
) -> Option<(TypeId, Page)> {
    let (None, [case]) = (success.content_enum, success.cases.as_slice()) else {
        return None;
    };
    let Content::Json(ty) = &case.content else {
        return None;
    };
    let Type::Ref(id) = api.resolve(ty) else {
        return None;
    };
    let body = api.def(*id).shape.as_struct()?;
    let held = |field: &Field| api.resolve(api.resolve(&field.ty).non_null()).clone();
    let is_token = |field: &Field| {
        matches!(field.wire.as_str(), "nextPageToken" | "next_page_token")
            && held(field) == Type::Scalar(Scalar::Text)
    };
    let find = |wanted: &dyn Fn(&Field) -> bool| {
        let fields = body.fields.iter().enumerate();
        // Reading a deprecated field is a warning.
        let mut found = fields.filter(|(index, field)| {
            wanted(field) && !field.docs.deprecated && !boxed.contains(&(*id, *index))
        });
        let (index, _) = found.next()?;
        found.next().is_none().then_some(index)
    };
    (body.role == StructRole::Plain).then_some(())?;
    let page = Page {
        token: find(&is_token)?,
        items: find(&|field| matches!(held(field), Type::List(_))),
    };
    Some((*id, page))
}
