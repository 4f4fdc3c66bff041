//! The elements and attributes of a type in XML.

use proc_macro2::TokenStream;
use quote::quote;

use super::Scope;
use crate::ir::{
    Api, Field, Scalar, Shape, StructDef, StructRole, Type, TypeId, TypeOrigin, XmlObject,
};
use crate::pointer::Pointer;

/// Returns the implementation of the runtime's `Xml`, for a struct that is read or written as XML.
pub(super) fn described(
    scope: &mut Scope<'_>,
    id: TypeId,
    body: &StructDef,
) -> Option<TokenStream> {
    let model = scope.model;
    if body.role != StructRole::Plain || !model.facts.in_xml.contains(&id) {
        return None;
    }
    let name = scope.ty(id);
    let def = model.api.def(id);
    let xml = model.api.xml.get(&def.pointer).cloned().unwrap_or_default();
    let key = def
        .pointer
        .last()
        .filter(|_| matches!(def.origin, TypeOrigin::Component(_)));
    let key = key.as_deref().unwrap_or_else(|| model.names.ty(id));
    let root = xml.qualified(xml.name.as_deref().unwrap_or(key));
    let members = body.fields.iter().map(|field| {
        let (wire, place) = (&field.wire, place(model.api, field));
        let kind = kind(scope, &field.ty, &mut Vec::new());
        quote!((#wire, #place, #kind))
    });
    let members: Vec<TokenStream> = members.collect();
    Some(quote! {
        impl v1::Xml for #name {
            const ROOT: &'static str = #root;

            fn members() -> &'static [v1::XmlMember] {
                const MEMBERS: &[v1::XmlMember] = &[#(#members),*];
                MEMBERS
            }
        }
    })
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
                quote!(v1::XmlKind::Object(<#name as v1::Xml>::members))
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
