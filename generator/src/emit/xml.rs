//! The elements and attributes of a type in XML.

use proc_macro2::TokenStream;
use quote::quote;

use super::{EmitContext, Scope};
use crate::ir::{
    Api, Field, MediaBody, Scalar, Shape, StructDef, StructRole, Type, TypeId, TypeOrigin,
    XmlObject,
};
use crate::pointer::Pointer;
use crate::rust::Items;

/// Adds which elements and attributes its fields are, for a struct that is read or written as XML.
pub(super) fn described(scope: &mut Scope<'_>, id: TypeId, body: &StructDef, into: &mut Items) {
    let model = scope.model;
    if body.role != StructRole::Plain || !model.facts.in_xml.contains(&id) {
        return;
    }
    let name = scope.ty(id);
    let members = body.fields.iter().map(|field| {
        let (wire, place) = (&field.wire, place(model.api, field));
        let kind = kind(scope, &field.ty, &mut Vec::new());
        quote!((#wire, #place, #kind))
    });
    let members = members.collect();
    into.table(quote!(v1::xml_object), quote!(#name), members);
}

/// Returns the place of a body, as the runtime takes it: its element, or for a list the element around it and that of
/// each item.
pub(super) fn root(model: EmitContext<'_>, body: &MediaBody) -> String {
    let (ty, at) = resolved(model.api, &body.ty, &body.schema);
    let xml = object(model.api, &body.ty, &body.schema);
    let own = || xml.name.clone().or_else(|| component(model, &body.ty));
    let Type::List(item) = ty else {
        return xml.qualified(&own().unwrap_or_else(|| "value".to_owned()));
    };
    let inner = object(model.api, item, &at.push("items"));
    let inner_name = inner.name.clone().or_else(|| component(model, item));
    let inner_name = inner_name.or_else(own).unwrap_or_else(|| "item".to_owned());
    let outer_name = own().unwrap_or_else(|| "items".to_owned());
    let (outer, inner) = (xml.qualified(&outer_name), inner.qualified(&inner_name));
    format!("{outer}>{inner}")
}

/// Returns the name of an element that is called like its type.
fn component(model: EmitContext<'_>, ty: &Type) -> Option<String> {
    let Type::Ref(id) = ty.non_null() else {
        return None;
    };
    let def = model.api.def(*id);
    let key = def.pointer.last();
    let key = key.filter(|_| matches!(def.origin, TypeOrigin::Component(_)));
    Some(key.map_or_else(|| model.names.ty(*id).to_owned(), |key| key.to_string()))
}

/// Returns the place of a property, as the runtime takes it.
fn place(api: &Api, field: &Field) -> String {
    let (ty, at) = resolved(api, &field.ty, &field.pointer);
    let xml = object(api, &field.ty, &field.pointer);
    let name = xml.name.as_deref().unwrap_or(&field.wire);
    match ty {
        _ if xml.is_text => "#".to_owned(),
        _ if xml.is_attribute => format!("@{}", xml.qualified(name)),
        Type::List(item) => {
            let item = object(api, item, &at.push("items"));
            let inner = item.qualified(item.name.as_deref().unwrap_or(name));
            if xml.is_wrapped {
                format!("{}>{inner}", xml.qualified(name))
            } else {
                inner
            }
        }
        _ => xml.qualified(name),
    }
}

/// Returns the type behind aliases, without null, and the location where it stands.
fn resolved<'a>(api: &'a Api, ty: &'a Type, at: &'a Pointer) -> (&'a Type, &'a Pointer) {
    match ty.non_null() {
        Type::Ref(id) => match &api.def(*id).shape {
            Shape::Alias(target) => resolved(api, target, &api.def(*id).pointer),
            _ => (ty.non_null(), at),
        },
        other => (other, at),
    }
}

/// Returns the `xml` object of a value: that of its own schema, else that of the schema it refers to.
fn object(api: &Api, ty: &Type, at: &Pointer) -> XmlObject {
    if let Some(own) = api.xml.get(at) {
        return own.clone();
    }
    match ty.non_null() {
        Type::Ref(id) => match &api.def(*id).shape {
            Shape::Alias(target) => object(api, target, &api.def(*id).pointer),
            _ => api
                .xml
                .get(&api.def(*id).pointer)
                .cloned()
                .unwrap_or_default(),
        },
        _ => XmlObject::default(),
    }
}

/// Returns how a value is read and written; newtypes that lead to it are open, and inside itself one is free.
fn kind(scope: &mut Scope<'_>, ty: &Type, open: &mut Vec<TypeId>) -> TokenStream {
    let api = scope.model.api;
    match api.resolve(ty) {
        Type::Nullable(inner) => kind(scope, inner, open),
        Type::Scalar(Scalar::Bool) => quote!(v1::XmlKind::Bool),
        Type::Scalar(Scalar::Integer(_) | Scalar::Float) => quote!(v1::XmlKind::Number),
        Type::Scalar(_) | Type::JsonText(_) => quote!(v1::XmlKind::Text),
        Type::List(item) => {
            let item = kind(scope, item, open);
            quote!(v1::XmlKind::List(&#item))
        }
        Type::Map(value) | Type::KeyedMap(_, value) => {
            let value = kind(scope, value, open);
            quote!(v1::XmlKind::Map(&#value))
        }
        Type::Ref(id) => match &api.def(*id).shape {
            Shape::Struct(body) if body.role == StructRole::Plain => {
                let name = scope.ty(*id);
                quote!(<#name as v1::Xml>::KIND)
            }
            Shape::Enum(body) if body.is_text() => quote!(v1::XmlKind::Text),
            Shape::Enum(body) if body.is_integer() => quote!(v1::XmlKind::Number),
            Shape::Newtype(inner) if !open.contains(id) => {
                open.push(*id);
                kind(scope, inner, open)
            }
            _ => quote!(v1::XmlKind::Any),
        },
        Type::Tuple(..) | Type::Any => quote!(v1::XmlKind::Any),
    }
}
