//! Large JSON texts, read on all cores.
//!
//! The outer objects are taken apart without a look at what is in them, their members are read side
//! by side, and everything is put together again. Whatever is unusual is left to the reader that goes
//! from the first byte to the last, and so is every error: it can say where.
//!
//! The limit of levels counts in each member anew, so a large text may nest deeper by those taken apart.

use std::ops::Range;

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::super::locate::Scanner;
use super::{Node, Trail};
use crate::threads::each;

/// Shorter texts are read before another thread has begun.
const SHORTEST: usize = 128 << 10;

/// How many objects inside each other are taken apart: a document, its paths, a path item.
const LEVELS: usize = 3;

/// About so many bytes are read at a time.
const PORTION: usize = 32 << 10;

/// The value of a text, if it is large and nothing about it is unusual.
pub(super) fn read(text: &str) -> Option<Value> {
    (text.len() >= SHORTEST).then(|| in_portions(text))?
}

pub(super) fn in_portions(text: &str) -> Option<Value> {
    let mut scanner = Scanner::new(text);
    let mut leaves = Vec::new();
    scanner.skip_space();
    let shape = Shape::of(&mut scanner, LEVELS, &mut leaves)?;
    scanner.skip_space();
    if scanner.peek().is_some() {
        return None;
    }
    let read = each(&portions(&leaves), |leaves| {
        let values = leaves.iter().map(|leaf| value(text.get(leaf.clone())?));
        values.collect::<Option<Vec<Value>>>()
    });
    let mut values = Vec::with_capacity(leaves.len());
    for read in read {
        values.extend(read?);
    }
    shape.filled(&mut values.into_iter())
}

/// The outer objects of a text; what is inside them are leaves, in their order.
enum Shape {
    Leaf,
    Object(Vec<(String, Shape)>),
}

impl Shape {
    fn of(
        scanner: &mut Scanner<'_>,
        levels: usize,
        leaves: &mut Vec<Range<usize>>,
    ) -> Option<Self> {
        if levels == 0 || !scanner.eat(b'{') {
            let start = scanner.position();
            scanner.skip_value();
            leaves.push(start..scanner.position());
            return Some(Self::Leaf);
        }
        let mut members = Vec::new();
        scanner.skip_space();
        if scanner.eat(b'}') {
            return Some(Self::Object(members));
        }
        loop {
            scanner.skip_space();
            let key = scanner.key()?;
            scanner.skip_space();
            if !scanner.eat(b':') {
                return None;
            }
            scanner.skip_space();
            members.push((key, Self::of(scanner, levels - 1, leaves)?));
            scanner.skip_space();
            if scanner.eat(b'}') {
                return Some(Self::Object(members));
            }
            if !scanner.eat(b',') {
                return None;
            }
        }
    }

    /// The value, with what was read of the leaves; `None` if a key stands twice.
    fn filled(self, values: &mut impl Iterator<Item = Value>) -> Option<Value> {
        let members = match self {
            Self::Leaf => return values.next(),
            Self::Object(members) => members,
        };
        let mut map = Map::new();
        for (key, shape) in members {
            if map.insert(key, shape.filled(values)?).is_some() {
                return None;
            }
        }
        Some(Value::Object(map))
    }
}

fn portions(leaves: &[Range<usize>]) -> Vec<&[Range<usize>]> {
    let portion = |leaf: &Range<usize>| leaf.start / PORTION;
    leaves
        .chunk_by(|one, next| portion(one) == portion(next))
        .collect()
}

/// One leaf; `None` where it is no JSON, or has a key twice.
fn value(text: &str) -> Option<Value> {
    let mut twice = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Node {
        at: &Trail::Top,
        twice: &mut twice,
    };
    let value = read.deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    twice.is_empty().then_some(value)
}
