//! The name of a function without one: V8 calls it by what it is assigned to, `exports.f` or, for `K.prototype.m = …`, `K.m`.

use super::owner::{opening, takes_parentheses};
use crate::loader::lexer::{Token, placed_tokens};

type Words<'s> = [(Token<'s>, usize)];

/// What the function around the byte `at` is assigned to, if its text says so, and if that is more than a variable.
pub(super) fn assigned(source: &str, at: usize) -> Option<String> {
    let words: Vec<_> = placed_tokens(source).into_iter().take_while(|(_, start)| *start <= at).collect();
    let mut opened = Vec::new();
    for (index, (word, _)) in words.iter().enumerate() {
        match word {
            Token::Mark('{') => opened.push(index),
            Token::Mark('}') => drop(opened.pop()),
            _ => {}
        }
    }
    while let Some(brace) = opened.pop() {
        match head_of(&words, brace) {
            Head::Block => {}
            Head::Named(_) => return None,
            Head::Unnamed(start) => {
                let around = || opened.iter().rev().find_map(|brace| named(&words, *brace));
                return target(&words, start, around);
            }
        }
    }
    None
}

/// What stands in front of a brace.
enum Head<'s> {
    /// Nothing that makes it a function's.
    Block,
    /// A function or a method of this name.
    Named(&'s str),
    /// A function without a name, or an arrow, that begins at this word.
    Unnamed(usize),
}

fn word<'s>(words: &Words<'s>, at: Option<usize>) -> Option<Token<'s>> {
    words.get(at?).map(|(word, _)| *word)
}

fn head_of<'s>(words: &Words<'s>, brace: usize) -> Head<'s> {
    let back = |steps| brace.checked_sub(steps);
    let is_arrow =
        word(words, back(1)) == Some(Token::Mark('>')) && word(words, back(2)) == Some(Token::Mark('='));
    let parameters = if is_arrow { back(3) } else { back(1) };
    let start = match word(words, parameters) {
        Some(Token::Mark(')')) => parameters.and_then(|close| opening(words, close)),
        Some(Token::Word(_)) if is_arrow => parameters,
        _ => None,
    };
    let Some(start) = start else { return Head::Block };
    if is_arrow {
        return Head::Unnamed(without_async(words, start));
    }
    let before = start.checked_sub(1);
    let before = if word(words, before) == Some(Token::Mark('*')) { start.checked_sub(2) } else { before };
    match (word(words, before), before) {
        (Some(Token::Word("function")), Some(at)) => Head::Unnamed(without_async(words, at)),
        (Some(Token::Word(name)), _) if !takes_parentheses(name) => Head::Named(name),
        _ => Head::Block,
    }
}

fn without_async(words: &Words<'_>, start: usize) -> usize {
    match word(words, start.checked_sub(1)) {
        Some(Token::Word("async")) => start - 1,
        _ => start,
    }
}

/// The name of the function or method whose body a brace opens.
fn named<'s>(words: &Words<'s>, brace: usize) -> Option<&'s str> {
    match head_of(words, brace) {
        Head::Named(name) => Some(name),
        _ => None,
    }
}

/// The left side of the assignment whose right side begins at `start`.
fn target<'s>(words: &Words<'s>, start: usize, around: impl Fn() -> Option<&'s str>) -> Option<String> {
    let mut at = start.checked_sub(1).filter(|at| words[*at].0 == Token::Mark('='))?.checked_sub(1)?;
    let mut parts = Vec::new();
    loop {
        let part = match words[at].0 {
            Token::Word(part) => part,
            Token::Mark(']') => {
                at = at.checked_sub(2).filter(|at| words[*at].0 == Token::Mark('['))?;
                let Token::String(part) = words[at + 1].0 else { return None };
                parts.push(part);
                at = at.checked_sub(1)?;
                continue;
            }
            _ => return None,
        };
        parts.push(part);
        match at.checked_sub(1).filter(|at| words[*at].0 == Token::Mark('.')) {
            Some(dot) => at = dot.checked_sub(1)?,
            None => break,
        }
    }
    if parts.len() < 2 {
        return None;
    }
    // `this.m = …` in a constructor makes a method of its class.
    if parts.last() == Some(&"this") {
        parts.pop();
        parts.extend(around());
    }
    parts.retain(|part| *part != "prototype");
    parts.reverse();
    Some(parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::assigned;

    fn at(source: &str) -> Option<String> {
        assigned(source, source.find("HERE").expect("the test marks the place"))
    }

    #[test]
    fn what_is_assigned_has_a_name() {
        assert_eq!(at("exports.f = function () { HERE }").as_deref(), Some("exports.f"));
        assert_eq!(at("A.prototype.m = async function* (a, b) { if (a) { HERE } }").as_deref(), Some("A.m"));
        assert_eq!(at("o['q'] = (a) => { HERE }").as_deref(), Some("o.q"));
        assert_eq!(at("o.p = a => { HERE }").as_deref(), Some("o.p"));
        assert_eq!(at("function K() { this.m = function () { HERE } }").as_deref(), Some("K.m"));
    }

    #[test]
    fn what_is_not_has_none() {
        assert_eq!(at("var f = function () { HERE }"), None);
        assert_eq!(at("o.f = function g() { HERE }"), None);
        assert_eq!(at("o.f = function () { call(function () { HERE }) }"), None);
        assert_eq!(at("o.f == function () { HERE }"), None);
        assert_eq!(at("HERE"), None);
        assert_eq!(at("if (x) { HERE }"), None);
    }
}
