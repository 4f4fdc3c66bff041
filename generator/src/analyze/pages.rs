//! Operations that give their answer in pages, each of which names the next one by a token.
//!
//! By the names that Google's API rules (AIP-158) give the two sides, as Rill's admin API has them: a query parameter
//! `pageToken` or `page_token`, and in the answer a text `nextPageToken` or `next_page_token`.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{
    Api, Content, Field, Http, Location, OperationId, Outcome, ParameterForm, Scalar, Shape,
    StructRole, Style, Type, TypeId,
};

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// The parameter of each such operation.
    pub parameters: BTreeMap<OperationId, String>,
    /// The types of the pages.
    pub types: BTreeMap<TypeId, Page>,
}

/// The parts of a page, as indices of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The token of the next page.
    pub token: usize,
    /// The items, where the page holds one list.
    pub items: Option<usize>,
}

pub(super) fn pages(api: &Api, boxed: &BTreeSet<(TypeId, usize)>) -> Pages {
    let mut pages = Pages::default();
    for (index, operation) in api.operations.iter().enumerate() {
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

fn parameter(http: &Http) -> Option<String> {
    let usual = ParameterForm::Style {
        style: Style::Form,
        explode: true,
        allow_reserved: false,
    };
    let mut parameters = http.parameters.iter();
    let found = parameters.find(|parameter| {
        parameter.location == Location::Query
            && parameter.form == usual
            && matches!(parameter.name.as_str(), "pageToken" | "page_token")
    });
    found.map(|parameter| parameter.name.clone())
}

fn page(api: &Api, success: &Outcome, boxed: &BTreeSet<(TypeId, usize)>) -> Option<(TypeId, Page)> {
    let (None, [case]) = (success.choice, success.cases.as_slice()) else {
        return None;
    };
    let Content::Json(ty) = &case.content else {
        return None;
    };
    let Type::Ref(id) = api.resolve(ty) else {
        return None;
    };
    let Shape::Struct(body) = &api.def(*id).shape else {
        return None;
    };
    let held = |field: &Field| api.resolve(api.resolve(&field.ty).non_null()).clone();
    let is_token = |field: &Field| {
        matches!(field.wire.as_str(), "nextPageToken" | "next_page_token")
            && held(field) == Type::Scalar(Scalar::Text)
    };
    let find = |wanted: &dyn Fn(&Field) -> bool| {
        let fields = body.fields.iter().enumerate();
        // To read a deprecated field is a warning.
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
