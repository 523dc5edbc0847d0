//! Whose method a function is, as far as the text of its file tells: traces name it, as V8's do.

use crate::loader::lexer::{Token, placed_tokens};

/// What an opening brace has opened.
enum Opened<'s> {
    /// The body of a class of this name; the name is empty if it has none.
    Class(&'s str),
    /// The body of a function, or a block.
    Body,
    /// An object, or something that cannot be told from one.
    Other,
}

/// The class (or `Object`) in whose braces the function `name` around the byte `at` is a method. None if it is none.
pub(super) fn owner<'s>(source: &'s str, at: usize, name: &str) -> Option<&'s str> {
    let words: Vec<_> = placed_tokens(source).into_iter().take_while(|(_, start)| *start <= at).collect();
    let mut opened: Vec<(Opened<'s>, Option<&'s str>)> = Vec::new();
    for index in 0..words.len() {
        match words[index].0 {
            Token::Mark('{') => opened.push(what_opens(&words, index)),
            Token::Mark('}') => drop(opened.pop()),
            _ => {}
        }
    }
    let method = opened.iter().rposition(|(_, method)| *method == Some(name))?;
    match opened.get(method.checked_sub(1)?)?.0 {
        Opened::Class(class) => (!class.is_empty()).then_some(class),
        Opened::Other => Some("Object"),
        Opened::Body => None,
    }
}

/// What the brace at `index` opens, and, for a body, the name of the method whose it is.
fn what_opens<'s>(words: &[(Token<'s>, usize)], index: usize) -> (Opened<'s>, Option<&'s str>) {
    let word = |at: usize| words.get(at).map(|(word, _)| *word);
    let Some(before) = index.checked_sub(1) else { return (Opened::Body, None) };
    if word(before) == Some(Token::Mark(')')) {
        let Some(open) = opening(words, before) else { return (Opened::Body, None) };
        let name = match open.checked_sub(1).and_then(word) {
            Some(Token::Word(name)) if !takes_parentheses(name) => Some(name),
            _ => None,
        };
        let declared = open.checked_sub(2).and_then(word) == Some(Token::Word("function"));
        return (Opened::Body, name.filter(|_| !declared));
    }
    // `class Name extends Base {`: the word `class` is a few words back, with no mark but dots between.
    for back in (0..before + 1).rev().take(8) {
        match word(back) {
            Some(Token::Word("class")) => {
                let name = match word(back + 1) {
                    Some(Token::Word(name)) if name != "extends" => name,
                    _ => "",
                };
                return (Opened::Class(name), None);
            }
            Some(Token::Word(_) | Token::Mark('.')) => {}
            _ => break,
        }
    }
    match word(before) {
        Some(Token::Mark('=' | '(' | ',' | ':' | '[' | '?')) | Some(Token::Word("return")) => {
            (Opened::Other, None)
        }
        _ => (Opened::Body, None),
    }
}

/// Where the bracket that closes at `close` was opened.
pub(super) fn opening(words: &[(Token<'_>, usize)], close: usize) -> Option<usize> {
    let mut depth = 0;
    for at in (0..=close).rev() {
        match words[at].0 {
            Token::Mark(')') => depth += 1,
            Token::Mark('(') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

pub(super) fn takes_parentheses(word: &str) -> bool {
    matches!(word, "if" | "for" | "while" | "switch" | "catch" | "with" | "function" | "await")
}

#[cfg(test)]
mod tests {
    use super::owner;

    fn at(source: &str, name: &str) -> Option<String> {
        let at = source.find("HERE").expect("the test marks the place");
        owner(source, at, name).map(str::to_owned)
    }

    #[test]
    fn methods() {
        assert_eq!(at("class K { m(a) { if (a) { HERE } } }", "m").as_deref(), Some("K"));
        assert_eq!(at("class K extends a.B { static async s() { HERE } }", "s").as_deref(), Some("K"));
        assert_eq!(at("const o = { a: 1, f() { [1].map(() => { HERE }) } }", "f").as_deref(), Some("Object"));
        assert_eq!(at("class K { m() {} }\nclass L { m() { HERE } }", "m").as_deref(), Some("L"));
    }

    #[test]
    fn no_methods() {
        assert_eq!(at("class K { m() { function f() { HERE } } }", "f"), None);
        assert_eq!(at("function f() { HERE }", "f"), None);
        assert_eq!(at("const C = class { m() { HERE } }", "m"), None);
        assert_eq!(at("if (x) { HERE }", "if"), None);
    }
}
