//! The macros that say how a struct is read, written and made.

/// Says how a struct is read from an object, written as one, and made.
///
/// The fields stand in the order in which they are written:
///
/// ```text
/// v1::object!(Pet {
///     required id: i64 as IntegerText = "id",     always there; with a codec
///     required name(String) = "name",             taken as `impl Into<String>`
///     optional born: Date = "born",               `Option`, left out where there is none
///     nullable chip(String) = "chip",             `Option`, null where there is none
///     maybe owner: Owner = "owner",               `Maybe`: absent, null or a value
///     optional tags[](String) = "tags",           a list, taken as an iterator
///     optional size: i64 = "size" default(3),          `new` sets it to 3
///     preset kind: Kind = "kind" default(Kind::Pet),   always there; `new` sets it
///     ..extra: JsonObject,                        all other properties
/// });
/// ```
///
/// The required fields are the arguments of `new`; each other one has a setter with the field's name. Where that name
/// means something else, the line says `field / setter` and the setter is written out.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($name:ident { $($fields:tt)* }) => {
        $crate::__setters!($name { $($fields)* });
        $crate::__fields!($name { $($fields)* });
    };
}

/// Says how a struct is read from an object and written as one, for [`__object!`](crate::__object).
#[doc(hidden)]
#[macro_export]
macro_rules! __fields {
    ($name:ident {}) => { $crate::__fields!($name { , }); };
    ($name:ident { $(
        $(required $r:ident $(($r1:ty))? $([]($r2:ty))? $([]: $r3:ty)? $(: $r4:ty)? $(as $rc:ty)? = $rw:literal)?
        $(preset $(#[$pa:meta])? $p:ident $(/ $ps:ident)? $(($p1:ty))? $([]($p2:ty))? $([]: $p3:ty)? $(: $p4:ty)? $(as $pc:ty)? = $pw:literal)?
        $(optional $(#[$oa:meta])? $o:ident $(/ $os:ident)? $(($o1:ty))? $([]($o2:ty))? $([]: $o3:ty)? $(: $o4:ty)? $(as $oc:ty)? = $ow:literal)?
        $(nullable $(#[$na:meta])? $n:ident $(/ $ns:ident)? $(($n1:ty))? $([]($n2:ty))? $([]: $n3:ty)? $(: $n4:ty)? $(as $nc:ty)? = $nw:literal)?
        $(maybe $(#[$ma:meta])? $m:ident $(/ $ms:ident)? $(($m1:ty))? $([]($m2:ty))? $([]: $m3:ty)? $(: $m4:ty)? $(as $mc:ty)? = $mw:literal)?
        $(default($initial:expr))?
        $(.. $e:ident : $e1:ty $(as $ec:ty)?)?
    ),* }) => {
        #[doc(hidden)]
        #[allow(deprecated, clippy::disallowed_names, reason = "a deprecated field is read and written like any other")]
        impl $crate::codegen::v1::Object for $name {
            const FIELDS: $crate::codegen::v1::Fields = $crate::codegen::v1::Fields {
                name: stringify!($name),
                names: &[$($($rw,)? $($pw,)? $($ow,)? $($nw,)? $($mw,)?)*],
                required: &[$($($rw,)? $($pw,)? $($nw,)?)*],
                additional: &[$($(stringify!($e),)?)*],
            };

            fn read<'de, __A: $crate::codegen::v1::MapAccess<'de>>(access: __A) -> Result<Self, __A::Error> {
                #[allow(unused_imports, reason = "a struct may have no fields")]
                use $crate::codegen::v1::Slot;
                $(
                    $(let mut $r: Slot<true, _ $(, $rc)?> = Slot(None, std::marker::PhantomData);)?
                    $(let mut $p: Slot<true, _ $(, $pc)?> = Slot(None, std::marker::PhantomData);)?
                    $(let mut $o: Slot<false, _ $(, $oc)?> = Slot(None, std::marker::PhantomData);)?
                    $(let mut $n: Slot<false, _ $(, $nc)?> = Slot(None, std::marker::PhantomData);)?
                    $(let mut $m: Slot<false, _ $(, $mc)?> = Slot(None, std::marker::PhantomData);)?
                    $(let mut $e: Slot<false, _ $(, $ec)?> = Slot(None, std::marker::PhantomData);)?
                )*
                $crate::codegen::v1::read_fields(
                    access,
                    Self::FIELDS.names,
                    &mut [$($(&mut $r,)? $(&mut $p,)? $(&mut $o,)? $(&mut $n,)? $(&mut $m,)?)*],
                    &mut [$($(&mut $e,)?)*],
                )?;
                let ($($(Slot(Some($r), _),)? $(Slot(Some($p), _),)?)*) = ($($($r,)? $($p,)?)*) else {
                    return Err($crate::codegen::v1::incomplete());
                };
                Ok(Self { $($($r,)? $($p,)? $($o: $o.0.unwrap_or_default(),)? $($n: $n.0.unwrap_or_default(),)? $($m: $m.0.unwrap_or_default(),)? $($e: $e.0.unwrap_or_default(),)?)* })
            }
        }

        #[doc(hidden)]
        impl<'de> $crate::codegen::v1::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::codegen::v1::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                $crate::codegen::v1::read_object(deserializer)
            }
        }

        #[doc(hidden)]
        #[allow(deprecated, clippy::disallowed_names, reason = "a deprecated field is read and written like any other")]
        impl $crate::codegen::v1::Serialize for $name {
            fn serialize<__S: $crate::codegen::v1::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                #[allow(unused_imports, reason = "not every struct needs all of them")]
                use $crate::codegen::v1::{Object, Skipped, out};
                $crate::codegen::v1::write_object(
                    serializer,
                    Self::FIELDS,
                    &[$(
                        $(($rw, $(&out::<$rc, _>)? (&self.$r)),)?
                        $(($pw, $(&out::<$pc, _>)? (&self.$p)),)?
                        $(($ow, &Skipped($(&out::<$oc, _>)? (&self.$o))),)?
                        $(($nw, $(&out::<$nc, _>)? (&self.$n)),)?
                        $(($mw, &Skipped($(&out::<$mc, _>)? (&self.$m))),)?
                    )*],
                    &[$($($(&out::<$ec, _>)? (&self.$e),)?)*],
                )
            }
        }
    };
}
