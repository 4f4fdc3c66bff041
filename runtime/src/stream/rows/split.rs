//! Finding the values of a JSON list in bytes that come piece by piece.

use super::window::Window;

/// What stands first among the bytes that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A value, or its beginning.
    Value,
    /// Not enough to tell.
    More,
    /// The list has ended, and so far nothing follows.
    End,
    /// Something else than a list: `None` where the list itself never began.
    Broken(Option<&'static str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    /// Behind `[`.
    First,
    /// Behind `,`.
    Next,
    /// Behind a value.
    After,
    /// Behind `]`.
    Tail,
}

/// The bytes of a list that are there and not yet taken.
#[derive(Debug)]
pub(super) struct Splitter {
    pub(super) window: Window,
    place: Place,
    /// `null` is an empty list.
    null_is_empty: bool,
}

impl Splitter {
    pub(super) fn new(null_is_empty: bool) -> Self {
        Self {
            window: Window::default(),
            place: Place::Start,
            null_is_empty,
        }
    }

    /// Takes what stands between values, and says what follows.
    pub(super) fn find(&mut self) -> Found {
        if self.place == Place::Start
            && let Some(found) = self.begin()
        {
            return found;
        }
        let bytes = self.window.bytes();
        let mut passed = 0;
        let found = loop {
            let Some(byte) = bytes.get(passed).copied() else {
                break match self.place {
                    Place::Tail => Found::End,
                    _ => Found::More,
                };
            };
            match (self.place, byte) {
                (_, b' ' | b'\n' | b'\r' | b'\t') => {}
                (Place::After, b',') => self.place = Place::Next,
                (Place::First | Place::After, b']') => self.place = Place::Tail,
                (Place::First | Place::Next, _) => break Found::Value,
                (Place::Start | Place::After, _) => {
                    break Found::Broken(Some("expected `,` or `]`"));
                }
                (Place::Tail, _) => break Found::Broken(Some("trailing characters")),
            }
            passed += 1;
        };
        self.window.take(passed);
        // Only where a piece ended there may be more of it.
        match found {
            Found::More | Found::End if !self.window.bytes().is_empty() => self.find(),
            found => found,
        }
    }

    /// Takes what stands before the first value; what is wrong, or missing still, else.
    fn begin(&mut self) -> Option<Found> {
        loop {
            let bytes = self.window.bytes();
            let Some(byte) = bytes.first().copied() else {
                return Some(Found::More);
            };
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' => self.window.take(1),
                b'[' => {
                    self.window.take(1);
                    self.place = Place::First;
                    return None;
                }
                _ => match self.start() {
                    Ok(Place::Start) => {}
                    Ok(place) => {
                        self.place = place;
                        return None;
                    }
                    Err(found) => return Some(found),
                },
            }
        }
    }

    /// Takes what a body begins with that is no list: a mark that some editors write, or `null`.
    fn start(&mut self) -> Result<Place, Found> {
        for (text, place) in [(&b"\xEF\xBB\xBF"[..], Place::Start), (b"null", Place::Tail)] {
            if place == Place::Tail && !self.null_is_empty {
                continue;
            }
            if self.window.bytes().starts_with(text) {
                self.window.take(text.len());
                return Ok(place);
            }
            if text.starts_with(self.window.bytes()) {
                return Err(Found::More);
            }
        }
        Err(Found::Broken(None))
    }

    /// Takes a value of so many bytes.
    pub(super) fn take(&mut self, length: usize) {
        self.window.take(length);
        self.place = Place::After;
    }

    /// Whether nothing has come but space.
    pub(super) fn is_empty(&self) -> bool {
        self.place == Place::Start && self.window.bytes().is_empty()
    }
}
