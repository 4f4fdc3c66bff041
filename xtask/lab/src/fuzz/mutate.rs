//! Changed inputs: of bytes, and of trees of JSON and YAML. The same start gives the same inputs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// Makes inputs from seeds.
pub(super) struct Mutator<'a> {
    seeds: &'a [Vec<u8>],
    /// The seeds that are trees.
    trees: Vec<Value>,
    /// Texts, keys and values that stand anywhere in the seeds.
    words: Vec<Value>,
    /// Keys that several seeds have, each with some of its values.
    keywords: Vec<(String, Vec<Value>)>,
    random: u64,
}

/// Numbers at the bounds of what readers hold.
const NUMBERS: [&str; 12] = [
    "0",
    "1",
    "2",
    "-1",
    "0.5",
    "255",
    "65536",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "1e400",
    "999999999999999999999999999999",
];

/// Pieces that readers treat in their own way.
const TOKENS: [&str; 36] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "'",
    "\\",
    "\n",
    "\r\n",
    "\t",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "|\n",
    ">-\n",
    "---\n",
    "# ",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    "\u{1f980}",
    "{{ .args.x }}",
    "{{ end }}",
    "data: ",
    "\n\n",
    "SELECT ",
    "(",
    ")",
    "--",
    "/*",
    "[[client]]\n",
];

impl<'a> Mutator<'a> {
    pub(super) fn new(seeds: &'a [Vec<u8>], start: u64, is_tree: bool) -> Self {
        let parse = |seed: &Vec<u8>| serde_yaml::from_slice::<Value>(seed).ok();
        let trees: Vec<Value> = if is_tree {
            seeds
                .iter()
                .filter_map(parse)
                .filter(|tree| tree.is_object() || tree.is_array())
                .collect()
        } else {
            Vec::new()
        };
        let mut words = vec![
            json!(null),
            json!(true),
            json!(0),
            json!(-1),
            json!(1e308),
            json!(u64::MAX),
            json!(i64::MIN),
            json!(""),
            json!([]),
            json!({}),
            json!("\u{202e}"),
            json!("\u{1f980}".repeat(90)),
            json!("#/"),
            json!("#/components/schemas/"),
            json!("a/b~1c"),
        ];
        for tree in &trees {
            gather(tree, &mut words);
        }
        let keywords = keywords(&trees);
        Self {
            seeds,
            trees,
            words,
            keywords,
            random: start.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        // Marsaglia's xorshift.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let bound = u64::try_from(bound.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.random % bound).unwrap_or(0)
    }

    /// Returns the next input.
    pub(super) fn next(&mut self) -> Vec<u8> {
        if self.trees.is_empty() || self.below(4) == 0 {
            return self.bytes();
        }
        let index = self.below(self.trees.len());
        let mut tree = self.trees[index].clone();
        for _ in 0..=self.below(4) {
            self.change(&mut tree);
        }
        if self.below(3) == 0 {
            return serde_yaml::to_string(&tree)
                .unwrap_or_default()
                .into_bytes();
        }
        tree.to_string().into_bytes()
    }

    fn word(&mut self) -> Value {
        let index = self.below(self.words.len());
        self.words[index].clone()
    }

    /// Changes one place of a tree: another value, a part of another, one level more, a key more or less.
    fn change(&mut self, tree: &mut Value) {
        let places = count(tree);
        let place = self.below(places);
        let part = self.part();
        let (word, key, kind) = (self.word(), self.word(), self.below(12));
        let number = self.number();
        let (keyword, value) = self.keyword();
        let Some(node) = find(tree, &mut place.clone()) else {
            return;
        };
        match (kind, node) {
            (0, node) => *node = word,
            (1, node) => *node = part,
            (2, node) => *node = json!([node.take()]),
            (3, node) => *node = json!({key.as_str().unwrap_or("a"): node.take()}),
            (4, node) => *node = json!({"$ref": word.as_str().unwrap_or("#")}),
            (5, Value::Object(map)) => {
                let name = map.keys().nth(place % map.len().max(1)).cloned();
                name.map(|name| map.remove(&name));
            }
            (8, Value::Object(map)) => drop(map.insert(keyword, number)),
            (9.., Value::Object(map)) => drop(map.insert(keyword, value)),
            (_, Value::Object(map)) => {
                let name = key.as_str().unwrap_or_default();
                map.insert(name.to_owned(), if kind == 6 { part } else { word });
            }
            (5, Value::Array(list)) => {
                list.pop();
            }
            (_, Value::Array(list)) => list.push(if kind == 6 { part } else { word }),
            (_, Value::String(text)) => {
                let token = TOKENS[place % TOKENS.len()];
                let at = (0..=text.len()).filter(|at| text.is_char_boundary(*at));
                let at: Vec<usize> = at.collect();
                text.insert_str(at[place % at.len()], token);
            }
            (_, node @ Value::Number(_)) => *node = number,
            (_, node) => *node = word,
        }
    }

    fn keyword(&mut self) -> (String, Value) {
        let index = self.below(self.keywords.len());
        let value = self.below(MOST_VALUES);
        let (key, values) = self.keywords.get(index).cloned().unwrap_or_default();
        let value = values.get(value % values.len().max(1)).cloned();
        (key, value.unwrap_or_default())
    }

    fn number(&mut self) -> Value {
        let text = NUMBERS[self.below(NUMBERS.len())];
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Returns a part of any seed.
    fn part(&mut self) -> Value {
        let index = self.below(self.trees.len());
        let tree = self.trees.get(index).cloned().unwrap_or_default();
        let mut place = self.below(count(&tree));
        find(&mut tree.clone(), &mut place)
            .map(Value::take)
            .unwrap_or_default()
    }

    /// Returns a seed with changed bytes.
    fn bytes(&mut self) -> Vec<u8> {
        let index = self.below(self.seeds.len());
        let mut bytes = self.seeds[index].clone();
        for _ in 0..=self.below(6) {
            let (at, to) = (self.below(bytes.len() + 1), self.below(bytes.len() + 1));
            let (from, to) = (at.min(to), at.max(to));
            match self.below(8) {
                0 if !bytes.is_empty() => {
                    let at = at.min(bytes.len() - 1);
                    bytes[at] ^= 1 << self.below(8);
                }
                1 => drop(bytes.drain(from..to.min(from + 40))),
                2 => {
                    let copy = bytes[from..to.min(from + 200)].to_vec();
                    for _ in 0..=self.below(20) {
                        bytes.splice(at..at, copy.iter().copied());
                    }
                }
                3 => {
                    let other = self.below(self.seeds.len());
                    let other = &self.seeds[other];
                    let cut = at.min(other.len());
                    let piece: Vec<u8> = other[cut..other.len().min(cut + 120)].to_vec();
                    bytes.splice(at..at, piece);
                }
                4 => {
                    let token = TOKENS[self.below(TOKENS.len())]
                        .repeat(1 + self.below(3) * self.below(300));
                    bytes.splice(at..at, token.into_bytes());
                }
                5 => {
                    // The digits from here on become another number.
                    let is_digit = |byte: &u8| byte.is_ascii_digit();
                    let from = at + bytes[at..].iter().position(is_digit).unwrap_or(0);
                    let to = from
                        + bytes[from..]
                            .iter()
                            .take_while(|byte| is_digit(byte))
                            .count();
                    let number = NUMBERS[self.below(NUMBERS.len())];
                    bytes.splice(from..to, number.bytes());
                }
                6 => {
                    let byte = u8::try_from(self.below(256)).unwrap_or(0);
                    bytes.insert(at, byte);
                }
                _ => bytes.truncate(at.max(1)),
            }
            bytes.truncate(200_000);
        }
        bytes
    }
}

/// The fewest seeds that have a key which the format knows, and not one document alone.
const FEWEST_SEEDS: usize = 3;
/// The most values that are kept of a keyword, and the most nodes of one.
const MOST_VALUES: usize = 8;
const MOST_NODES: usize = 20;

fn keywords(trees: &[Value]) -> Vec<(String, Vec<Value>)> {
    let mut all: BTreeMap<&str, (BTreeSet<usize>, Vec<Value>)> = BTreeMap::new();
    for (index, tree) in trees.iter().enumerate() {
        let mut open = vec![tree];
        while let Some(node) = open.pop() {
            open.extend(children(node));
            for (key, value) in node.as_object().into_iter().flatten() {
                let (seeds, values) = all.entry(key).or_default();
                seeds.insert(index);
                if values.len() < MOST_VALUES && count(value) < MOST_NODES {
                    values.push(value.clone());
                }
            }
        }
    }
    let common = all.into_iter();
    let common = common.filter(|(_, (seeds, _))| seeds.len() >= FEWEST_SEEDS);
    common
        .map(|(key, (_, values))| (key.to_owned(), values))
        .collect()
}

fn gather(tree: &Value, words: &mut Vec<Value>) {
    match tree {
        Value::Object(map) => {
            for (key, value) in map {
                words.push(key.as_str().into());
                gather(value, words);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| gather(value, words)),
        single => words.push(single.clone()),
    }
}

fn children(tree: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match tree {
        Value::Object(map) => Box::new(map.values()),
        Value::Array(list) => Box::new(list.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

fn count(tree: &Value) -> usize {
    1 + children(tree).map(count).sum::<usize>()
}

/// Returns the node that stands so many nodes on.
fn find<'t>(tree: &'t mut Value, left: &mut usize) -> Option<&'t mut Value> {
    if *left == 0 {
        return Some(tree);
    }
    *left -= 1;
    match tree {
        Value::Object(map) => map.values_mut().find_map(|value| find(value, left)),
        Value::Array(list) => list.iter_mut().find_map(|value| find(value, left)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_start_gives_the_same_inputs_and_others_give_others() {
        let seeds = [br#"{"a": [1, "b", {"c": null}]}"#.to_vec()];
        let inputs = |start| {
            let mut mutator = Mutator::new(&seeds, start, true);
            (0..50).map(|_| mutator.next()).collect::<Vec<_>>()
        };
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
        let distinct: std::collections::BTreeSet<Vec<u8>> = inputs(1).into_iter().collect();
        assert!(distinct.len() > 40, "{}", distinct.len());
    }
}
