//! What V8 says of a text that is wrong, where this engine uses a fixed sentence.

/// The engine's sentences, and V8's.
pub(super) const SENTENCES: &[(&str, &str)] = &[
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
    ("function name expected", "Function statements require a function name"),
    ("'let' is not a valid lexical identifier", "let is disallowed as a lexically bound name"),
    ("rest element must be the last one", "Rest element must be last element"),
    ("Octal literals are not allowed in strict mode", "Octal literals are not allowed in strict mode."),
];
