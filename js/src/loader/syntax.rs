//! The engine's syntax errors, told as V8 tells them: the place shown with its line and a caret, and the common messages
//! in V8's words, which programmers know and search for.

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
    pub(crate) fn of_error(js: &mut Js<'_>, error: Value<'_>) -> Result<Place, Thrown> {
        let mut place = Place { line: 1, column: 1, message: String::new() };
        if !error.is_object() {
            return Ok(place);
        }
        let message = js.atom("message");
        place.message = error.get(js, message)?.value().to_text(js)?;
        if let Some((line, column)) = crate::stack::first_place(js, error) {
            (place.line, place.column) = (line, column);
        }
        Ok(place)
    }

    /// True if the place is behind the text: in what was put behind it.
    pub(crate) fn is_beyond(&self, source: &str) -> bool {
        self.line > source.split('\n').count()
    }

    /// Moves a place behind the text to its end, so that there is a line to show.
    pub(crate) fn settle(&mut self, source: &str) {
        let lines: Vec<&str> = source.trim_end().split('\n').collect();
        if self.line > lines.len() {
            self.line = lines.len();
            self.column = lines.last().map_or(0, |line| line.chars().count()) + 1;
            self.message = "Unexpected end of input".to_owned();
        }
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
        let indent: String =
            line.chars().take(self.column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let length = match token(rest) {
            Token::String => rest.len(),
            other => other.text().chars().count(),
        };
        format!("{file}:{}\n{line}\n{indent}{}\n", self.line, "^".repeat(length.max(1)))
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

/// What V8 says where this engine uses a fixed sentence.
const SENTENCES: &[(&str, &str)] = &[
    ("unexpected end of string", "Invalid or unexpected token"),
    ("unexpected end of comment", "Invalid or unexpected token"),
    ("unexpected line terminator in regexp", "Invalid regular expression: missing /"),
    ("unexpected end of regexp", "Invalid regular expression: missing /"),
    ("invalid number literal", "Invalid or unexpected token"),
    ("unexpected character", "Invalid or unexpected token"),
    ("invalid first character of private name", "Invalid or unexpected token"),
    ("property constructor appears more than once", "A class may only have one constructor"),
    ("break must be inside loop or switch", "Illegal break statement"),
    ("continue must be inside loop", "Illegal continue statement: no surrounding iteration statement"),
    ("return not in a function", "Illegal return statement"),
    ("missing initializer for variable", "Missing initializer in const declaration"),
    ("invalid increment/decrement operand", "Invalid left-hand side expression in postfix operation"),
    ("invalid assignment left-hand side", "Invalid left-hand side in assignment"),
    ("invalid destructuring target", "Invalid destructuring assignment target"),
    ("line terminator not allowed after throw", "Illegal newline after throw"),
    ("invalid keyword: with", "Strict mode code may not include a with statement"),
    ("super() is only valid in a derived class constructor", "'super' keyword unexpected here"),
    ("'super' is only valid in a method", "'super' keyword unexpected here"),
    ("expecting catch or finally", "Missing catch or finally after try"),
    (
        "cannot delete a direct reference in strict mode",
        "Delete of an unqualified identifier in strict mode.",
    ),
    ("rest element must be the last one", "Rest element must be last element"),
    ("Octal literals are not allowed in strict mode", "Octal literals are not allowed in strict mode."),
];

/// The engine's message in V8's words, where they are known; its own otherwise.
pub(crate) fn in_v8_words(place: &Place, source: &str) -> String {
    let message = place.message.as_str();
    if let Some(words) = module_words(place, source) {
        return words.to_owned();
    }
    if let Some((_, words)) = SENTENCES.iter().find(|(ours, _)| *ours == message) {
        return (*words).to_owned();
    }
    let rest = place.rest_of(source);
    if message.starts_with("invalid redefinition") {
        return match redefined(place, source) {
            Some(name) => format!("Identifier '{name}' has already been declared"),
            None => message.to_owned(),
        };
    }
    let about_token = message.starts_with("expecting '")
        || message.starts_with("unexpected token in expression")
        || message.starts_with("unsupported keyword")
        || message == "variable name expected"
        || message == "invalid property name";
    if about_token {
        let at_end = rest.is_empty() && place.line >= source.trim_end().split('\n').count();
        return if at_end { "Unexpected end of input".to_owned() } else { unexpected(rest) };
    }
    message.to_owned()
}

/// The name that a declaration repeats: the engine points at it or just behind it.
fn redefined<'s>(place: &Place, source: &'s str) -> Option<&'s str> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    if let Token::Identifier(name) = token(place.rest_of(source)) {
        return Some(name);
    }
    let line = place.line_of(source);
    let before = &line[..line.len() - place.rest_of(source).len()];
    let name = before.trim_end();
    let start =
        name.rfind(|c| !is_word(c)).map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
    (start < name.len()).then(|| &name[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str, line: usize, column: usize, message: &str) -> String {
        in_v8_words(&Place { line, column, message: message.to_owned() }, source)
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
        place = Place { line: 9, column: 2, message: String::new() };
        place.settle("if (\n\n");
        assert_eq!(place.arrow("if (\n\n", "/f.js"), "/f.js:1\nif (\n    ^\n");
        assert_eq!(place.message, "Unexpected end of input");
    }
}
