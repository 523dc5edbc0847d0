//! The engine's syntax errors, told as V8 tells them: the place shown with its line and a caret, and the common messages
//! in V8's words, which programmers know and search for.

use super::lexer::placed_tokens;
use super::sentences::SENTENCES;
use crate::raw::{Js, Thrown, Value};

/// Where a text is wrong, and what the engine said about it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// From 1.
    pub(crate) line: usize,
    /// From 1, in characters.
    pub(crate) column: usize,
    /// The engine's words.
    pub(crate) message: String,
}

impl Place {
    /// Reads it off an error that the compiler has just thrown: the first line of its stack is the place.
    pub(crate) fn of_error(js: &mut Js<'_>, error: Value<'_>, source: &str) -> Result<Place, Thrown> {
        let mut place = Place { line: 1, column: 1, message: String::new() };
        if !error.is_object() {
            return Ok(place);
        }
        let message = js.atom("message");
        place.message = error.get(js, message)?.value().to_text(js)?;
        if let Some((line, column)) = crate::stack::first_place(js, error) {
            (place.line, place.column) = (line, column);
        }
        // The engine counts bytes.
        let before = place.line_of(source).get(..place.column.saturating_sub(1));
        place.column = before.map_or(place.column, |before| before.chars().count() + 1);
        Ok(place)
    }

    /// True if the place is behind the text: in what was put behind it.
    pub(crate) fn is_beyond(&self, source: &str) -> bool {
        self.line > source.split('\n').count()
    }

    /// Moves a place behind the text to its end: for V8 that is the empty line behind the last line feed.
    pub(crate) fn settle(&mut self, source: &str) {
        let lines = source.split('\n').count();
        let at_end = self.line > lines
            || (self.rest_of(source).trim().is_empty() && self.offset(source) >= source.trim_end().len());
        if !at_end || !is_about_token(&self.message) {
            if self.line > lines {
                self.move_to(source, source.trim_end().len().saturating_sub(1));
            }
            return;
        }
        self.line = lines;
        self.column = self.line_of(source).chars().count() + 1;
        self.message = "Unexpected end of input".to_owned();
    }

    /// The byte of the text that the place is.
    fn offset(&self, source: &str) -> usize {
        let before: usize = source.split('\n').take(self.line - 1).map(|line| line.len() + 1).sum();
        let line = self.line_of(source);
        before + line.len() - self.rest_of(source).len()
    }

    fn move_to(&mut self, source: &str, offset: usize) {
        let before = (0..=offset).rev().find_map(|end| source.get(..end)).unwrap_or_default();
        self.line = before.matches('\n').count() + 1;
        self.column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    }

    fn line_of<'s>(&self, source: &'s str) -> &'s str {
        source.split('\n').nth(self.line - 1).unwrap_or_default().trim_end_matches('\r')
    }

    /// The text from the place to the line's end.
    fn rest_of<'s>(&self, source: &'s str) -> &'s str {
        let line = self.line_of(source);
        let at = line.char_indices().nth(self.column - 1).map_or(line.len(), |(at, _)| at);
        &line[at..]
    }

    /// `file:line`, the line, and carets under the token.
    pub(crate) fn arrow(&self, source: &str, file: &str) -> String {
        let line = self.line_of(source);
        let rest = self.rest_of(source);
        // As wide as the text is in units of UTF-16, as V8 has it.
        let blank = |c: char| std::iter::repeat_n(if c == '\t' { c } else { ' ' }, c.len_utf16());
        let indent: String = line.chars().take(self.column - 1).flat_map(blank).collect();
        let length = match token(rest) {
            Token::String => string_length(rest),
            other => other.text().chars().count(),
        };
        let carets = if line.is_empty() { String::new() } else { "^".repeat(length.max(1)) };
        format!("{file}:{}\n{line}\n{indent}{carets}\n", self.line)
    }
}

/// A token as far as messages care.
enum Token<'s> {
    End,
    Identifier(&'s str),
    Number(&'s str),
    String,
    Template,
    Other(&'s str),
}

impl<'s> Token<'s> {
    fn text(&self) -> &'s str {
        match self {
            Token::End | Token::String => "",
            Token::Template => "`",
            Token::Identifier(text) | Token::Number(text) | Token::Other(text) => text,
        }
    }
}

fn token(text: &str) -> Token<'_> {
    let Some(first) = text.chars().next() else { return Token::End };
    let run = |fits: fn(char) -> bool| &text[..text.find(|c| !fits(c)).unwrap_or(text.len())];
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    match first {
        '"' | '\'' => Token::String,
        '`' => Token::Template,
        '0'..='9' => Token::Number(run(is_word)),
        c if is_word(c) => Token::Identifier(run(is_word)),
        '=' | '>' | '<' | '&' | '|' | '+' | '-' | '*' | '.' => {
            let operator = run(|c| matches!(c, '=' | '>' | '<' | '&' | '|' | '+' | '-' | '*' | '.'));
            Token::Other(operator)
        }
        c => Token::Other(&text[..c.len_utf8()]),
    }
}

const KEYWORDS: &[&str] = &[
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "new",
    "null",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
];

/// The length of a string with its quotes, in characters; of an unfinished one, to the end of its line.
fn string_length(text: &str) -> usize {
    let quote = text.chars().next();
    let mut escaped = false;
    let end = text.chars().skip(1).position(|c| {
        let closes = !escaped && Some(c) == quote;
        escaped = !escaped && c == '\\';
        closes
    });
    end.map_or(text.chars().count(), |end| end + 2)
}

/// V8's complaint about a token that does not belong where it stands.
fn unexpected(rest: &str) -> String {
    match token(rest) {
        Token::End => "Invalid or unexpected token".to_owned(),
        Token::Identifier("enum") => "Unexpected reserved word".to_owned(),
        Token::Identifier(word) if KEYWORDS.contains(&word) => format!("Unexpected token '{word}'"),
        Token::Identifier(word) => format!("Unexpected identifier '{word}'"),
        Token::Number(_) => "Unexpected number".to_owned(),
        Token::String => "Unexpected string".to_owned(),
        Token::Template => "Unexpected template string".to_owned(),
        Token::Other("@" | "#" | "\\") => "Invalid or unexpected token".to_owned(),
        Token::Other(text) => format!("Unexpected token '{text}'"),
    }
}

/// True if the engine stumbled over `import`, `export`, `import.meta`, or a top-level `await`.
pub(crate) fn is_about_modules(place: &Place, source: &str) -> bool {
    module_words(place, source).is_some()
}

fn module_words(place: &Place, source: &str) -> Option<&'static str> {
    let line = place.line_of(source);
    let before: String = line.chars().take(place.column - 1).collect();
    let word_before = before.trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
    if place.message.contains("import.meta") {
        return Some("Cannot use 'import.meta' outside a module");
    }
    if place.message == "unsupported keyword: export" {
        return Some("Unexpected token 'export'");
    }
    match word_before {
        Some("import") => Some("Cannot use import statement outside a module"),
        Some("await") if place.message == "expecting ';'" => {
            Some("await is only valid in async functions and the top level bodies of modules")
        }
        _ => None,
    }
}

/// V8's words where the engine's message says enough without the text: of `eval` nobody has it.
pub(crate) fn without_text(message: &str) -> Option<String> {
    if let Some((_, words)) = SENTENCES.iter().find(|(ours, _)| *ours == message) {
        return Some((*words).to_owned());
    }
    match message.strip_prefix("unexpected token in expression: '")?.strip_suffix('\'')? {
        "" => Some("Unexpected end of input".to_owned()),
        token => Some(unexpected(token)),
    }
}

/// True for messages that only say that something else was expected.
fn is_about_token(message: &str) -> bool {
    message.starts_with("expecting '")
        || message.starts_with("unexpected token in expression")
        || message.starts_with("unsupported keyword")
        || message.starts_with("Unexpected ")
        || matches!(
            message,
            "variable name expected"
                | "invalid property name"
                | "expecting field name"
                | "class statement requires a name"
        )
}

/// The engine's message in V8's words, where they are known; its own otherwise. Where V8 points elsewhere, the place moves.
pub(crate) fn in_v8_words(place: &mut Place, source: &str) -> String {
    if let Some(words) = module_words(place, source) {
        if !place.message.contains("import.meta") && !words.contains("'export'") {
            place.step_back(source);
        }
        return words.to_owned();
    }
    let message = place.message.clone();
    if let Some((_, words)) = SENTENCES.iter().find(|(ours, _)| *ours == message) {
        if matches!(message.as_str(), "invalid assignment left-hand side" | "function name expected") {
            place.step_back(source);
        }
        return (*words).to_owned();
    }
    if message.starts_with("invalid redefinition") {
        if !matches!(token(place.rest_of(source)), Token::Identifier(_)) {
            place.step_back(source);
        }
        return match token(place.rest_of(source)) {
            Token::Identifier(name) => format!("Identifier '{name}' has already been declared"),
            _ => message,
        };
    }
    if !is_about_token(&message) {
        return message;
    }
    if let Some(last) = unfinished_call(source, place.offset(source)) {
        place.move_to(source, last);
        return "missing ) after argument list".to_owned();
    }
    match message.as_str() {
        "Unexpected end of input" => message,
        _ => unexpected(place.rest_of(source)),
    }
}

impl Place {
    /// Moves to the last word before the place.
    fn step_back(&mut self, source: &str) {
        let here = self.offset(source);
        let last = placed_tokens(source).into_iter().take_while(|(_, start)| *start < here).last();
        if let Some((_, start)) = last {
            self.move_to(source, start);
        }
    }
}

/// If the text up to `end` stops behind a value among the arguments of a call: where that value's last word begins.
fn unfinished_call(source: &str, end: usize) -> Option<usize> {
    use super::lexer::Token::{Mark, Other, String, Word};
    let words: Vec<_> = placed_tokens(source).into_iter().take_while(|(_, start)| *start < end).collect();
    let mut open = Vec::new();
    for (index, (word, _)) in words.iter().enumerate() {
        match word {
            Mark('(' | '[' | '{') => open.push(index),
            Mark(')' | ']' | '}') => drop(open.pop()),
            _ => {}
        }
    }
    let bracket = open.pop().filter(|index| words[*index].0 == Mark('('))?;
    let is_call = match words[bracket.checked_sub(1)?].0 {
        Word(word) => !KEYWORDS.contains(&word) && !is_declared(&words, bracket),
        Mark(')' | ']') => true,
        _ => false,
    };
    let (last, start) = words.last()?;
    let is_value = match last {
        Word(word) => !KEYWORDS.contains(word) || matches!(*word, "this" | "true" | "false" | "null"),
        Mark(mark) => matches!(mark, ')' | ']' | '}'),
        String(_) | Other => true,
    };
    (is_call && is_value).then_some(*start)
}

/// True if the bracket opens the parameters of `function name(`.
fn is_declared(words: &[(super::lexer::Token<'_>, usize)], bracket: usize) -> bool {
    bracket >= 2 && words[bracket - 2].0 == super::lexer::Token::Word("function")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str, line: usize, column: usize, message: &str) -> String {
        in_v8_words(&mut Place { line, column, message: message.to_owned() }, source)
    }

    #[test]
    fn tokens_are_named() {
        assert_eq!(words("let x = ;", 1, 9, "unexpected token in expression: ';'"), "Unexpected token ';'");
        assert_eq!(words("a b", 1, 3, "expecting ';'"), "Unexpected identifier 'b'");
        assert_eq!(words("a 1", 1, 3, "expecting ';'"), "Unexpected number");
        assert_eq!(words("a 'x'", 1, 3, "expecting ';'"), "Unexpected string");
        assert_eq!(
            words("let a; let a;", 1, 13, "invalid redefinition of lexical identifier"),
            "Identifier 'a' has already been declared"
        );
        assert_eq!(words("@x", 1, 1, "unexpected token in expression: '@'"), "Invalid or unexpected token");
    }

    #[test]
    fn calls_that_do_not_end() {
        let missing = "missing ) after argument list";
        assert_eq!(words("f(1 2)", 1, 5, "Unexpected number"), missing);
        assert_eq!(words("a.b(c\nd()", 2, 1, "expecting ','"), missing);
        assert_eq!(words("if (a b)", 1, 7, "expecting ')'"), "Unexpected identifier 'b'");
        assert_eq!(words("f(1, ;", 1, 6, "unexpected token in expression: ';'"), "Unexpected token ';'");
    }

    #[test]
    fn module_syntax_is_known() {
        let outside = "Cannot use import statement outside a module";
        assert_eq!(words("import x from 'y'", 1, 8, "Unexpected identifier 'x'"), outside);
        assert_eq!(words("export let a", 1, 1, "unsupported keyword: export"), "Unexpected token 'export'");
        assert!(!is_about_modules(&Place { line: 1, column: 3, message: "expecting ';'".into() }, "a b"));
    }

    #[test]
    fn the_arrow_points_at_the_token() {
        let mut place = Place { line: 2, column: 5, message: String::new() };
        assert_eq!(place.arrow("a\n\tb  cde;\n", "/f.js"), "/f.js:2\n\tb  cde;\n\t   ^^^\n");
        place = Place { line: 9, column: 2, message: "expecting ')'".to_owned() };
        place.settle("if (\n");
        assert_eq!(place.arrow("if (\n", "/f.js"), "/f.js:2\n\n\n");
        assert_eq!(place.message, "Unexpected end of input");
    }
}
