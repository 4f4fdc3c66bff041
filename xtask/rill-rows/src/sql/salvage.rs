//! Queries that the parser does not know whole: the smallest part around the place where it stops becomes unknown.

use std::ops::Range;

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan};

/// Name of the function, and of the table, that stands for what is not understood.
pub(super) const UNREAD: &str = "rill_part_that_is_not_understood";

/// Tokens to replace, and what with.
type Edit = (Range<usize>, Vec<Token>);

/// Replaces or leaves out what stands around an error; returns `false` where nothing can be left out.
pub(super) fn leave_out(tokens: &mut Vec<TokenWithSpan>, error: &str) -> bool {
    let place = location(error);
    let at = place.and_then(|place| tokens.iter().position(|one| one.span.start >= place));
    let Some((range, new)) = around(tokens, at.unwrap_or(tokens.len())) else {
        return false;
    };
    let Some(span) = tokens.get(range.start).map(|first| first.span) else {
        return false;
    };
    let is_new = !tokens[range.clone()].iter().map(|one| &one.token).eq(&new);
    let new = new.into_iter().map(|token| TokenWithSpan::new(token, span));
    tokens.splice(range, new);
    is_new
}

/// Returns the place that a message of the parser names.
fn location(error: &str) -> Option<Location> {
    let (line, column) = error.rsplit_once("Line: ")?.1.split_once(", Column: ")?;
    let column = column.trim().parse().ok()?;
    Some(Location::new(line.parse().ok()?, column))
}

fn around(tokens: &[TokenWithSpan], at: usize) -> Option<Edit> {
    let open = opening(tokens, at);
    let range = match open {
        Some(open) => open + 1..closing(tokens, open),
        None => 0..tokens.len(),
    };
    let first = keyword(tokens, range.start);
    let is_query = matches!(first, Keyword::SELECT | Keyword::FROM | Keyword::WITH);
    let Some(open) = open.filter(|_| !is_query) else {
        return clause(tokens, range, at);
    };
    let end = (range.end + 1).min(tokens.len());
    let before = open.saturating_sub(1);
    if tokens[open].token != Token::LParen {
        return Some((open..end, unread(&tokens[open..end])));
    }
    match keyword(tokens, before) {
        // `PIVOT` and the like, in place of a query.
        Keyword::AS | Keyword::FROM | Keyword::JOIN => {
            let mut columns = vec![name("SELECT")];
            columns.extend(call("COLUMNS"));
            Some((range, columns))
        }
        Keyword::NoKeyword if matches!(tokens[before].token, Token::Word(_)) => {
            Some((before..end, unread(&tokens[before..end])))
        }
        _ => around(tokens, open),
    }
}

/// Returns the bracket that is open at a place.
fn opening(tokens: &[TokenWithSpan], at: usize) -> Option<usize> {
    let mut depth = 0;
    (0..at).rev().find(|place| {
        depth += step(&tokens[*place].token);
        depth > 0
    })
}

/// Returns the end of what a bracket opens.
fn closing(tokens: &[TokenWithSpan], open: usize) -> usize {
    let mut depth = 0;
    let is_end = |place: &usize| {
        depth += step(&tokens[*place].token);
        depth == 0
    };
    (open..tokens.len()).find(is_end).unwrap_or(tokens.len())
}

fn step(token: &Token) -> i32 {
    match token {
        Token::LParen | Token::LBracket | Token::LBrace => 1,
        Token::RParen | Token::RBracket | Token::RBrace => -1,
        _ => 0,
    }
}

/// Returns the edit of the clause of a query that a place stands in.
fn clause(tokens: &[TokenWithSpan], query: Range<usize>, at: usize) -> Option<Edit> {
    let marks = outside(tokens, query.clone(), |place| begins_clause(tokens, place));
    let start = *marks.iter().rfind(|mark| **mark <= at)?;
    let end = marks.iter().find(|mark| **mark > start);
    let end = end.copied().unwrap_or(query.end);
    match keyword(tokens, start) {
        Keyword::SELECT => item(tokens, start + 1..end, at),
        // The trouble is before it.
        Keyword::FROM
            if tokens[start + 1..end]
                .iter()
                .all(|one| one.token == name(UNREAD)) =>
        {
            clause(tokens, query, start.checked_sub(1)?)
        }
        Keyword::FROM => Some((start + 1..end, vec![name(UNREAD)])),
        Keyword::UNION | Keyword::INTERSECT | Keyword::EXCEPT => None,
        _ => Some((start..end, Vec::new())),
    }
}

fn begins_clause(tokens: &[TokenWithSpan], place: usize) -> bool {
    let before = keyword(tokens, place.wrapping_sub(1));
    match keyword(tokens, place) {
        Keyword::FROM => before != Keyword::DISTINCT,
        Keyword::GROUP => before != Keyword::WITHIN,
        Keyword::USING => keyword(tokens, place + 1) == Keyword::SAMPLE,
        Keyword::SELECT | Keyword::WHERE | Keyword::HAVING | Keyword::WINDOW => true,
        Keyword::QUALIFY | Keyword::ORDER | Keyword::LIMIT | Keyword::OFFSET => true,
        Keyword::TABLESAMPLE | Keyword::UNION | Keyword::INTERSECT | Keyword::EXCEPT => true,
        _ => false,
    }
}

/// Returns the edit of the item of a select list that a place stands in.
fn item(tokens: &[TokenWithSpan], list: Range<usize>, at: usize) -> Option<Edit> {
    let commas = outside(tokens, list.clone(), |place| {
        tokens[place].token == Token::Comma
    });
    let before = commas.iter().rfind(|comma| **comma < at);
    let start = before.map_or(list.start, |comma| comma + 1);
    let end = commas.iter().find(|comma| **comma >= start);
    let range = start..end.copied().unwrap_or(list.end);
    let mut new = unread(tokens.get(range.clone()).filter(|item| !item.is_empty())?);
    if range.len() > 2 && keyword(tokens, range.end - 2) == Keyword::AS {
        new.extend(
            tokens[range.end - 2..range.end]
                .iter()
                .map(|token| token.token.clone()),
        );
    }
    Some((range, new))
}

/// Returns the places outside of brackets that hold.
fn outside(
    tokens: &[TokenWithSpan],
    range: Range<usize>,
    holds: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut depth = 0;
    let mut is_outside = |place: &usize| {
        depth += step(&tokens[*place].token);
        depth == 0
    };
    range
        .filter(|place| is_outside(place) && holds(*place))
        .collect()
}

/// Returns a call in place of what is left out; one that stands for several columns stays one.
fn unread(left_out: &[TokenWithSpan]) -> Vec<Token> {
    let spreads = (0..left_out.len())
        .any(|place| matches!(keyword(left_out, place), Keyword::COLUMNS | Keyword::UNNEST));
    call(if spreads { "COLUMNS" } else { UNREAD })
}

fn call(function: &str) -> Vec<Token> {
    vec![name(function), Token::LParen, Token::RParen]
}

fn name(text: &str) -> Token {
    Token::make_word(text, None)
}

fn keyword(tokens: &[TokenWithSpan], place: usize) -> Keyword {
    match tokens.get(place).map(|one| &one.token) {
        Some(Token::Word(word)) => word.keyword,
        _ => Keyword::NoKeyword,
    }
}
