//! A scanner that finds places of a JSON text without building a tree of it: only the objects and
//! lists on the way to a place are listed, each once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use memchr::{memchr2, memchr3};

use super::Step;
use crate::pointer::Pointer;

/// What is known of a text so far: each container on the way to a place asked for, by its start.
pub(super) struct Tree<'a> {
    text: &'a str,
    containers: BTreeMap<usize, Container>,
}

enum Container {
    Object(BTreeMap<String, Found>),
    List(Vec<usize>),
    Value,
}

#[derive(Clone)]
struct Found {
    key: Option<Range<usize>>,
    value: usize,
}

impl<'a> Tree<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            containers: BTreeMap::new(),
        }
    }

    /// The bytes of the place, or of the nearest place around it, and what the steps to it are.
    pub(super) fn find(&mut self, pointer: &Pointer) -> Option<(Range<usize>, Vec<Step>)> {
        let mut scanner = self.scanner(0);
        scanner.skip_space();
        let mut here = Found {
            key: None,
            value: scanner.position,
        };
        let mut steps = Vec::new();
        for segment in pointer.segments() {
            let (next, step) = match self.container(here.value) {
                Container::Object(members) => (members.get(segment.as_ref()).cloned(), Step::Key),
                Container::List(elements) => (element(elements, &segment), Step::Index),
                Container::Value => (None, Step::Key),
            };
            let Some(next) = next else { break };
            steps.push(step);
            here = next;
        }
        let range = self.shown(here)?;
        Some((range, steps))
    }

    fn shown(&self, here: Found) -> Option<Range<usize>> {
        let mut scanner = self.scanner(here.value);
        let is_container = matches!(scanner.peek(), Some(b'{' | b'['));
        match here.key {
            Some(key) if is_container => Some(key),
            _ if is_container => Some(here.value..here.value + 1),
            _ => {
                scanner.skip_value();
                (here.value < self.text.len()).then_some(here.value..scanner.position)
            }
        }
    }

    fn container(&mut self, at: usize) -> &Container {
        let mut scanner = self.scanner(at);
        self.containers
            .entry(at)
            .or_insert_with(|| match scanner.peek() {
                Some(b'{') => Container::Object(scanner.members()),
                Some(b'[') => Container::List(scanner.elements()),
                _ => Container::Value,
            })
    }

    fn scanner(&self, position: usize) -> Scanner<'a> {
        Scanner {
            bytes: self.text.as_bytes(),
            position,
        }
    }
}

fn element(elements: &[usize], segment: &str) -> Option<Found> {
    let value = *elements.get(segment.parse::<usize>().ok()?)?;
    Some(Found { key: None, value })
}

/// Every step moves forward or stops, whatever the bytes are.
pub(in crate::document) struct Scanner<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Scanner<'a> {
    pub(in crate::document) fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            position: 0,
        }
    }

    pub(in crate::document) fn position(&self) -> usize {
        self.position
    }

    pub(in crate::document) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    pub(in crate::document) fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.position += usize::from(is_next);
        is_next
    }

    pub(in crate::document) fn skip_space(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.position += 1;
        }
    }

    /// The key that starts here, if it is one.
    pub(in crate::document) fn key(&mut self) -> Option<String> {
        let start = self.position;
        if self.peek() != Some(b'"') {
            return None;
        }
        self.skip_string();
        serde_json::from_slice(self.bytes.get(start..self.position)?).ok()
    }

    /// The members of the object that starts here; of two equal keys the last, as it is the one
    /// kept.
    fn members(&mut self) -> BTreeMap<String, Found> {
        let mut members = BTreeMap::new();
        self.position += 1;
        loop {
            self.skip_space();
            let key = self.position;
            if self.peek() != Some(b'"') {
                return members;
            }
            self.skip_string();
            let key = key..self.position;
            self.skip_space();
            if !self.eat(b':') {
                return members;
            }
            self.skip_space();
            let name = self.decode(key.clone()).into_owned();
            let found = Found {
                key: Some(key),
                value: self.position,
            };
            members.insert(name, found);
            self.skip_value();
            self.skip_space();
            if !self.eat(b',') {
                return members;
            }
        }
    }

    /// Where the elements of the list that starts here start.
    fn elements(&mut self) -> Vec<usize> {
        let mut elements = Vec::new();
        self.position += 1;
        loop {
            self.skip_space();
            if self.peek().is_none_or(|byte| byte == b']') {
                return elements;
            }
            elements.push(self.position);
            self.skip_value();
            self.skip_space();
            if !self.eat(b',') {
                return elements;
            }
        }
    }

    fn decode(&self, quoted: Range<usize>) -> Cow<'_, str> {
        let bytes = self.bytes.get(quoted).unwrap_or_default();
        serde_json::from_slice::<String>(bytes)
            .map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Owned)
    }

    fn skip_string(&mut self) {
        self.position += 1;
        while let Some(rest) = self.bytes.get(self.position..) {
            match memchr2(b'"', b'\\', rest) {
                Some(at) if rest.get(at) == Some(&b'"') => {
                    self.position += at + 1;
                    return;
                }
                Some(at) => self.position += at + 2,
                None => break,
            }
        }
        self.position = self.bytes.len();
    }

    /// Over one value. Depth is counted, not recursed into, so no text can exhaust the stack.
    pub(in crate::document) fn skip_value(&mut self) {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'{') => self.skip_container(b'{', b'}'),
            Some(b'[') => self.skip_container(b'[', b']'),
            _ => {
                let rest = self.bytes.get(self.position..).unwrap_or_default();
                let is_end = |byte: &u8| matches!(byte, b'}' | b']' | b',') || is_space(*byte);
                self.position += rest.iter().position(is_end).unwrap_or(rest.len());
            }
        }
    }

    /// Brackets of the other kind come in pairs, so that those of one kind tell the end.
    fn skip_container(&mut self, open: u8, close: u8) {
        let mut depth = 0_usize;
        while let Some(rest) = self.bytes.get(self.position..) {
            let Some(at) = memchr3(b'"', open, close, rest) else {
                break;
            };
            self.position += at;
            match self.peek() {
                Some(b'"') => {
                    self.skip_string();
                    continue;
                }
                Some(byte) if byte == open => depth += 1,
                _ => depth -= 1,
            }
            self.position += 1;
            if depth == 0 {
                return;
            }
        }
        self.position = self.bytes.len();
    }
}

/// RFC 8259, section 2.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
