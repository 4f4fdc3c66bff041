//! Sets of characters that are percent-encoded (RFC 3986).

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC};

/// All but RFC 3986's unreserved characters (section 2.3), so that the rest means itself in a path and in a query
/// alike.
pub(crate) const STRICT: &AsciiSet = &without(NON_ALPHANUMERIC, b"-._~");

/// [`STRICT`] with the reserved characters as they are (section 2.2), for `allowReserved`; `&`, `#`, `+` and `'`, which
/// URL parsers encode, are not among them.
pub(crate) const RESERVED: &AsciiSet = &without(STRICT, b":/?[]@!$()*,;=");

/// Characters that a cookie's value cannot hold (RFC 6265, section 4.1.1), and `%`. The rest goes out as it is, as not
/// every server decodes cookies.
pub(crate) const COOKIE: &AsciiSet = &with(CONTROLS, b" \",;\\%");

/// Characters that cannot stand in a path (section 3.3). `%` can: an author may have encoded what needs it.
pub(crate) const PATH_LITERAL: &AsciiSet = &with(CONTROLS, b" \"<>[\\]^`{|}");

const fn with(set: &AsciiSet, characters: &[u8]) -> AsciiSet {
    match characters {
        [first, rest @ ..] => with(&set.add(*first), rest),
        // Removes nothing: no set holds a letter.
        [] => set.remove(b'a'),
    }
}

const fn without(set: &AsciiSet, characters: &[u8]) -> AsciiSet {
    match characters {
        [first, rest @ ..] => without(&set.remove(*first), rest),
        [] => set.remove(b'a'),
    }
}
