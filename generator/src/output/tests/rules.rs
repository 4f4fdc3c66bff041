//! Each rule of the formatter, by what it makes of a few tokens.

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;

use super::{format, prettyplease, same};
use crate::tokens::Tokens;

/// What the formatter is given.
fn row(code: &str) -> Tokens {
    Tokens::parse(code).expect("tokens")
}

/// What its text is compared with.
fn tokens(code: &str) -> TokenStream {
    code.parse().expect("tokens")
}

/// Items, which have to be those of prettyplease as well.
fn items(code: &str, expect: &Expect) {
    let (text, _) = format::items(row(code));
    same::assert_same(&tokens(code), &text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.join("\n"), prettyplease(tokens(code)).trim_end());
    expect.assert_eq(&text);
}

/// Items in a style of our own.
fn own(code: &str, expect: &Expect) {
    let (text, _) = format::items(row(code));
    same::assert_same(&tokens(code), &text);
    expect.assert_eq(&text);
}

/// Statements, which have to be those of prettyplease as well.
fn statements(code: &str, expect: &Expect) {
    let text = format::statements(row(code));
    same::assert_same(
        &tokens(&format!("fn f() {{ {code} }}")),
        &format!("fn f() {{ {} }}", text.join("\n")),
    );
    let whole = prettyplease(tokens(&format!("fn f() {{ {code} }}")));
    let lines: Vec<&str> = whole.lines().collect();
    let inside: Vec<&str> = lines[1..lines.len() - 1]
        .iter()
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    assert_eq!(text.join("\n"), inside.join("\n"));
    expect.assert_eq(&(text.join("\n") + "\n"));
}

#[test]
fn documentation_is_a_comment() {
    items(
        r####"#![doc = " File."] #![forbid(unsafe_code)] #[doc = " A \"b\" \\ c."] #[doc = ""] #[doc = r" Raw \."] #[doc = r##" "#."##] pub struct A;"####,
        &expect![[r##"
            //! File.

            #![forbid(unsafe_code)]

            /// A "b" \ c.
            ///
            /// Raw \.
            /// "#.
            pub struct A;
        "##]],
    );
}

#[test]
fn documentation_that_no_comment_can_hold_is_an_attribute() {
    items(
        r####"#[doc = "/ bar"] #[doc(hidden)] #[doc = b"x"] struct A;"####,
        &expect![[r##"
            #[doc = "/ bar"]
            #[doc(hidden)]
            #[doc = b"x"]
            struct A;
        "##]],
    );
}

#[test]
fn attributes_have_lines_of_their_own() {
    items(
        r####"#[derive(Clone, Debug)] #[serde(rename = "a b", default, skip_serializing_if = "Option::is_none", deserialize_with = "v1::As::<Option<v1::IntegerText>>::deserialize")] #[allow(clippy::x)] #[cfg(all(feature = "a", not(test)))] #[recursion_limit = "256"] struct A { #[must_use] a: u8 }"####,
        &expect![[r##"
            #[derive(Clone, Debug)]
            #[serde(
                rename = "a b",
                default,
                skip_serializing_if = "Option::is_none",
                deserialize_with = "v1::As::<Option<v1::IntegerText>>::deserialize"
            )]
            #[allow(clippy::x)]
            #[cfg(all(feature = "a", not(test)))]
            #[recursion_limit = "256"]
            struct A {
                #[must_use]
                a: u8,
            }
        "##]],
    );
}

#[test]
fn structs() {
    items(
        r####"pub struct A {} pub struct B; pub struct C(pub u8, String); pub struct D { pub a: Vec<u8>, pub(crate) r#type: Option<Box<D>> } struct E(#[doc = " Held."] pub Vec<E>); struct F<'a, T: Clone + 'a = u8, const N: usize = 3> { a: &'a mut T, b: [u8; 3] } struct G(pub aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa::Bbbbbbbbbbbbbbbbbbbbbbbbbbb, pub cccccccccccccccccccc::Ddddddd);"####,
        &expect![[r#"
            pub struct A {}

            pub struct B;
            pub struct C(pub u8, String);
            pub struct D {
                pub a: Vec<u8>,
                pub(crate) r#type: Option<Box<D>>,
            }

            struct E(
                /// Held.
                pub Vec<E>,
            );
            struct F<'a, T: Clone + 'a = u8, const N: usize = 3> {
                a: &'a mut T,
                b: [u8; 3],
            }

            struct G(
                pub aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa::Bbbbbbbbbbbbbbbbbbbbbbbbbbb,
                pub cccccccccccccccccccc::Ddddddd,
            );
        "#]],
    );
}

#[test]
fn enums() {
    items(
        r####"enum A { #[doc = " One."] One, Two(u8, Vec<u8>), Three { a: u8 }, Four = 4 }"####,
        &expect![[r#"
            enum A {
                /// One.
                One,
                Two(u8, Vec<u8>),
                Three { a: u8 },
                Four = 4,
            }
        "#]],
    );
}

#[test]
fn imports() {
    items(
        r####"use a::b; pub use a::{b, c as d, self}; use a::{}; use ::a::*; use a::{b::{c, d}, e}; pub(crate) use aaaaaaaaaaaaaaaaaaaaaaaaaaa::{bbbbbbbbbbbbbbbbbbb, ccccccccccccccccccccccccccccc, ddddddddddddddddddddd, eeeeeeee};"####,
        &expect![[r#"
            use a::b;

            pub use a::{b, c as d, self};

            use a::{};
            use ::a::*;
            use a::{
                b::{c, d},
                e,
            };

            pub(crate) use aaaaaaaaaaaaaaaaaaaaaaaaaaa::{
                bbbbbbbbbbbbbbbbbbb, ccccccccccccccccccccccccccccc, ddddddddddddddddddddd, eeeeeeee,
            };
        "#]],
    );
}

#[test]
fn functions() {
    items(
        r####"pub fn a() {} const fn b(self, mut c: u8) -> u8 { c } async unsafe extern "C" fn d<'a, T>(&'a mut self, f: fn(u8) -> T, g: &dyn Fn(u8, T) -> u8, h: impl Into<T> + 'a) where T: Clone + From<u8>, 'a: 'static {} fn long_name_of_a_function(&self, first_argument: impl Into<String>, second_argument: Option<u8>) -> Result<(), Error> { x }"####,
        &expect![[r#"
            pub fn a() {}

            const fn b(self, mut c: u8) -> u8 {
                c
            }

            async unsafe extern "C" fn d<'a, T>(
                &'a mut self,
                f: fn(u8) -> T,
                g: &dyn Fn(u8, T) -> u8,
                h: impl Into<T> + 'a,
            )
            where
                T: Clone + From<u8>,
                'a: 'static,
            {}

            fn long_name_of_a_function(
                &self,
                first_argument: impl Into<String>,
                second_argument: Option<u8>,
            ) -> Result<(), Error> {
                x
            }
        "#]],
    );
}

#[test]
fn implementations() {
    items(
        r####"impl A {} impl<T> From<T> for A<T> { type B = T; const C: u8 = 1; fn from(t: T) -> Self { A(t) } } unsafe impl<'de> Send for A<'de> {} impl Deserialize<'static> for AVeryLongNameOfATypeThatGoesOnAndOn<WithArguments, ThatAreLongAsWell> { fn a() {} } impl std::ops::AddAssign<AVeryLongNameOfAType> for AnotherVeryLongNameOfATypeThatGoesOnAndOn { fn a() {} }"####,
        &expect![[r#"
            impl A {}

            impl<T> From<T> for A<T> {
                type B = T;
                const C: u8 = 1;
                fn from(t: T) -> Self {
                    A(t)
                }
            }

            unsafe impl<'de> Send for A<'de> {}

            impl Deserialize<'static>
            for AVeryLongNameOfATypeThatGoesOnAndOn<WithArguments, ThatAreLongAsWell> {
                fn a() {}
            }

            impl std::ops::AddAssign<AVeryLongNameOfAType>
            for AnotherVeryLongNameOfATypeThatGoesOnAndOn {
                fn a() {}
            }
        "#]],
    );
}

#[test]
fn traits_and_modules() {
    items(
        r####"pub trait A: B + 'static { type C: D; fn e(&self); fn f() {} } mod g { use h; fn i() {} } mod j;"####,
        &expect![[r#"
            pub trait A: B + 'static {
                type C: D;
                fn e(&self);
                fn f() {}
            }

            mod g {
                use h;
                fn i() {}
            }

            mod j;
        "#]],
    );
}

#[test]
fn types() {
    items(
        r####"type A = (u8,); type B = (u8, &'static str); type C = [Option<u8>; 4]; type D = *const u8; type E<'a> = Box<dyn for<'b> Fn(&'b u8) -> &'a [u8] + Send>; type F = <u8 as Into<u16>>::Out; type G = (); type H = fn(u8) -> !; type I = BTreeMap<String, Vec<Vec<Vec<AVeryLongNameOfAType>>>>; type J = Iterator<Item = u8>; pub type AVeryLongNameOfATypeThatGoesOnAndOn = Vec<Option<AnotherVeryLongNameOfATypeThatGoesOnAndOn>>;"####,
        &expect![[r#"
            type A = (u8,);
            type B = (u8, &'static str);
            type C = [Option<u8>; 4];
            type D = *const u8;
            type E<'a> = Box<dyn for<'b> Fn(&'b u8) -> &'a [u8] + Send>;
            type F = <u8 as Into<u16>>::Out;
            type G = ();
            type H = fn(u8) -> !;
            type I = BTreeMap<String, Vec<Vec<Vec<AVeryLongNameOfAType>>>>;
            type J = Iterator<Item = u8>;
            pub type AVeryLongNameOfATypeThatGoesOnAndOn = Vec<
                Option<AnotherVeryLongNameOfATypeThatGoesOnAndOn>,
            >;
        "#]],
    );
}

#[test]
fn constants() {
    items(
        r####"pub(crate) const A: v1::Scheme = v1::Scheme { key: "k", kind: v1::SchemeKind::Bearer }; const B: &[u8] = &[1, 2]; static mut C: i64 = -5; const D: &[&str] = &["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"];"####,
        &expect![[r#"
            pub(crate) const A: v1::Scheme = v1::Scheme {
                key: "k",
                kind: v1::SchemeKind::Bearer,
            };
            const B: &[u8] = &[1, 2];
            static mut C: i64 = -5;
            const D: &[&str] = &[
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
            ];
        "#]],
    );
}

#[test]
fn matches_in_implementations() {
    items(
        r####"impl A { fn b(&self) -> &str { match self { Self::C => "c", Self::D(value) => value, Self::Eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee => "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", } } #[must_use] pub fn f(mut self, g: u8) -> Self { self.g = Some(g); self } }"####,
        &expect![[r#"
            impl A {
                fn b(&self) -> &str {
                    match self {
                        Self::C => "c",
                        Self::D(value) => value,
                        Self::Eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee => {
                            "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"
                        }
                    }
                }

                #[must_use]
                pub fn f(mut self, g: u8) -> Self {
                    self.g = Some(g);
                    self
                }
            }
        "#]],
    );
}

#[test]
fn calls() {
    statements(
        r####"a(); a(b, c); a::<u8>(b)?; a.b::<Vec<_>>().c?.d(); <A as From<i64>>::from(-1); a(bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccccccccccccccccccccc, ddddddd); a([1, 2]); a(|b| c); a(B { c })"####,
        &expect![[r#"
            a();
            a(b, c);
            a::<u8>(b)?;
            a.b::<Vec<_>>().c?.d();
            <A as From<i64>>::from(-1);
            a(
                bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,
                cccccccccccccccccccccccccccccccccccccc,
                ddddddd,
            );
            a([1, 2]);
            a(|b| c);
            a(B { c })
        "#]],
    );
}

#[test]
fn chains() {
    statements(
        r####"self.core.operation(v1::Method::GET, "/a/b").path("a", &request.a).query("b", &request.b).call(v1::json(&[v1::Status::Code(200)]), v1::none()); self.inner = self.inner.variable(name, value); let value = client.get_something_long(&request).with_something_else(1).await?; self.aaaaaaaaaaaaaaaaaaaaaaaaaaaa(bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccccccccccccccc); x"####,
        &expect![[r#"
            self.core
                .operation(v1::Method::GET, "/a/b")
                .path("a", &request.a)
                .query("b", &request.b)
                .call(v1::json(&[v1::Status::Code(200)]), v1::none());
            self.inner = self.inner.variable(name, value);
            let value = client.get_something_long(&request).with_something_else(1).await?;
            self.aaaaaaaaaaaaaaaaaaaaaaaaaaaa(
                bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,
                ccccccccccccccccccccccccccccc,
            );
            x
        "#]],
    );
}

#[test]
fn closures() {
    statements(
        r####"a.map(|()| b); a.map(move |b, c: u8| b + c); a.map(|_| Self::B(Box::new(c))); a.map(|value| { b; value }); a.map(|bbbbbbbbbbbbbbbbbb| cccccccccccccccccccccccccccc.dddddddddddddddddddddddddddd.eeeeeeee(f)); a(|| -> u8 { 1 }); a.optional(b, |operation, body| match body { A::B(body) => operation.json("application/json", body), A::C(body) => operation.text(body) })"####,
        &expect![[r#"
            a.map(|()| b);
            a.map(move |b, c: u8| b + c);
            a.map(|_| Self::B(Box::new(c)));
            a.map(|value| {
                b;
                value
            });
            a.map(|bbbbbbbbbbbbbbbbbb| {
                cccccccccccccccccccccccccccc.dddddddddddddddddddddddddddd.eeeeeeee(f)
            });
            a(|| -> u8 { 1 });
            a.optional(
                b,
                |operation, body| match body {
                    A::B(body) => operation.json("application/json", body),
                    A::C(body) => operation.text(body),
                },
            )
        "#]],
    );
}

#[test]
fn operators() {
    statements(
        r####"let a = -1 + 2 * (3 - 4) % 5; let b = !c && d || e == f; let g = a < b && c >= d; a += 1; *a = b; let c = &mut *d; let e = f as u8 as u16; let h = a << 2 | b >> 3; let aaaaaaaaaaaaaaaaaaaaaaaaa = bbbbbbbbbbbbbbbbbbbbbbbbbbbb + ccccccccccccccccccccccccccc + dddddd;"####,
        &expect![[r#"
            let a = -1 + 2 * (3 - 4) % 5;
            let b = !c && d || e == f;
            let g = a < b && c >= d;
            a += 1;
            *a = b;
            let c = &mut *d;
            let e = f as u8 as u16;
            let h = a << 2 | b >> 3;
            let aaaaaaaaaaaaaaaaaaaaaaaaa = bbbbbbbbbbbbbbbbbbbbbbbbbbbb
                + ccccccccccccccccccccccccccc + dddddd;
        "#]],
    );
}

#[test]
fn ranges() {
    statements(
        r####"let a = 0..5; let b = ..; let c = ..=d; let e = f.len()..; for g in 0..=9 { h(g); } a[1..2]"####,
        &expect![[r#"
            let a = 0..5;
            let b = ..;
            let c = ..=d;
            let e = f.len()..;
            for g in 0..=9 {
                h(g);
            }
            a[1..2]
        "#]],
    );
}

#[test]
fn literals() {
    statements(
        r####"let a = ("b", r"c", r#"d"#, b"e", b'f', 'g', '\'', 1.5, 2e10, 0xff_u8, -3, 1_000, true, c"h");"####,
        &expect![[r##"
            let a = (
                "b",
                r"c",
                r#"d"#,
                b"e",
                b'f',
                'g',
                '\'',
                1.5,
                2e10,
                0xff_u8,
                -3,
                1_000,
                true,
                c"h",
            );
        "##]],
    );
}

#[test]
fn arrays() {
    statements(
        r####"let a = []; let b = [0; 4]; let c = [[1, 2], [3, 4]]; let d = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26]; let e = &["aaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccccccc"];"####,
        &expect![[r#"
            let a = [];
            let b = [0; 4];
            let c = [[1, 2], [3, 4]];
            let d = [
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                23, 24, 25, 26,
            ];
            let e = &[
                "aaaaaaaaaaaaaaaaaaaaaaaaaa",
                "bbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
                "cccccccccccccccccccccccccc",
            ];
        "#]],
    );
}

#[test]
fn structs_in_expressions() {
    statements(
        r####"let a = A { b, c: 1, ..d }; let e = F {}; let g = v1::Variant { name: "nnnnnnnn", accepts: v1::Kinds::OBJECT.or(v1::Kinds::NULL), required: &["a"] }; Ok(Self { core })"####,
        &expect![[r#"
            let a = A { b, c: 1, ..d };
            let e = F {};
            let g = v1::Variant {
                name: "nnnnnnnn",
                accepts: v1::Kinds::OBJECT.or(v1::Kinds::NULL),
                required: &["a"],
            };
            Ok(Self { core })
        "#]],
    );
}

#[test]
fn tuples() {
    statements(
        r####"let a = (); let b = (1,); let c = (1, 2); let d = (1); let e = ((1, 2), 3); f((a, b)); let g = (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccccc);"####,
        &expect![[r#"
            let a = ();
            let b = (1,);
            let c = (1, 2);
            let d = (1);
            let e = ((1, 2), 3);
            f((a, b));
            let g = (
                aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,
                bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,
                ccccccccccccccccccc,
            );
        "#]],
    );
}

#[test]
fn matches() {
    statements(
        r####"match a { A::B { c, .. } => d, A::E(f, _) | A::G(f) if f > 1 => { h(); } 1 | 2 => i, 3..=4 => {} "s" => match j { _ => k }, ref l @ Some(_) => return, &m => n?, [o, .., p] => q, -5 => r, _ => s.t().u(), }"####,
        &expect![[r#"
            match a {
                A::B { c, .. } => d,
                A::E(f, _) | A::G(f) if f > 1 => {
                    h();
                }
                1 | 2 => i,
                3..=4 => {}
                "s" => {
                    match j {
                        _ => k,
                    }
                }
                ref l @ Some(_) => return,
                &m => n?,
                [o, .., p] => q,
                -5 => r,
                _ => s.t().u(),
            }
        "#]],
    );
}

#[test]
fn conditions() {
    statements(
        r####"if a { b(); } if a { b } else { c }; if let Some(a) = b { c(); } else if d == e { f(); } else { g(); } let h = if a { b } else { c }; while let Some(a) = b.next() { continue; } loop { break; } let Some(a) = b else { return; }; if a == (B { c }) { d(); }"####,
        &expect![[r#"
            if a {
                b();
            }
            if a { b } else { c };
            if let Some(a) = b {
                c();
            } else if d == e {
                f();
            } else {
                g();
            }
            let h = if a { b } else { c };
            while let Some(a) = b.next() {
                continue;
            }
            loop {
                break;
            }
            let Some(a) = b else {
                return;
            };
            if a == (B { c }) {
                d();
            }
        "#]],
    );
}

#[test]
fn blocks() {
    statements(
        r####"let a = { let b = 1; b }; unsafe { a() } async move { b.await }; 'a: loop { break 'a 1; }"####,
        &expect![[r#"
            let a = {
                let b = 1;
                b
            };
            unsafe { a() }
            async move { b.await };
            'a: loop {
                break 'a 1;
            }
        "#]],
    );
}

#[test]
fn bindings() {
    statements(
        r####"let a: u8; let mut b: Vec<Option<u8>> = c; let (d, e) = f; let A { g, h: i } = j; let [k, l] = m; let aaaaaaaaaaaaaaaaaaaaaaa: Bbbbbbbbbbbbbbbbbbbbbbb = Cccccccccccccccccccccccc::new(ddddddddddddd);"####,
        &expect![[r#"
            let a: u8;
            let mut b: Vec<Option<u8>> = c;
            let (d, e) = f;
            let A { g, h: i } = j;
            let [k, l] = m;
            let aaaaaaaaaaaaaaaaaaaaaaa: Bbbbbbbbbbbbbbbbbbbbbbb = Cccccccccccccccccccccccc::new(
                ddddddddddddd,
            );
        "#]],
    );
}

#[test]
fn items_in_functions() {
    statements(
        r####"use a::b; const C: &[u8] = &[1]; #[allow(unused)] let d = 1; fn e() { f() } d"####,
        &expect![[r#"
            use a::b;
            const C: &[u8] = &[1];
            #[allow(unused)]
            let d = 1;
            fn e() {
                f()
            }
            d
        "#]],
    );
}

#[test]
fn macros() {
    statements(
        r####"write!(f, "{}", self.value()); vec![]; vec![A::B, A::C]; uuid::uuid!("x"); vec!["aaaaaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned(), "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb".to_owned(), "c".to_owned()]; let a = vec![1, 2].len();"####,
        &expect![[r#"
            write!(f, "{}", self.value());
            vec![];
            vec![A::B, A::C];
            uuid::uuid!("x");
            vec![
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned(),
                "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb".to_owned(), "c".to_owned()
            ];
            let a = vec![1, 2].len();
        "#]],
    );
}

#[test]
fn words() {
    statements(
        r####"r#type.r#match(r#fn); Self::r#Self2; crate::a(); self::b(); super::c()"####,
        &expect![[r#"
            r#type.r#match(r#fn);
            Self::r#Self2;
            crate::a();
            self::b();
            super::c()
        "#]],
    );
}

#[test]
fn signs_in_macros_stand_at_their_operands() {
    own(
        "fn f() { a!(&b, -1, *c, !d, e - 1, f?); }",
        &expect![[r#"
        fn f() {
            a!(&b, -1, *c, !d, e - 1, f?);
        }
    "#]],
    );
}

#[test]
fn what_is_not_known_keeps_its_tokens() {
    own(
        "macro_rules! a { ($b:expr) => { $b + 1 }; } a! { b } a!(c);",
        &expect![[r#"
            macro_rules! a {
                ($ b : expr) => { $ b + 1 };
            }

            a! {
                b
            }

            a!(c);
        "#]],
    );
}
/// Whatever stands where, all of it is written, in its order.
#[test]
fn any_tokens_are_kept() {
    const WORDS: [&str; 44] = [
        "a", "B", "'c", "1", "\"d\"", "::", "<", ">", ",", ";", ":", "=", "=>", "->", "..", "..=",
        ".", "?", "!", "&", "|", "||", "-", "#", "+", "*", "@", "_", "fn", "pub", "impl", "for",
        "match", "if", "else", "let", "use", "struct", "enum", "where", "const", "move", "as",
        "mut",
    ];
    let mut seed = 7_u64;
    let mut random = move |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("31 bits") % below
    };
    for _ in 0..20_000 {
        let mut code = String::new();
        let mut open = Vec::new();
        for _ in 0..random(24) {
            match random(8) {
                0 => {
                    let pair = ["()", "[]", "{}"][random(3)];
                    code.push_str(&pair[..1]);
                    open.push(&pair[1..]);
                }
                1 => code.extend(open.pop()),
                _ => code.push_str(WORDS[random(WORDS.len())]),
            }
            code.push(' ');
        }
        while let Some(close) = open.pop() {
            code.push_str(close);
        }
        let expected = all(&code);
        let (text, _) = format::items(row(&code));
        assert_eq!(all(&text), expected, "items {code}:\n{text}");
        let text = format::statements(row(&code)).join("\n");
        assert_eq!(all(&text), expected, "statements {code}:\n{text}");
    }
}

/// All names and all signs, without those that may come and go.
fn all(code: &str) -> (Vec<&str>, String) {
    let is_in_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let names = code
        .split(|c| !is_in_name(c))
        .filter(|name| !name.is_empty());
    let is_kept = |c: &char| !matches!(c, ' ' | '\n' | ',' | '{' | '}');
    (names.collect(), code.chars().filter(is_kept).collect())
}
