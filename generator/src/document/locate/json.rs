//! A scanner that follows one pointer through a JSON text without building a tree.

use std::borrow::Cow;
use std::ops::Range;

use crate::pointer::Pointer;

/// The bytes of the place, or of the nearest place around it.
pub(super) fn find(text: &str, pointer: &Pointer) -> Option<Range<usize>> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        position: 0,
    };
    scanner.skip_space();
    let mut here = Found {
        key: None,
        value: scanner.position,
    };
    for segment in pointer.segments() {
        scanner.position = here.value;
        let next = match scanner.peek() {
            Some(b'{') => scanner.member(&segment),
            Some(b'[') => segment
                .parse()
                .ok()
                .and_then(|index| scanner.element(index)),
            _ => None,
        };
        let Some(next) = next else { break };
        here = next;
    }
    scanner.position = here.value;
    let is_container = matches!(scanner.peek(), Some(b'{' | b'['));
    match here.key {
        Some(key) if is_container => Some(key),
        _ if is_container => Some(here.value..here.value + 1),
        _ => {
            scanner.skip_value();
            (here.value < text.len()).then_some(here.value..scanner.position)
        }
    }
}

struct Found {
    key: Option<Range<usize>>,
    value: usize,
}

/// Every step moves forward or stops, whatever the bytes are.
struct Scanner<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.position += usize::from(is_next);
        is_next
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.position += 1;
        }
    }

    /// The value of a key in the object that starts here; the last one, as it is the one kept.
    fn member(&mut self, wanted: &str) -> Option<Found> {
        let mut found = None;
        self.position += 1;
        loop {
            self.skip_space();
            let key = self.position;
            if self.peek() != Some(b'"') {
                return found;
            }
            self.skip_string();
            let key = key..self.position;
            self.skip_space();
            if !self.eat(b':') {
                return found;
            }
            self.skip_space();
            if self.decode(key.clone()) == wanted {
                found = Some(Found {
                    key: Some(key),
                    value: self.position,
                });
            }
            self.skip_value();
            self.skip_space();
            if !self.eat(b',') {
                return found;
            }
        }
    }

    fn element(&mut self, wanted: usize) -> Option<Found> {
        self.position += 1;
        for _ in 0..wanted {
            self.skip_space();
            self.skip_value();
            self.skip_space();
            if !self.eat(b',') {
                return None;
            }
        }
        self.skip_space();
        let is_there = self.peek().is_some_and(|byte| byte != b']');
        is_there.then_some(Found {
            key: None,
            value: self.position,
        })
    }

    fn decode(&self, quoted: Range<usize>) -> Cow<'_, str> {
        let bytes = &self.bytes[quoted];
        serde_json::from_slice::<String>(bytes)
            .map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Owned)
    }

    fn skip_string(&mut self) {
        self.position += 1;
        while let Some(byte) = self.peek() {
            self.position += 1;
            match byte {
                b'"' => return,
                b'\\' => self.position += 1,
                _ => {}
            }
        }
        // An escape at the end of the text steps over it.
        self.position = self.position.min(self.bytes.len());
    }

    /// Over one value. Depth is counted, not recursed into, so no text can exhaust the stack.
    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.skip_string();
                    if depth == 0 {
                        return;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' | b',' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.position += 1;
                        return;
                    }
                }
                byte if depth == 0 && byte.is_ascii_whitespace() => return,
                _ => {}
            }
            self.position += 1;
        }
    }
}
