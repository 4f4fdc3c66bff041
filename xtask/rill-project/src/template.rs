//! A template of Go as a tree of texts, outputs and blocks, as far as that shows without running it.

use std::collections::BTreeMap;

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// What stands between actions.
    Text(String),
    /// An action that may print something.
    Output {
        /// The action.
        text: String,
        /// Its place among all pieces.
        number: usize,
    },
    /// `if`, `with` or `range`.
    Block {
        /// Its condition.
        key: String,
        /// Its branches; without `else` the last one is empty.
        branches: Vec<Vec<Node>>,
    },
    /// `template` or `block`, by the name of what it calls.
    Call(String),
}

/// A template and the ones that it defines.
#[derive(Debug, Default)]
pub struct Template {
    /// Its parts.
    pub nodes: Vec<Node>,
    /// The templates that it defines, by name.
    pub defined: BTreeMap<String, Vec<Node>>,
}

/// A piece of the source: a text or an action.
enum Piece<'a> {
    Text(&'a str),
    Action(Action<'a>),
}

/// What stands between `{{` and `}}`, trimmed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Action<'a> {
    pub(super) text: &'a str,
    /// The source before it and after it.
    pub(super) before: &'a str,
    pub(super) after: &'a str,
}

/// Returns the actions of a template, as far as they end; comments are left out.
pub(super) fn actions(source: &str) -> impl Iterator<Item = Action<'_>> {
    let (pieces, _) = pieces(source);
    pieces.into_iter().filter_map(|piece| match piece {
        Piece::Action(action) => Some(action),
        Piece::Text(_) => None,
    })
}

/// Parses a template.
///
/// # Errors
///
/// A block or an action does not end.
pub fn parse(source: &str) -> Result<Template, String> {
    let (pieces, is_closed) = pieces(source);
    if !is_closed {
        return Err("template: unclosed action".to_owned());
    }
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

/// Cuts a source at its actions; comments and the space that `{{-` and `-}}` trim are left out. Returns `false` if the
/// last action does not end.
fn pieces(source: &str) -> (Vec<Piece<'_>>, bool) {
    let mut pieces = Vec::new();
    let mut rest = source;
    while let Some(open) = rest.find("{{") {
        let mut text = &rest[..open];
        let inner = &rest[open + 2..];
        let Some(end) = end_of_action(inner) else {
            return (pieces, false);
        };
        let before = &source[..source.len() - inner.len() - 2];
        let mut action = &inner[..end];
        rest = &inner[end + 2..];
        let after = rest;
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
        let text = action.trim();
        if !text.starts_with("/*") {
            let before = before.trim_end();
            pieces.push(Piece::Action(Action {
                text,
                before,
                after,
            }));
        }
    }
    pieces.push(Piece::Text(rest));
    (pieces, true)
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
            Some(open) => quote = quote.filter(|_| character != open),
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
                Piece::Action(action) => action.text,
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

#[cfg(test)]
mod tests {
    use super::{actions, parse};

    #[test]
    fn actions_are_found_with_what_stands_around_them() {
        let found: Vec<_> = actions("a '{{- .args.x -}}' {{/* no */}} b {{ end }}c").collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].before, "a '");
        assert_eq!(found[0].text, ".args.x");
        assert_eq!(found[1].after, "c");
    }

    #[test]
    fn flaws() {
        for (text, expected) in [
            ("select 1", None),
            ("{{ if .args.x }}a{{ else }}b{{ end }}", None),
            ("{{ range .args.x }}{{ if . }}{{ end }}{{ end }}", None),
            ("{{/* if */}} {{- /* if */ -}}", None),
            ("{{ .args.x ", Some("unclosed")),
            ("{{ if .args.x }}a", Some("EOF")),
            ("a{{ end }}", Some("unexpected {{end}}")),
        ] {
            let found = parse(text).err();
            assert_eq!(found.is_some(), expected.is_some(), "{text}: {found:?}");
            assert!(
                found
                    .unwrap_or_default()
                    .contains(expected.unwrap_or_default())
            );
        }
    }
}
