//! The macro that says how a struct is made.

/// Collects the items that a setter was given.
pub fn list<T, I: IntoIterator<Item = T>>(items: I) -> Vec<T> {
    items.into_iter().collect()
}

/// Collects what the items that a setter was given turn into.
pub fn list_into<T, I: IntoIterator<Item: Into<T>>>(items: I) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}

/// Says how a struct is made: `new` takes the required fields, and each other one has a setter. For the lines see
/// [`__object!`](crate::__object).
#[doc(hidden)]
#[macro_export]
macro_rules! __setters {
    ($name:ident {}) => { $crate::__setters!($name { , }); };
    ($name:ident { $(
        $(required $r:ident $(($r1:ty))? $([]($r2:ty))? $([]: $r3:ty)? $(: $r4:ty)? $(as $rc:ty)? = $rw:literal)?
        $(preset $(#[$pa:meta])? $p:ident $(/ $ps:ident)? $(($p1:ty))? $([]($p2:ty))? $([]: $p3:ty)? $(: $p4:ty)? $(as $pc:ty)? = $pw:literal default($pi:expr))?
        $(optional $(#[$oa:meta])? $o:ident $(/ $os:ident)? $(($o1:ty))? $([]($o2:ty))? $([]: $o3:ty)? $(: $o4:ty)? $(as $oc:ty)? = $ow:literal $(default($oi:expr))?)?
        $(nullable $(#[$na:meta])? $n:ident $(/ $ns:ident)? $(($n1:ty))? $([]($n2:ty))? $([]: $n3:ty)? $(: $n4:ty)? $(as $nc:ty)? = $nw:literal $(default($ni:expr))?)?
        $(maybe $(#[$ma:meta])? $m:ident $(/ $ms:ident)? $(($m1:ty))? $([]($m2:ty))? $([]: $m3:ty)? $(: $m4:ty)? $(as $mc:ty)? = $mw:literal $(default($mi:expr))?)?
        $(.. $e:ident : $e1:ty $(as $ec:ty)?)?
    ),* }) => {
        #[allow(deprecated, unexpected_cfgs, unused_mut, clippy::too_many_arguments, clippy::disallowed_names, clippy::approx_constant, reason = "it depends on the fields")]
        impl $name {
            #[doc = "Takes what is required; setters add the rest."]
            $($(#[doc = "`"] #[doc = $rw] #[doc = "`"])?)*
            pub fn new($($(
                $r: $(impl Into<$r1>)? $(impl IntoIterator<Item = impl Into<$r2>>)? $(impl IntoIterator<Item = $r3>)? $($r4)?,
            )?)*) -> Self {
                let mut new = Self { $(
                    $($r: $(Into::<$r1>::into)? $($crate::codegen::v1::list_into::<$r2, _>)? $($crate::codegen::v1::list::<$r3, _>)? ($r),)?
                    $($p: $pi,)?
                    $($o: None,)?
                    $($n: None,)?
                    $($m: $crate::Maybe::Absent,)?
                    $($e: Default::default(),)?
                )* };
                $(
                    $($(new.$o = Some($oi);)?)?
                    $($(new.$n = Some($ni);)?)?
                    $($(new.$m = $crate::Maybe::Value($mi);)?)?
                )*
                new
            }
            $(
                $(
                    #[doc = "Sets `"] #[doc = $pw] #[doc = "`."]
                    $(#[$pa])? $(#[cfg(all(any(), $ps))])?
                    #[must_use]
                    pub fn $p(mut self, $p: $(impl Into<$p1>)? $(impl IntoIterator<Item = impl Into<$p2>>)? $(impl IntoIterator<Item = $p3>)? $($p4)?) -> Self {
                        self.$p = $(Into::<$p1>::into)? $($crate::codegen::v1::list_into::<$p2, _>)? $($crate::codegen::v1::list::<$p3, _>)? ($p);
                        self
                    }
                )?
                $(
                    #[doc = "Sets `"] #[doc = $ow] #[doc = "`."]
                    $(#[$oa])? $(#[cfg(all(any(), $os))])?
                    #[must_use]
                    pub fn $o(mut self, $o: $(impl Into<$o1>)? $(impl IntoIterator<Item = impl Into<$o2>>)? $(impl IntoIterator<Item = $o3>)? $($o4)?) -> Self {
                        self.$o = Some($(Into::<$o1>::into)? $($crate::codegen::v1::list_into::<$o2, _>)? $($crate::codegen::v1::list::<$o3, _>)? ($o));
                        self
                    }
                )?
                $(
                    #[doc = "Sets `"] #[doc = $nw] #[doc = "`."]
                    $(#[$na])? $(#[cfg(all(any(), $ns))])?
                    #[must_use]
                    pub fn $n(mut self, $n: $(impl Into<$n1>)? $(impl IntoIterator<Item = impl Into<$n2>>)? $(impl IntoIterator<Item = $n3>)? $($n4)?) -> Self {
                        self.$n = Some($(Into::<$n1>::into)? $($crate::codegen::v1::list_into::<$n2, _>)? $($crate::codegen::v1::list::<$n3, _>)? ($n));
                        self
                    }
                )?
                $(
                    #[doc = "Sets `"] #[doc = $mw] #[doc = "`."]
                    $(#[$ma])? $(#[cfg(all(any(), $ms))])?
                    #[must_use]
                    pub fn $m(mut self, $m: $(impl Into<$m1>)? $(impl IntoIterator<Item = impl Into<$m2>>)? $(impl IntoIterator<Item = $m3>)? $($m4)?) -> Self {
                        self.$m = $crate::Maybe::Value($(Into::<$m1>::into)? $($crate::codegen::v1::list_into::<$m2, _>)? $($crate::codegen::v1::list::<$m3, _>)? ($m));
                        self
                    }
                )?
                $(
                    #[doc = "Sets the properties that have no field."]
                    #[must_use]
                    pub fn $e(mut self, $e: $e1) -> Self {
                        self.$e = $e;
                        self
                    }
                )?
            )*
        }
    };
}

/// Makes what `new` gives the default, where that is not what `derive` would take.
#[doc(hidden)]
#[macro_export]
macro_rules! __default {
    ($name:ident) => {
        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
}
