//! Rust between braces as the tokens that it is, with values in it.

use std::fmt::Write as _;

use super::{Kind, Token, Tokens};

/// The tokens between the braces. `#name` stands for the tokens of a variable; `#(#names)*`, `#(#names),*` and
/// `#(#names,)*` for those of all that a variable gives, as they are, with commas between, or behind each.
macro_rules! quote {
    () => { $crate::tokens::Tokens::new() };
    ($($code:tt)*) => {{
        let mut tokens = $crate::tokens::Tokens::with_room();
        $crate::tokens::quote_into!(tokens; $($code)*);
        tokens
    }};
}

/// The same behind the tokens that a variable holds.
macro_rules! quote_into {
    ($tokens:ident;) => {};
    ($tokens:ident; # $value:ident $($rest:tt)*) => {
        $tokens.add(&$value);
        $crate::tokens::quote_into!($tokens; $($rest)*);
    };
    ($tokens:ident; # (# $values:ident) * $($rest:tt)*) => {
        $tokens.all($values);
        $crate::tokens::quote_into!($tokens; $($rest)*);
    };
    ($tokens:ident; # (# $values:ident) , * $($rest:tt)*) => {
        $tokens.between_commas($values);
        $crate::tokens::quote_into!($tokens; $($rest)*);
    };
    ($tokens:ident; # (# $values:ident ,) * $($rest:tt)*) => {
        $tokens.each_with_comma($values);
        $crate::tokens::quote_into!($tokens; $($rest)*);
    };
    ($tokens:ident; ($($inner:tt)*) $($rest:tt)*) => {
        let open = $tokens.open("(");
        $crate::tokens::quote_into!($tokens; $($inner)*);
        $tokens.close(open, ")");
        $crate::tokens::quote_into!($tokens; $($rest)*);
    };
    ($tokens:ident; [$($inner:tt)*] $($rest:tt)*) => {
        let open = $tokens.open("[");
        $crate::tokens::quote_into!($tokens; $($inner)*);
        $tokens.close(open, "]");
        $crate::tokens::quote_into!($tokens; $($rest)*);
    };
    ($tokens:ident; {$($inner:tt)*} $($rest:tt)*) => {
        let open = $tokens.open("{");
        $crate::tokens::quote_into!($tokens; $($inner)*);
        $tokens.close(open, "}");
        $crate::tokens::quote_into!($tokens; $($rest)*);
    };
    // Two brackets, to the formatter.
    ($tokens:ident; >> $($rest:tt)*) => {
        $tokens.push_joint(">");
        $crate::tokens::quote_into!($tokens; > $($rest)*);
    };
    ($tokens:ident; $token:tt $($rest:tt)*) => {
        $tokens.push_known(const { &$crate::tokens::Known::new(stringify!($token)) });
        $crate::tokens::quote_into!($tokens; $($rest)*);
    };
}

pub(crate) use {quote, quote_into};

/// A token that stands in the generator's own code.
#[derive(Debug)]
pub(crate) struct Known {
    token: Token,
    text: &'static str,
}

impl Known {
    pub(crate) const fn new(text: &'static str) -> Self {
        let kind = match text.as_bytes() {
            [.., b'"' | b'\''] | [b'0'..=b'9', ..] => Kind::Literal,
            [b'a'..=b'z' | b'A'..=b'Z' | b'_', ..] => Kind::Word,
            [b'\'', ..] => Kind::Lifetime,
            _ => Kind::Sign,
        };
        let token = Token::new(kind, text, false);
        Self { token, text }
    }
}

impl Tokens {
    pub(crate) fn add(&mut self, value: &impl Quote) {
        value.quote(self);
    }

    pub(crate) fn push_known(&mut self, known: &'static Known) {
        self.list.push(known.token);
        self.text.push_str(known.text);
    }
}

/// What can stand in a quote.
pub(crate) trait Quote {
    /// Adds its tokens.
    fn quote(&self, tokens: &mut Tokens);
}

/// A name of the generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ident<'a>(&'a str);

impl<'a> Ident<'a> {
    pub(crate) fn new(name: &'a str) -> Self {
        Self(name)
    }

    pub(crate) fn as_str(self) -> &'a str {
        self.0
    }
}

impl Quote for Ident<'_> {
    fn quote(&self, tokens: &mut Tokens) {
        tokens.push(Kind::Word, self.0);
    }
}

impl Quote for Tokens {
    fn quote(&self, tokens: &mut Tokens) {
        tokens.append(self);
    }
}

impl<T: Quote + ?Sized> Quote for &T {
    fn quote(&self, tokens: &mut Tokens) {
        (**self).quote(tokens);
    }
}

impl<T: Quote> Quote for Option<T> {
    fn quote(&self, tokens: &mut Tokens) {
        if let Some(value) = self {
            value.quote(tokens);
        }
    }
}

/// A literal.
impl Quote for str {
    fn quote(&self, tokens: &mut Tokens) {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        tokens.push_literal(|text| {
            if self.bytes().all(is_plain) {
                text.push('"');
                text.push_str(self);
                text.push('"');
            } else {
                let _ = write!(text, "{}", proc_macro2::Literal::string(self));
            }
        });
    }
}

impl Quote for String {
    fn quote(&self, tokens: &mut Tokens) {
        self.as_str().quote(tokens);
    }
}

impl Quote for bool {
    fn quote(&self, tokens: &mut Tokens) {
        tokens.push(Kind::Word, if *self { "true" } else { "false" });
    }
}

/// Literals that leave their type to where they stand.
macro_rules! quote_numbers {
    ($($number:ty)*) => {$(
        impl Quote for $number {
            fn quote(&self, tokens: &mut Tokens) {
                tokens.push_literal(|text| {
                    let _ = write!(text, "{self}");
                });
            }
        }
    )*};
}

quote_numbers!(u64 usize);
