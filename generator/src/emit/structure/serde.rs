//! How a struct is read and written: what its members are, for the runtime's `object`.
//!
//! serde's derives would do, and do where the config adds derives of its own, which may look at serde's
//! attributes. But they cost the compiler three to four times what these impls do, which is most of the time
//! that a generated crate takes to check.

use super::{Part, Wrap, attribute, field_type, serde_codec};
use crate::emit::types::{self, Codec};
use crate::emit::{Model, Scope};
use crate::ir::{StructDef, StructRole, Type, TypeId};
use crate::tokens::{Ident, Kind, Tokens, quote, quote_into};

/// The most elements of a tuple that the standard library's traits reach.
const MOST: usize = 12;

/// Whether serde's derives are written instead.
pub(super) fn is_derived(model: Model<'_>, role: StructRole) -> bool {
    role.is_json() && !model.config.types.derives.is_empty()
}

/// The name and the type of the map of further properties.
type Further<'a> = (Ident<'a>, &'a Type);

/// Both directions.
#[allow(
    clippy::expect_used,
    reason = "the names of fields are made from the same struct"
)]
pub(super) fn impls(
    scope: &mut Scope<'_>,
    (id, body): (TypeId, &StructDef),
    parts: &[Part<'_>],
    into: &mut Tokens,
) {
    if !body.role.is_json() || is_derived(scope.model, body.role) {
        return;
    }
    let further: Option<Further<'_>> = body.extra.as_ref().map(|extra| {
        let names = &scope.model.names.fields[id.0];
        let name = names
            .last()
            .expect("a struct with free properties has a name for them");
        (Ident::new(name), extra)
    });
    scope.door();
    let allow = attribute::allow_deprecated(&body.fields);
    let read = object(scope, id, body.role, parts, further.as_ref());
    let written = written(scope, body.role, parts, further.as_ref());
    let name = scope.ty(id);
    let (ser, de) = (scope.serde("Serialize"), scope.serde("Deserialize"));
    let (serializer, deserializer) = (scope.serde("Serializer"), scope.serde("Deserializer"));
    quote_into! { into;
        #allow
        #read

        impl<'de> #de<'de> for #name {
            fn deserialize<D: #deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                v1::object(deserializer)
            }
        }

        #allow
        impl #ser for #name {
            fn serialize<S: #serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                v1::write(serializer)#written.end()
            }
        }
    }
}

/// What is read.
fn object(
    scope: &mut Scope<'_>,
    id: TypeId,
    role: StructRole,
    parts: &[Part<'_>],
    further: Option<&Further<'_>>,
) -> Tokens {
    let name = scope.ty(id);
    let text = name.as_str();
    let members = parts.iter().map(|part| &part.field.wire);
    let count = parts.len() + usize::from(further.is_some());
    let mut types: Vec<Tokens> = Vec::with_capacity(count);
    let (mut arms, mut values) = (Tokens::new(), Tokens::new());
    for (index, part) in parts.iter().enumerate() {
        let ty = field_type(scope, part);
        types.push(quote!(Option<#ty>));
        let slot = slot(index, count);
        let codec = serde_codec(scope.model, role, part).map(|codec| path(&codec));
        let how = codec.map_or_else(|| quote!(read), |codec| quote!(read_as::<#codec, _>));
        quote_into!(arms; #index => members.#how(&mut partial #slot),);
        let (ident, wire) = (&part.ident, &part.field.wire);
        match part.wrap {
            Wrap::Plain => {
                quote_into!(values; #ident: v1::required(partial #slot, #wire)?,);
            }
            Wrap::LeftOut | Wrap::Null | Wrap::Maybe => {
                quote_into!(values; #ident: partial #slot.unwrap_or_default(),);
            }
        }
    }
    let mut other = quote!(members.skip());
    if let Some((ident, extra)) = further {
        let slot = slot(parts.len(), count);
        types.push(types::ty(scope, &Type::Map(Box::new((*extra).clone()))));
        quote_into!(values; #ident: partial #slot,);
        let codec = types::codec(scope.model, extra).map(|codec| path(&codec));
        other = codec.map_or_else(
            || quote!(members.further(&mut partial #slot)),
            |codec| quote!(members.further_as::<#codec, _>(&mut partial #slot)),
        );
    }
    let keeps = further.map(|_| quote! { const FURTHER: bool = true; });
    let partial_type = nested(&types);
    let (partial, number) = match (count, parts.len()) {
        (0, _) => (quote!(_), quote!(_)),
        (_, 0) => (quote!(partial), quote!(_)),
        _ => (quote!(partial), quote!(number)),
    };
    let read = if parts.is_empty() {
        other
    } else {
        quote! { match number { #arms _ => #other, } }
    };
    quote! {
        impl<'de> v1::Object<'de> for #name {
            const NAME: &'static str = #text;
            const MEMBERS: &'static [&'static str] = &[#(#members),*];
            #keeps
            type Partial = #partial_type;

            fn read<A: v1::MapAccess<'de>>(
                #partial: &mut Self::Partial,
                #number: usize,
                members: &mut v1::Members<A>,
            ) -> Result<(), A::Error> {
                #read
            }

            fn finish<E: v1::Error>(#partial: Self::Partial) -> Result<Self, E> {
                Ok(Self { #values })
            }
        }
    }
}

/// The chain that writes the members.
fn written(
    scope: &Scope<'_>,
    role: StructRole,
    parts: &[Part<'_>],
    further: Option<&Further<'_>>,
) -> Tokens {
    let mut chain = Tokens::new();
    for part in parts {
        let (ident, wire) = (&part.ident, &part.field.wire);
        let codec = serde_codec(scope.model, role, part).filter(|codec| !codec.only_reads);
        let is_optional = matches!(part.wrap, Wrap::LeftOut | Wrap::Maybe);
        let how = match (codec.as_ref().map(path), is_optional) {
            (None, false) => quote!(member),
            (None, true) => quote!(optional),
            (Some(codec), false) => quote!(member_as::<#codec, _>),
            (Some(codec), true) => quote!(optional_as::<#codec, _>),
        };
        quote_into!(chain; .#how(#wire, &self.#ident));
    }
    if let Some((ident, extra)) = further {
        let codec = types::codec(scope.model, extra).filter(|codec| !codec.only_reads);
        let how = match codec.as_ref().map(path) {
            None => quote!(further),
            Some(codec) => quote!(further_as::<#codec, _>),
        };
        quote_into!(chain; .#how(&self.#ident));
    }
    chain
}

#[allow(
    clippy::expect_used,
    reason = "paths are put together in `types`, never from a document"
)]
fn path(codec: &Codec) -> Tokens {
    Tokens::parse(&codec.path).expect("what is put together here is Rust")
}

/// The place of an element in a tuple of `count`, or in a tuple of tuples. To the compiler `.0.1` is a point and
/// a number with a fraction.
fn slot(index: usize, count: usize) -> Tokens {
    let place = index % MOST;
    if count <= MOST {
        return quote!(.#place);
    }
    let mut places = vec![place];
    let (mut index, mut count) = (index, count);
    while count > MOST {
        index /= MOST;
        count = count.div_ceil(MOST);
        places.insert(0, index % MOST);
    }
    let mut slot = Tokens::new();
    for places in places.chunks(2) {
        let places: Vec<String> = places.iter().map(usize::to_string).collect();
        quote_into!(slot; .);
        slot.push(Kind::Literal, &places.join("."));
    }
    slot
}

/// The tuple, in which each holds as many as traits reach.
fn nested(types: &[Tokens]) -> Tokens {
    if types.is_empty() {
        return quote!(());
    }
    if types.len() <= MOST {
        return quote!((#(#types,)*));
    }
    let tuples = types.chunks(MOST).map(|types| quote!((#(#types,)*)));
    nested(&tuples.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::{nested, quote, slot};

    #[test]
    fn large_tuples_are_nested() {
        let text =
            |count: usize| nested(&(0..count).map(|_| quote!(T)).collect::<Vec<_>>()).to_string();
        assert_eq!(text(0), "( ) ");
        assert_eq!(text(1), "( T , ) ");
        assert_eq!(text(13).matches("T ,").count(), 13);
        assert_eq!(text(13).matches('(').count(), 3);
        assert_eq!(text(145).matches('(').count(), 1 + 2 + 13);
        let place = |index, count| slot(index, count).to_string().replace(' ', "");
        assert_eq!(place(11, 12), ".11");
        assert_eq!(place(12, 13), ".1.0");
        assert_eq!(place(11, 13), ".0.11");
        assert_eq!(place(144, 145), ".1.0.0");
        assert_eq!(place(143, 145), ".0.11.11");
    }
}
