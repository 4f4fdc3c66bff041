//! Expressions between `{{` and `}}`, as far as arguments go: Go's template pipelines.

use serde_json::Value;

/// An operand or a call.
#[derive(Debug, PartialEq)]
pub enum Expression {
    /// `.args`, `.args.x`, `$.args.x.y`, by what follows `args`.
    Argument(Vec<String>),
    /// A value written out.
    Literal(Value),
    /// A function with its operands; what comes through a pipe is the last one.
    Call(String, Vec<Expression>),
    /// Anything else.
    Other,
}

impl Expression {
    /// Returns the value written out, if it is one.
    pub fn literal(&self) -> Option<&Value> {
        match self {
            Self::Literal(value) => Some(value),
            _ => None,
        }
    }
}

/// Reads the text of an action, without the words `if`, `with` and `range`.
pub fn parse(text: &str) -> Expression {
    let mut words = words(text);
    // `$x := …` and `$i, $x := …`
    if let Some(at) = words
        .iter()
        .position(|word| matches!(word.as_str(), ":=" | "="))
    {
        words.drain(..=at);
    }
    pipeline(&mut words.into_iter().peekable())
}

type Words = std::iter::Peekable<std::vec::IntoIter<String>>;

/// Commands with `|` between them, up to a closing bracket.
fn pipeline(words: &mut Words) -> Expression {
    let mut through: Option<Expression> = None;
    let mut operands: Vec<Expression> = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            ")" => break,
            "(" => operands.push(pipeline(words)),
            "|" => through = Some(command(&mut operands, through.take())),
            word => operands.push(operand(word)),
        }
    }
    command(&mut operands, through)
}

fn command(operands: &mut Vec<Expression>, through: Option<Expression>) -> Expression {
    let mut operands = std::mem::take(operands);
    let is_function =
        matches!(operands.first(), Some(Expression::Call(_, none)) if none.is_empty());
    if is_function && let Expression::Call(name, _) = operands.remove(0) {
        operands.extend(through);
        return Expression::Call(name, operands);
    }
    match (operands.len(), through) {
        (1, None) => operands.remove(0),
        _ => Expression::Other,
    }
}

fn operand(word: &str) -> Expression {
    let field = word.strip_prefix('$').unwrap_or(word);
    if let Some(rest) = field.strip_prefix(".args")
        && (rest.is_empty() || rest.starts_with('.'))
    {
        let path = rest.split('.').filter(|part| !part.is_empty());
        return Expression::Argument(path.map(str::to_owned).collect());
    }
    if let Some(value) = literal(word) {
        return Expression::Literal(value);
    }
    let is_name = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if is_name {
        Expression::Call(word.to_owned(), Vec::new())
    } else {
        Expression::Other
    }
}

/// Returns a value written out in a template.
fn literal(word: &str) -> Option<Value> {
    let inner = |mark| word.strip_prefix(mark)?.strip_suffix(mark);
    match inner('"').or_else(|| inner('`')) {
        Some(text) => Some(text.into()),
        None => serde_json::from_str(word)
            .ok()
            .filter(|value: &Value| !value.is_null()),
    }
}

/// Returns the words of an action: quoted texts whole, brackets and pipes on their own.
fn words(action: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for character in action.chars() {
        match (quote, character) {
            (Some(open), _) => {
                if let Some(word) = words.last_mut() {
                    word.push(character);
                }
                quote = quote.filter(|_| character != open);
            }
            (None, '(' | ')' | '|') => words.extend([character.to_string(), String::new()]),
            (None, space) if space.is_whitespace() => words.push(String::new()),
            (None, other) => {
                quote = matches!(other, '"' | '`').then_some(other);
                if let Some(word) = words.last_mut() {
                    word.push(other);
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Expression::{Argument, Call, Literal, Other};
    use super::parse;

    #[test]
    fn pipelines_are_calls() {
        let argument = |name: &str| Argument(vec![name.to_owned()]);
        for (text, expected) in [
            (".args.x", argument("x")),
            ("$.args.x.y", Argument(vec!["x".into(), "y".into()])),
            (".args", Argument(Vec::new())),
            (".user.name", Other),
            (
                "default 25 .args.x",
                Call("default".into(), vec![Literal(json!(25)), argument("x")]),
            ),
            (
                "(.args.x | default \"a b)\" | upper)",
                Call(
                    "upper".into(),
                    vec![Call(
                        "default".into(),
                        vec![Literal(json!("a b)")), argument("x")],
                    )],
                ),
            ),
            ("$n := .args.x", argument("x")),
            ("now", Call("now".into(), Vec::new())),
            ("", Other),
            ("(((", Other),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
