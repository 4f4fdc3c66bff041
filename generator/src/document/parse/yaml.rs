//! Places of a YAML text: a tree of its nodes with their spans, aliases and merge keys followed.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::ops::Range;
use std::rc::Rc;

use libyaml_safer::{EventData, Mark, Parser, ScalarStyle};

use super::{SpanStep, plain_key};
use crate::pointer::Pointer;

/// Merge keys may lead through other merge keys; a text that nests them deeper leads in circles.
const MAX_MERGES: usize = 16;

/// The nodes of the first document of a text, up to the first error.
pub(crate) struct YamlSpans<'a> {
    text: &'a str,
    /// Outer nodes before inner ones, in the order of the text.
    nodes: Vec<YamlNode>,
    /// The members of the mappings on the way to a place asked for, by the mapping's node.
    known: BTreeMap<usize, Rc<YamlMembers>>,
}

struct YamlNode {
    content: YamlContent,
    bytes: Range<usize>,
}

enum YamlContent {
    /// A text, and whether it is written without quotes.
    Scalar(String, bool),
    /// The nodes of the items.
    Sequence(Vec<usize>),
    /// The nodes of each key and its value, one after the other.
    Mapping(Vec<usize>),
    /// The node that an alias leads to.
    Alias(usize),
}

type YamlMembers = BTreeMap<String, YamlEntry>;

#[derive(Clone, Copy)]
struct YamlEntry {
    key: Option<usize>,
    value: usize,
}

impl<'a> YamlSpans<'a> {
    /// Reads the nodes of `read`, in which everything stands where it does in `text`.
    pub(super) fn parse(text: &'a str, read: &str) -> Self {
        let mut tree = Self {
            text,
            nodes: Vec::new(),
            known: BTreeMap::new(),
        };
        let mut parser = Parser::new();
        // A block scalar must end in a line break for the parser.
        parser.set_input(read.as_bytes().chain(&b"\n"[..]));
        let mut anchors = BTreeMap::new();
        let mut open: Vec<usize> = Vec::new();
        while let Ok(event) = parser.parse() {
            let (content, anchor) = match event.data {
                EventData::Scalar {
                    value,
                    style,
                    anchor,
                    ..
                } => (
                    YamlContent::Scalar(value, style == ScalarStyle::Plain),
                    anchor,
                ),
                EventData::SequenceStart { anchor, .. } => {
                    (YamlContent::Sequence(Vec::new()), anchor)
                }
                EventData::MappingStart { anchor, .. } => {
                    (YamlContent::Mapping(Vec::new()), anchor)
                }
                EventData::Alias { anchor } => match anchors.get(&anchor) {
                    Some(target) => (YamlContent::Alias(*target), None),
                    None => break,
                },
                EventData::SequenceEnd | EventData::MappingEnd => {
                    open.pop();
                    continue;
                }
                EventData::DocumentEnd { .. } | EventData::StreamEnd => break,
                EventData::StreamStart { .. } | EventData::DocumentStart { .. } => continue,
            };
            let node = tree.nodes.len();
            let around = open.last().and_then(|around| tree.nodes.get_mut(*around));
            if let Some(YamlContent::Sequence(inner) | YamlContent::Mapping(inner)) =
                around.map(|around| &mut around.content)
            {
                inner.push(node);
            }
            if matches!(content, YamlContent::Sequence(_) | YamlContent::Mapping(_)) {
                open.push(node);
            }
            if let Some(anchor) = anchor {
                anchors.insert(anchor, node);
            }
            let byte = |mark: Mark| usize::try_from(mark.index).unwrap_or(usize::MAX);
            let bytes = byte(event.start_mark)..byte(event.end_mark);
            tree.nodes.push(YamlNode { content, bytes });
        }
        tree
    }

    /// Returns the bytes of a place, or of the nearest place around it, and the steps to it.
    pub(super) fn find(&mut self, pointer: &Pointer) -> Option<(Range<usize>, Vec<SpanStep>)> {
        let mut here = YamlEntry {
            key: None,
            value: 0,
        };
        let mut steps = Vec::new();
        for segment in pointer.segments() {
            let (next, step) = match &self.nodes.get(here.value)?.content {
                YamlContent::Mapping(_) => {
                    let members = self.members(here.value, MAX_MERGES);
                    (members.get(segment.as_ref()).copied(), SpanStep::Key)
                }
                YamlContent::Sequence(items) => {
                    let item = segment.parse().ok().and_then(|at: usize| items.get(at));
                    let found = item.map(|item| YamlEntry {
                        key: None,
                        value: self.target(*item),
                    });
                    (found, SpanStep::Index)
                }
                YamlContent::Scalar(..) | YamlContent::Alias(_) => break,
            };
            let Some(next) = next else { break };
            steps.push(step);
            here = next;
        }
        let value = self.nodes.get(here.value)?;
        let is_text = matches!(value.content, YamlContent::Scalar(..)) && !value.bytes.is_empty();
        let shown = match here.key {
            Some(key) if !is_text => self.nodes.get(key)?,
            _ => value,
        };
        Some((first_line(self.text, shown.bytes.clone()), steps))
    }

    /// Returns the node that an alias leads to, or the node itself.
    fn target(&self, node: usize) -> usize {
        match self.nodes.get(node) {
            Some(YamlNode {
                content: YamlContent::Alias(target),
                ..
            }) => *target,
            _ => node,
        }
    }

    /// Returns the members of a mapping, with those that are merged into it where it has none of
    /// their names. Of two equal keys the last counts.
    fn members(&mut self, mapping: usize, merges: usize) -> Rc<YamlMembers> {
        if let Some(known) = self.known.get(&mapping) {
            return Rc::clone(known);
        }
        let mut members = YamlMembers::new();
        let mut bases = Vec::new();
        if let Some(YamlContent::Mapping(inner)) = self.nodes.get(mapping).map(|node| &node.content)
        {
            for pair in inner.chunks_exact(2) {
                let &[key, value] = pair else { continue };
                let name = self.nodes.get(self.target(key)).map(|node| &node.content);
                let Some(YamlContent::Scalar(name, is_plain)) = name else {
                    continue;
                };
                let value = self.target(value);
                if name == "<<" {
                    bases = self.bases(value);
                }
                let name = if *is_plain {
                    plain_key(name)
                } else {
                    name.clone()
                };
                let key = Some(key);
                members.insert(name, YamlEntry { key, value });
            }
        }
        for base in bases.into_iter().take_while(|_| merges > 0) {
            for (name, found) in self.members(base, merges - 1).iter() {
                members.entry(name.clone()).or_insert(*found);
            }
        }
        let members = Rc::new(members);
        self.known.insert(mapping, Rc::clone(&members));
        members
    }

    /// Returns the mappings that a merge key names: one, or those of a list.
    fn bases(&self, value: usize) -> Vec<usize> {
        match self.nodes.get(value).map(|node| &node.content) {
            Some(YamlContent::Sequence(items)) => {
                items.iter().map(|item| self.target(*item)).collect()
            }
            _ => vec![value],
        }
    }
}

/// Returns the bytes of a node that are shown: no more than its first line, and one character
/// where a mapping or a sequence starts.
fn first_line(text: &str, place: Range<usize>) -> Range<usize> {
    let start = place.start;
    let rest = text.get(start..).unwrap_or_default();
    let line_end = start + rest.find(['\n', '\r']).unwrap_or(rest.len());
    let width = rest.chars().next().map_or(0, char::len_utf8);
    let end = match place.end {
        end if end <= start => start + width,
        end => end,
    };
    start..end.min(line_end)
}
