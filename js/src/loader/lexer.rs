//! JavaScript cut into words, roughly: enough to see what a CommonJS module seems to export, without understanding it.

/// A word of a program. Comments are gone; what a regular expression or a template holds is not looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token<'s> {
    /// An identifier or a keyword.
    Word(&'s str),
    /// A string as it is written, without its quotes.
    String(&'s str),
    /// A single character of an operator or bracket.
    Mark(char),
    /// A number, a template, a regular expression.
    Other,
}

/// The words of a program.
pub(crate) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { source, at: 0, tokens: Vec::new() };
    while lexer.step().is_some() {}
    lexer.tokens
}

/// The words of a program, each with the byte where it begins.
pub(crate) fn placed_tokens(source: &str) -> Vec<(Token<'_>, usize)> {
    let mut lexer = Lexer { source, at: 0, tokens: Vec::new() };
    let mut starts = Vec::new();
    loop {
        let start = lexer.at;
        if lexer.step().is_none() {
            return lexer.tokens.into_iter().zip(starts).collect();
        }
        if lexer.tokens.len() > starts.len() {
            starts.push(start);
        }
    }
}

struct Lexer<'s> {
    source: &'s str,
    at: usize,
    tokens: Vec<Token<'s>>,
}

impl<'s> Lexer<'s> {
    fn rest(&self) -> &'s str {
        &self.source[self.at..]
    }

    fn push(&mut self, token: Token<'s>, length: usize) {
        self.tokens.push(token);
        self.at += length;
    }

    /// Takes one token, or what lies between two. None at the end.
    fn step(&mut self) -> Option<()> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        match first {
            '/' if rest.starts_with("//") => self.at += rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => {
                self.at += rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
            }
            '/' if self.value_may_begin() => match regexp_length(rest) {
                Some(length) => self.push(Token::Other, length),
                None => self.push(Token::Mark('/'), 1),
            },
            '"' | '\'' => {
                let end = string_length(rest);
                let inside = &rest[1..end.max(2) - 1];
                self.push(Token::String(inside), end);
            }
            '`' => {
                let length = template_length(rest);
                self.push(Token::Other, length);
            }
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                let token = if c.is_ascii_digit() { Token::Other } else { Token::Word(&rest[..length]) };
                self.push(token, length);
            }
            c if c.is_whitespace() => self.at += c.len_utf8(),
            c => self.push(Token::Mark(c), c.len_utf8()),
        }
        Some(())
    }

    /// Whether a slash begins a regular expression here, rather than dividing.
    fn value_may_begin(&self) -> bool {
        match self.tokens.last() {
            Some(Token::Word(word)) => {
                matches!(
                    *word,
                    "return" | "typeof" | "case" | "in" | "of" | "void" | "delete" | "do" | "else" | "await"
                )
            }
            Some(Token::Mark(c)) => !matches!(c, ')' | ']'),
            Some(_) => false,
            None => true,
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// The length of a string with its quotes; an unfinished one ends with its line.
fn string_length(text: &str) -> usize {
    let quote = text.as_bytes()[0];
    let mut at = 1;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' => return at,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// The length of a regular expression with its slashes; None if the line has no second one.
fn regexp_length(text: &str) -> Option<usize> {
    let mut in_class = false;
    let mut characters = text.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => drop(characters.next()),
            '\n' => return None,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of a template with its quotes and all that is nested in it.
fn template_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => return at + 1,
            b'$' if bytes.get(at + 1) == Some(&b'{') => at += 2 + expression_length(&text[at + 2..]),
            _ => at += 1,
        }
    }
    text.len()
}

/// The length of the expression in a template, with its closing brace.
fn expression_length(text: &str) -> usize {
    let mut lexer = Lexer { source: text, at: 0, tokens: Vec::new() };
    let mut depth = 0;
    loop {
        let before = lexer.tokens.len();
        if lexer.step().is_none() {
            return text.len();
        }
        if lexer.tokens.len() == before {
            continue;
        }
        match lexer.tokens.last() {
            Some(Token::Mark('{')) => depth += 1,
            Some(Token::Mark('}')) if depth == 0 => return lexer.at,
            Some(Token::Mark('}')) => depth -= 1,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let show = |token: &Token<'_>| match token {
            Token::Word(word) => (*word).to_owned(),
            Token::String(text) => format!("'{text}'"),
            Token::Mark(c) => c.to_string(),
            Token::Other => "?".to_owned(),
        };
        tokens(source).iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_strings_and_marks() {
        assert_eq!(
            shown("exports.a = 'it\\'s'; // no\n/* no */ b[\"c\"] = 1.5"),
            "exports . a = 'it\\'s' ; b [ 'c' ] = ? . ?"
        );
    }

    #[test]
    fn slashes() {
        assert_eq!(
            shown("a / b / c; x = /[/'\"]`/g.test(y); return /'/"),
            "a / b / c ; x = ? g . test ( y ) ; return ?"
        );
        assert_eq!(shown("(a) / 2 / b"), "( a ) / ? / b");
    }

    #[test]
    fn templates_nest() {
        assert_eq!(shown("`a ${ {b: `${c}`} } '` + d"), "? + d");
        assert_eq!(shown("`unfinished ${ a"), "?");
        assert_eq!(shown("'unfinished\nb"), "'unfinishe' b");
    }
}
