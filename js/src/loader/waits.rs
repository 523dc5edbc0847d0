//! Whether a module waits at its top level, as far as its words tell.
//!
//! `require` must know before it runs a module, and the engine does not say. A wait that is overlooked here is found when
//! the module runs and does not end; so in doubt the answer is no.

use super::lexer::{Token, tokens};

/// What a bracket has opened.
#[derive(Clone, Copy, PartialEq)]
enum Opened {
    /// The body of a function.
    Body,
    /// A block, an object, a class, or brackets.
    Other,
}

/// True if there is an `await` outside of all functions.
pub(crate) fn at_top_level(source: &str) -> bool {
    if !source.contains("await") {
        return false;
    }
    let words = tokens(source);
    let mut opened: Vec<(Opened, usize)> = Vec::new();
    // The word before the bracket that the last closed `)` belongs to.
    let mut before_parameters = None;
    let mut arrow_depth = None;
    for (at, word) in words.iter().enumerate() {
        match word {
            Token::Mark('{') => {
                let body = match at.checked_sub(1).map(|before| words[before]) {
                    Some(Token::Mark(')')) => {
                        !matches!(before_parameters, Some(Token::Word(word)) if takes_block(word))
                    }
                    Some(Token::Mark('>')) => at > 1 && words[at - 2] == Token::Mark('='),
                    _ => false,
                };
                opened.push((if body { Opened::Body } else { Opened::Other }, at));
            }
            Token::Mark('(' | '[') => opened.push((Opened::Other, at)),
            Token::Mark(close @ (')' | ']' | '}')) => {
                let open_at = opened.pop().map(|(_, at)| at);
                if *close == ')' {
                    before_parameters = open_at.and_then(|at| at.checked_sub(1)).map(|at| words[at]);
                }
                arrow_depth = arrow_depth.filter(|depth| opened.len() >= *depth);
            }
            Token::Mark(',' | ';') => arrow_depth = arrow_depth.filter(|depth| opened.len() > *depth),
            // `=> value`: a function whose body is not in braces.
            Token::Mark('>')
                if at > 0
                    && words[at - 1] == Token::Mark('=')
                    && words.get(at + 1) != Some(&Token::Mark('{')) =>
            {
                arrow_depth = arrow_depth.or(Some(opened.len()));
            }
            Token::Word("await") if arrow_depth.is_none() => {
                let is_property = at > 0 && words[at - 1] == Token::Mark('.')
                    || matches!(words.get(at + 1), Some(Token::Mark(':' | '=' | ',')));
                if !is_property && opened.iter().all(|(kind, _)| *kind == Opened::Other) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Keywords whose parentheses are followed by a block, not by a function's body.
fn takes_block(word: &str) -> bool {
    matches!(word, "if" | "for" | "while" | "switch" | "catch" | "with" | "await")
}

#[cfg(test)]
mod tests {
    use super::at_top_level;

    #[test]
    fn waits() {
        for source in [
            "await x",
            "export const a = await b();",
            "if (x) { await y }",
            "for await (const x of y) {}",
            "try { await a } catch (e) { }",
            "const f = async () => await 1; await f();",
            "function f() {} await f()",
        ] {
            assert!(at_top_level(source), "{source}");
        }
    }

    #[test]
    fn does_not_wait() {
        for source in [
            "async function f() { await x }",
            "const f = async () => { await x };",
            "const f = async () => await x;",
            "class A { async m(a) { if (a) { await x } } }",
            "const o = { async m() { for await (const a of b) {} }, await: 1 }; o.await;",
            "// await\n'await'; `await ${x}`",
            "let x = 1",
        ] {
            assert!(!at_top_level(source), "{source}");
        }
    }
}
