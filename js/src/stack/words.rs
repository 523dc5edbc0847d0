//! The engine's messages in V8's words.

use crate::loader::syntax;

/// What has to be known to say it as V8 does.
#[derive(Debug, PartialEq)]
pub(super) enum Words {
    /// Nothing more.
    Known(String),
    /// Which class was called.
    NamesClass,
    /// What was called, as the source has it.
    NamesCallee,
    /// Whether a variable of this name was assigned to, or a property.
    Assigns(String),
    /// Which native function threw, if it was one.
    NamesNative,
    /// What the source has at the place.
    NamesOperand,
    /// These, if it is the text of `eval` that is wrong.
    InEval(String),
    /// By which name the module of this URL was asked for; first the name that it does not export.
    NamesModule(String, String),
}

/// The engine's fixed sentences, and V8's.
const SENTENCES: &[(&str, &str)] = &[
    ("Cannot convert undefined or null to object", "Cannot convert undefined or null to object"),
    ("BigInt are forbidden in JSON.stringify", "Do not know how to serialize a BigInt"),
    ("BigInt division by zero", "Division by zero"),
    ("BigInt negative exponent", "Exponent must be non-negative"),
    ("Date value is NaN", "Invalid time value"),
    ("bad normalization form", "The normalization form should be one of NFC, NFD, NFKC, NFKD."),
    ("cannot convert to object", "Cannot convert undefined or null to object"),
    ("cannot invoke a running generator", "Generator is already running"),
    (
        "derived class constructor must return an object or undefined",
        "Derived constructors may only return object or undefined",
    ),
    ("'this' can be initialized only once", "Super constructor may only be called once"),
    ("invalid value used as WeakSet key", "Invalid value used in weak set"),
    ("object prototype may only be an Object or null", "Object prototype may only be an Object or null"),
    ("promise self resolution", "Chaining cycle detected for promise #<Promise>"),
    ("not a Date object", "this is not a Date object."),
    ("expecting surrogate pair", "URI malformed"),
    ("bigint argument with unary +", "Cannot convert a BigInt value to a number"),
    ("cannot convert symbol to number", "Cannot convert a Symbol value to a number"),
    ("cannot convert symbol to string", "Cannot convert a Symbol value to a string"),
    ("circular reference", "Converting circular structure to JSON"),
    ("circular prototype chain", "Cyclic __proto__ value"),
    ("empty array", "Reduce of empty array with no initial value"),
    ("invalid 'instanceof' right operand", "Right-hand side of 'instanceof' is not callable"),
    ("invalid array buffer length", "Array buffer allocation failed"),
    ("invalid array length", "Invalid array length"),
    ("invalid string length", "Invalid string length"),
    ("invalid value used as WeakMap key", "Invalid value used as weak map key"),
    ("malformed URI sequence", "URI malformed"),
    ("expecting hex digit", "URI malformed"),
    ("parent class must be constructor", "Class extends value is not a constructor or null"),
];

/// Sentences about an expression.
const OF_OPERANDS: &[&str] = &[
    "could not delete property",
    "no setter for property",
    "object is not extensible",
    "value is not iterable",
];

/// Sentences of native functions.
const OF_NATIVES: &[&str] = &[
    "back reference out of range in regular expression",
    "cannot convert BigInt to number",
    "duplicate group name",
    "expecting ')'",
    "expecting group name",
    "extraneous characters at the end",
    "group name not defined",
    "invalid array index",
    "invalid class range",
    "invalid decimal escape in regular expression",
    "invalid escape sequence in regular expression",
    "invalid group",
    "invalid group name",
    "invalid number of digits",
    "invalid regular expression flags",
    "invalid repetition count",
    "invalid target",
    "must be called with new",
    "not a number",
    "not an object",
    "nothing to repeat",
    "out of bound",
    "regexp must have the 'g' flag",
    "regexp not supported",
    "too many captures",
    "unexpected end",
    "unknown unicode general category",
    "unknown unicode property name",
    "unknown unicode property value",
    "unknown unicode script",
];

/// What an engine's message becomes. None for all others, which is nearly every one, so this looks at little.
pub(super) fn of(message: &str) -> Option<Words> {
    match message.as_bytes().first()? {
        b'n' if message == "not a function" || message == "not a constructor" => {
            return Some(Words::NamesCallee);
        }
        b'\'' if message.ends_with("' is read-only") => {
            let name = message.strip_prefix('\'')?.strip_suffix("' is read-only")?;
            return Some(Words::Assigns(name.to_owned()));
        }
        b'c' if message == "class constructors must be invoked with 'new'" => return Some(Words::NamesClass),
        b'c' if message.starts_with("cannot ") => {
            if let Some(words) = access(message) {
                return Some(Words::Known(words));
            }
        }
        b'C' if message.starts_with("Could not find export '") => {
            let rest = message.strip_prefix("Could not find export '")?.strip_suffix('\'')?;
            let (name, url) = rest.split_once("' in module '")?;
            return Some(Words::NamesModule(name.to_owned(), url.to_owned()));
        }
        b'p' if message.starts_with("private class field '") && message.ends_with("' does not exist") => {
            let name = message.strip_prefix("private class field '")?.strip_suffix("' does not exist")?;
            let words =
                format!("Cannot read private member {name} from an object whose class did not declare it");
            return Some(Words::Known(words));
        }
        b't' if message == "this is not initialized" => {
            let words = "Must call super constructor in derived class before accessing 'this' or returning from \
                         derived constructor";
            return Some(Words::Known(words.to_owned()));
        }
        _ => {}
    }
    if let Some(name) = message.strip_suffix(" is not initialized") {
        return Some(Words::Known(format!("Cannot access '{name}' before initialization")));
    }
    if OF_OPERANDS.contains(&message) {
        return Some(Words::NamesOperand);
    }
    match SENTENCES.iter().find(|(ours, _)| *ours == message) {
        Some((_, words)) => Some(Words::Known((*words).to_owned())),
        None if OF_NATIVES.contains(&message) => Some(Words::NamesNative),
        None => syntax::without_text(message).map(Words::InEval),
    }
}

/// `cannot read property 'x' of undefined`
fn access(message: &str) -> Option<String> {
    let reads = message.strip_prefix("cannot read property '");
    let sets = message.strip_prefix("cannot set property '");
    let (rest, plural, doing) = match (reads, sets) {
        (Some(rest), _) => (rest, "read", "reading"),
        (_, Some(rest)) => (rest, "set", "setting"),
        _ => return None,
    };
    let (name, of) = rest.rsplit_once("' of ")?;
    if name == "Symbol.iterator" && doing == "reading" {
        return Some(format!("{of} is not iterable"));
    }
    Some(format!("Cannot {plural} properties of {of} ({doing} '{name}')"))
}

/// `o.x is not a function`, from the line and the column (from 1) where the engine says it was called.
pub(super) fn callee(line: &str, column: usize) -> Option<String> {
    let text: Vec<char> = line.chars().collect();
    let at = column.checked_sub(1).filter(|at| *at < text.len())?;
    let mut end = at;
    if text.get(at) == Some(&'(') {
        // With a space between name and bracket the engine points at the bracket.
        let before = text[..at].iter().rposition(|c| !c.is_whitespace())? + 1;
        return finish(&text, before, before);
    }
    let constructs = ends_with_new(&text[..at]);
    while end < text.len() && (is_word(text[end]) || (constructs && text[end] == '.')) {
        end += 1;
    }
    // `a[0]()` is shown at `a`.
    while text.get(end) == Some(&'[') {
        end = closing(&text, end)? + 1;
    }
    if end == at {
        return None;
    }
    if constructs {
        let name: String = text[at..end].iter().collect();
        return (!name.ends_with("Error")).then(|| format!("{name} is not a constructor"));
    }
    match text.get(end) {
        // What `f()()` could not call is what the first call gave, or `f`: the engine does not say.
        Some('(') if text.get(closing(&text, end)? + 1) == Some(&'(') => None,
        Some('(' | '`') => finish(&text, at, end),
        Some('?') if text.get(end + 1) == Some(&'.') => finish(&text, at, end),
        _ => None,
    }
}

fn finish(text: &[char], name_at: usize, end: usize) -> Option<String> {
    let callee = chain(text, name_at)? + &shown(&text[name_at..end]);
    // Somebody's own `TypeError('not a function')` is not for us to change.
    (!callee.is_empty() && callee != "new" && !callee.ends_with("Error"))
        .then(|| format!("{callee} is not a function"))
}

/// `['k']` is shown as `.k`, as V8 does; the rest as it is.
fn shown(text: &[char]) -> String {
    let text: String = text.iter().collect();
    text.replace("['", ".").replace("']", "").replace("[\"", ".").replace("\"]", "")
}

/// What leads to a name: `a.b.` in `a.b.c`; arguments are left out, as V8 does.
fn chain(text: &[char], name_at: usize) -> Option<String> {
    let mut parts = Vec::new();
    let mut at = name_at;
    loop {
        // A space between `.` and the names around it, or a line that begins with the dot: we see too little.
        let dot = match (at.checked_sub(1).map(|i| text[i]), at.checked_sub(2).map(|i| text[i])) {
            (Some('.'), Some('?')) => 2,
            (Some('.'), _) => 1,
            _ if at == name_at => {
                let word = at > 0 && is_word(text[at - 1]);
                if !word {
                    break;
                }
                let start = text[..at].iter().rposition(|c| !is_word(*c)).map_or(0, |i| i + 1);
                parts.push(text[start..at].iter().collect::<String>());
                at = start;
                continue;
            }
            _ => break,
        };
        let end = at - dot;
        let start = operand(text, end)?;
        parts.push(format!("{}{}", rendered(&text[start..end]), if dot == 2 { "?." } else { "." }));
        at = start;
    }
    parts.reverse();
    Some(parts.concat())
}

/// Where the operand that ends at `end` begins: a name, with calls and indices behind it.
fn operand(text: &[char], end: usize) -> Option<usize> {
    let mut at = end;
    while let Some(close @ (')' | ']')) = at.checked_sub(1).map(|i| text[i]) {
        at = opening(text, at - 1, close)?;
    }
    let start = text[..at].iter().rposition(|c| !is_word(*c)).map_or(0, |i| i + 1);
    (start < end).then_some(start)
}

/// An operand with the arguments of calls left out.
fn rendered(text: &[char]) -> String {
    match text.first() {
        Some('(' | '[') | None => return "(intermediate value)".to_owned(),
        _ => {}
    }
    let mut out = String::new();
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            '(' => {
                out.push_str("(...)");
                at = closing(text, at).map_or(text.len(), |end| end + 1);
            }
            c => {
                out.push(c);
                at += 1;
            }
        }
    }
    shown(&out.chars().collect::<Vec<_>>())
}

fn closing(text: &[char], open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.iter().enumerate().skip(open) {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn opening(text: &[char], close_at: usize, _close: char) -> Option<usize> {
    let mut depth = 0;
    for at in (0..=close_at).rev() {
        match text[at] {
            ')' | ']' => depth += 1,
            '(' | '[' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '#')
}

fn ends_with_new(text: &[char]) -> bool {
    let before: String = text.iter().collect();
    let trimmed = before.trim_end();
    trimmed.len() < before.len()
        && trimmed.ends_with("new")
        && !trimmed[..trimmed.len() - 3].ends_with(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(message: &str) -> Option<String> {
        match of(message) {
            Some(Words::Known(text)) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn sentences() {
        let known = |message| known(message).unwrap_or_default();
        assert_eq!(
            known("cannot read property 'x' of undefined"),
            "Cannot read properties of undefined (reading 'x')"
        );
        assert_eq!(
            known("cannot set property 'a' of b' of null"),
            "Cannot set properties of null (setting 'a' of b')"
        );
        assert_eq!(known("u is not initialized"), "Cannot access 'u' before initialization");
        assert_eq!(of("a program's own words"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn callees() {
        let callee = |line, column| callee(line, column).unwrap_or_default();
        assert_eq!(callee("o.zz()", 3), "o.zz is not a function");
        assert_eq!(callee("x = o.a.b(1)", 9), "o.a.b is not a function");
        assert_eq!(callee("f(1, 2).x()", 9), "f(...).x is not a function");
        assert_eq!(callee("(a || b).x()", 10), "(intermediate value).x is not a function");
        assert_eq!(callee("o.a[0](1)", 3), "o.a[0] is not a function");
        assert_eq!(callee("o['k-y']()", 1), "o.k-y is not a function");
        assert_eq!(callee("o.zz (1)", 6), "o.zz is not a function");
        assert_eq!(callee("new o.p()", 5), "o.p is not a constructor");
        assert_eq!(callee("q()", 1), "q is not a function");
        assert_eq!(callee("o.f()()", 3), "");
        assert_eq!(callee("throw new TypeError('not a function')", 11), "");
        assert_eq!(callee("throw TypeError('not a function')", 7), "");
        assert_eq!(callee("short", 40), "");
    }
}
