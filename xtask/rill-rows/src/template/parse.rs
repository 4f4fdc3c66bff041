//! A template as a tree of texts, outputs and blocks.

use std::collections::BTreeMap;

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Text(String),
    /// An action that may print something, by its place among all actions.
    Output {
        text: String,
        number: usize,
    },
    /// `if`, `with` or `range` with its branches; without `else` the last one is empty.
    Block {
        key: String,
        branches: Vec<Vec<Node>>,
    },
    /// `template` or `block`, by the name of what it calls.
    Call(String),
}

/// A template and the ones that it defines.
#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) nodes: Vec<Node>,
    pub(super) defined: BTreeMap<String, Vec<Node>>,
}

/// A piece of the source: a text or an action.
enum Piece<'a> {
    Text(&'a str),
    Action(&'a str),
}

/// Parses a template.
///
/// # Errors
///
/// A block or an action does not end.
pub(super) fn parse(source: &str) -> Result<Template, String> {
    let pieces = pieces(source)?;
    let mut template = Template::default();
    let mut parser = Parser {
        pieces: &pieces,
        at: 0,
        defined: BTreeMap::new(),
    };
    let (nodes, end) = parser.nodes()?;
    if let Some(word) = end {
        return Err(format!("template: unexpected {{{{{word}}}}}"));
    }
    template.nodes = nodes;
    template.defined = parser.defined;
    Ok(template)
}

/// Cuts a source at its actions; comments and the space that `{{-` and `-}}` trim are left out.
fn pieces(source: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = source;
    while let Some(open) = rest.find("{{") {
        let mut text = &rest[..open];
        let inner = &rest[open + 2..];
        let end = end_of_action(inner).ok_or("template: unclosed action")?;
        let mut action = &inner[..end];
        rest = &inner[end + 2..];
        if let Some(trimmed) = action
            .strip_prefix("- ")
            .or_else(|| action.strip_prefix("-\n"))
        {
            action = trimmed;
            text = text.trim_end();
        }
        if let Some(trimmed) = action
            .strip_suffix(" -")
            .or_else(|| action.strip_suffix("\n-"))
        {
            action = trimmed;
            rest = rest.trim_start();
        }
        pieces.push(Piece::Text(text));
        let action = action.trim();
        if !action.starts_with("/*") {
            pieces.push(Piece::Action(action));
        }
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// Returns where an action ends: at the `}}` outside of quotes and comments.
fn end_of_action(text: &str) -> Option<usize> {
    if text.trim_start_matches(['-', ' ', '\n']).starts_with("/*") {
        let close = text.find("*/")?;
        return Some(close + text[close..].find("}}")?);
    }
    let mut quote = None;
    let mut is_escaped = false;
    for (at, character) in text.char_indices() {
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some('"') if character == '\\' => is_escaped = true,
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '`') => quote = Some(character),
            None if text[at..].starts_with("}}") => return Some(at),
            None => {}
        }
    }
    None
}

struct Parser<'a> {
    pieces: &'a [Piece<'a>],
    at: usize,
    defined: BTreeMap<String, Vec<Node>>,
}

impl<'a> Parser<'a> {
    /// Returns the nodes up to an `else` or `end`, and that action; none at the end of the source.
    fn nodes(&mut self) -> Result<(Vec<Node>, Option<&'a str>), String> {
        let mut nodes = Vec::new();
        while let Some(piece) = self.pieces.get(self.at) {
            let number = self.at;
            self.at += 1;
            let action = match piece {
                Piece::Text(text) => {
                    if !text.is_empty() {
                        nodes.push(Node::Text((*text).to_owned()));
                    }
                    continue;
                }
                Piece::Action(action) => *action,
            };
            let (word, rest) = action
                .split_once(char::is_whitespace)
                .unwrap_or((action, ""));
            match word {
                "end" | "else" => return Ok((nodes, Some(action))),
                "if" | "with" | "range" => nodes.push(self.block(word, rest.trim())?),
                "define" | "block" => {
                    let name = quoted(rest).ok_or("template: a definition has no name")?;
                    let (body, _) = self.body()?;
                    self.defined.insert(name.clone(), body);
                    if word == "block" {
                        nodes.push(Node::Call(name));
                    }
                }
                "template" => nodes.extend(quoted(rest).map(Node::Call)),
                "break" | "continue" => {}
                _ => nodes.push(Node::Output {
                    text: action.to_owned(),
                    number,
                }),
            }
        }
        Ok((nodes, None))
    }

    /// Returns the nodes up to the `end` that must come.
    fn body(&mut self) -> Result<(Vec<Node>, &'a str), String> {
        let (nodes, end) = self.nodes()?;
        Ok((
            nodes,
            end.ok_or("template: unexpected EOF, {{end}} is missing")?,
        ))
    }

    fn block(&mut self, word: &str, condition: &str) -> Result<Node, String> {
        let mut branches = Vec::new();
        let key = match word {
            "range" => format!("range {condition}"),
            _ => condition.to_owned(),
        };
        let (first, mut end) = self.body()?;
        branches.push(first);
        while let Some(rest) = end.strip_prefix("else") {
            let rest = rest.trim();
            let chained = rest
                .split_once(char::is_whitespace)
                .filter(|(word, _)| matches!(*word, "if" | "with"));
            if let Some((word, condition)) = chained {
                // It ends with the same `end`.
                branches.push(vec![self.block(word, condition.trim())?]);
                return Ok(Node::Block { key, branches });
            }
            let (other, next) = self.body()?;
            branches.push(other);
            end = next;
            if end == "end" {
                return Ok(block(condition, key, branches));
            }
        }
        branches.push(Vec::new());
        Ok(block(condition, key, branches))
    }
}

/// Returns a block, without the branch that no call of an API takes: none is an export.
fn block(condition: &str, key: String, mut branches: Vec<Vec<Node>>) -> Node {
    if condition == ".export" {
        branches.remove(0);
    }
    Node::Block { key, branches }
}

fn quoted(text: &str) -> Option<String> {
    let text = text.trim();
    let mark = text
        .chars()
        .next()
        .filter(|mark| matches!(mark, '"' | '`'))?;
    Some(text[1..].split_once(mark)?.0.to_owned())
}
