//! Go templates to the SQL texts that they can give, without running them (RILL-ROWS.md, section 4).
//!
//! Each output becomes a placeholder, and each block gives a text with every one of its branches. Blocks with the same
//! condition take the same branch.

mod output;

use std::collections::BTreeMap;

use output::Output;
use rill_project::template::{Node, parse};

use crate::placeholder;

/// Highest number of texts that are made of one template.
const MAX_TEXTS: usize = 64;
/// Highest number of templates inside of each other.
const MAX_CALLS: usize = 16;

/// The branch of each condition.
type Choice<'a> = BTreeMap<&'a str, usize>;

/// The texts of a template, and the arguments that its placeholders stand for.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// Every text, none twice.
    pub(crate) list: Vec<String>,
    /// Arguments by the numbers of their placeholders, where one is printed as it is.
    pub(crate) arguments: BTreeMap<usize, String>,
    /// `true` if there are more branches than were taken together.
    pub(crate) is_partial: bool,
}

/// Returns the texts of a template.
///
/// # Errors
///
/// It is no template; says why.
pub(crate) fn texts(template: &str) -> Result<Texts, String> {
    let nodes = parse(template)?;
    let mut conditions = Vec::new();
    collect(&nodes.nodes, &nodes.defined, &mut conditions, 0);
    let mut choices: Vec<Choice<'_>> = vec![BTreeMap::new()];
    let mut is_partial = false;
    for (condition, branches) in &conditions {
        if choices.len() * branches > MAX_TEXTS {
            // Each branch is still read once, beside the first ones of all others.
            is_partial = true;
            let first = choices[0].clone();
            choices.extend((1..*branches).map(|branch| {
                let mut choice = first.clone();
                choice.insert(condition, branch);
                choice
            }));
            continue;
        }
        choices = choices
            .into_iter()
            .flat_map(|choice| {
                (0..*branches).map(move |branch| {
                    let mut choice = choice.clone();
                    choice.insert(condition, branch);
                    choice
                })
            })
            .collect();
    }
    let mut result = Texts {
        is_partial,
        ..Texts::default()
    };
    for choice in &choices {
        let mut writer = Writer {
            choice,
            defined: &nodes.defined,
            text: String::new(),
            arguments: BTreeMap::new(),
            calls: 0,
        };
        writer.nodes(&nodes.nodes);
        result.arguments.extend(writer.arguments);
        if !result.list.contains(&writer.text) {
            result.list.push(writer.text);
        }
    }
    Ok(result)
}

/// Lists the conditions of all blocks, each once, with the number of its branches.
fn collect(
    nodes: &[Node],
    defined: &BTreeMap<String, Vec<Node>>,
    found: &mut Vec<(String, usize)>,
    calls: usize,
) {
    for node in nodes {
        match node {
            Node::Block { key, branches } => {
                if branches.len() > 1 && !found.iter().any(|(known, _)| known == key) {
                    found.push((key.clone(), branches.len()));
                }
                for branch in branches {
                    collect(branch, defined, found, calls);
                }
            }
            Node::Call(name) if calls < MAX_CALLS => {
                if let Some(nodes) = defined.get(name) {
                    collect(nodes, defined, found, calls + 1);
                }
            }
            _ => {}
        }
    }
}

/// Writes the text of one choice of branches.
struct Writer<'a> {
    choice: &'a Choice<'a>,
    defined: &'a BTreeMap<String, Vec<Node>>,
    text: String,
    arguments: BTreeMap<usize, String>,
    calls: usize,
}

impl Writer<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.text.push_str(text),
                Node::Block { key, branches } => {
                    let branch = self.choice.get(key.as_str()).copied().unwrap_or(0);
                    if let Some(nodes) = branches.get(branch) {
                        self.nodes(nodes);
                    }
                }
                Node::Call(name) if self.calls < MAX_CALLS => {
                    if let Some(nodes) = self.defined.get(name) {
                        self.calls += 1;
                        self.nodes(nodes);
                        self.calls -= 1;
                    }
                }
                Node::Call(_) => {}
                Node::Output { text, number } => self.output(text, *number),
            }
        }
    }

    fn output(&mut self, action: &str, number: usize) {
        match output::of(action) {
            Output::Nothing => {}
            Output::Known(text) => self.text.push_str(&text),
            Output::Unknown { argument, shape } => {
                if let Some(name) = argument {
                    self.arguments.insert(number, name);
                }
                let name = placeholder::name(number);
                match shape {
                    output::Shape::Plain => self.placed(&name),
                    output::Shape::Text => self.text.extend([format!("'{name}'")]),
                    output::Shape::Identifier => self.text.extend([format!("\"{name}\"")]),
                    output::Shape::List => self.text.extend([format!("('{name}')")]),
                }
            }
        }
    }

    /// Writes a placeholder as what the text before it lets it be.
    fn placed(&mut self, name: &str) {
        match position(&self.text) {
            Position::Operand => self.text.push_str(name),
            // More of a select list, more tables, or more of a condition.
            Position::AfterItem => self.text.extend([format!(", {name} ")]),
            Position::AfterTable => self.text.extend([format!(" CROSS JOIN {name} ")]),
            Position::AfterOther => self.text.push(' '),
        }
    }
}

/// The ways in which a text may go on.
#[derive(Debug, PartialEq)]
enum Position {
    /// An operand, or it stands inside of quotes or of a word.
    Operand,
    /// It follows a whole item of a select list.
    AfterItem,
    AfterTable,
    AfterOther,
}

/// Words after which an operand stands.
const BEFORE_OPERANDS: &str = "select distinct where and or not by limit offset in like ilike from join as on then else \
    when case interval between having using is values set all any similar to union except intersect qualify over \
    date timestamp time with recursive returning escape glob filter exists replace exclude top";

/// Returns what can follow a text.
fn position(text: &str) -> Position {
    let (mut quote, mut depth) = (None, 0_usize);
    // `?` until a clause begins: the text may be part of an expression.
    let mut clauses = vec!["?"];
    let mut word = String::new();
    let mut last = String::new();
    let mut is_comment = false;
    let mut before = ' ';
    for character in text.chars().chain([' ']) {
        if is_comment {
            is_comment = character != '\n';
        } else if let Some(open) = quote {
            if character == open {
                quote = None;
                "x".clone_into(&mut last);
            }
        } else if character.is_alphanumeric() || matches!(character, '_' | '$') {
            word.push(character);
        } else {
            if !word.is_empty() {
                last = std::mem::take(&mut word).to_lowercase();
                if let Some(clause) = clauses.last_mut() {
                    *clause = match last.as_str() {
                        "select" => "select",
                        "from" | "join" => "from",
                        "where" | "group" | "order" | "having" | "limit" | "qualify" | "union"
                        | "window" => "",
                        _ => clause,
                    };
                }
            }
            match character {
                '\'' | '"' => quote = Some(character),
                '(' => {
                    depth += 1;
                    clauses.push("");
                }
                ')' if depth > 0 => {
                    depth -= 1;
                    clauses.pop();
                }
                '-' if before == '-' => is_comment = true,
                _ => {}
            }
            if !character.is_whitespace() && !is_comment {
                last = character.to_string();
            }
        }
        before = character;
    }
    let is_glued = text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'));
    let is_word = last.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let follows = is_word || matches!(last.as_str(), ")" | "*" | "]" | "\"");
    let wants_operand = !follows
        || BEFORE_OPERANDS
            .split_whitespace()
            .any(|known| known == last)
        || (last == "*" && clauses.last() != Some(&"select"));
    match clauses.last() {
        _ if quote.is_some() || is_glued || wants_operand || is_comment => Position::Operand,
        Some(&"?") => Position::Operand,
        Some(&"select") => Position::AfterItem,
        Some(&"from") => Position::AfterTable,
        _ => Position::AfterOther,
    }
}

#[cfg(test)]
mod tests;
