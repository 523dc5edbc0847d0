//! The engine's messages that say enough only together with the expression in the source that they are about.

/// What stands at a place of a line: a name with what follows it, as `a.b[0].c`.
#[derive(Debug, PartialEq)]
struct Operand {
    text: String,
    /// The name or index of the last property, if the source tells; and whether there is a property at all.
    property: Option<String>,
    has_property: bool,
    /// What comes behind it.
    rest: String,
}

/// V8's words for a message about the operand at a place; `column` counts characters from 1. None if the source does not tell.
pub(super) fn words(message: &str, line: &str, column: usize) -> Option<String> {
    let text: Vec<char> = line.chars().collect();
    let at = column.checked_sub(1).filter(|at| *at < text.len())?;
    let operand = operand(&text, at)?;
    match message {
        "value is not iterable" => {
            let before: String = text[..at].iter().collect();
            let before = before.trim_end();
            let spread = before.ends_with("...");
            if before.ends_with(" of") || (spread && !is_in_call(before)) {
                return Some(format!("{} is not iterable", operand.text));
            }
            // At the first column the engine may not know better.
            let calls = column > 1 && arguments(&operand.rest).is_some_and(|inner| inner.contains("..."));
            (spread || calls)
                .then(|| "Spread syntax requires ...iterable[Symbol.iterator] to be a function".to_owned())
        }
        "object is not extensible" => {
            let name = operand.property.filter(|_| assigns(&operand.rest))?;
            Some(format!("Cannot add property {name}, object is not extensible"))
        }
        "no setter for property" => {
            let name = operand.property.filter(|_| assigns(&operand.rest))?;
            Some(format!("Cannot set property {name} of #<Object> which has only a getter"))
        }
        "could not delete property" => {
            Some(format!("Cannot delete property '{}' of #<Object>", operand.property?))
        }
        _ => None,
    }
}

/// V8's words for something of this name that is read-only. Only a name that stands alone is a variable's.
pub(super) fn read_only(name: &str, place: Option<(&str, usize)>) -> String {
    let variable = !matches!(name, "undefined" | "NaN" | "Infinity")
        && place.is_some_and(|(line, column)| is_variable(name, line, column));
    if variable {
        return "Assignment to constant variable.".to_owned();
    }
    let of = if name == "length" || name.bytes().all(|byte| byte.is_ascii_digit()) {
        "[object Array]"
    } else {
        "#<Object>"
    };
    format!("Cannot assign to read only property '{name}' of object '{of}'")
}

fn is_variable(name: &str, line: &str, column: usize) -> bool {
    let text: Vec<char> = line.chars().collect();
    let Some(at) = column.checked_sub(1).filter(|at| *at < text.len()) else { return true };
    if at > 0 && matches!(text[at - 1], '.' | '[') {
        return false;
    }
    match operand(&text, at) {
        Some(operand) => operand.text == name || !operand.has_property,
        // Something in brackets or quotes, whose property it may be.
        None => !line.contains(&format!(".{name}")),
    }
}

fn assigns(rest: &str) -> bool {
    let rest = rest.trim_start().trim_start_matches(['+', '-', '*', '/', '%', '&', '|', '^', '?', '<', '>']);
    rest.starts_with('=') && !rest.starts_with("==") || rest.is_empty()
}

/// Whether the innermost bracket that a text leaves open is a call's.
fn is_in_call(before: &str) -> bool {
    let mut depth = 0;
    let opening = before.chars().rev().find(|c| {
        depth += i32::from(matches!(c, ')' | ']' | '}')) - i32::from(matches!(c, '(' | '[' | '{'));
        depth < 0
    });
    opening == Some('(')
}

/// What is between the brackets of a call.
fn arguments(rest: &str) -> Option<&str> {
    let mut depth = 0;
    let end = rest.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    })?;
    rest[..end].strip_prefix('(')
}

fn operand(text: &[char], at: usize) -> Option<Operand> {
    let is_word = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let word_end = |from: usize| from + text[from..].iter().take_while(|c| is_word(c)).count();
    let mut end = word_end(at);
    if end == at || text[at].is_ascii_digit() {
        return None;
    }
    let (mut property, mut has_property) = (None, false);
    loop {
        match text.get(end) {
            Some('.') if text.get(end + 1).is_some_and(is_word) => {
                let next = word_end(end + 1);
                property = Some(text[end + 1..next].iter().collect());
                end = next;
            }
            Some('[') => {
                let close = end + text[end..].iter().position(|c| *c == ']')?;
                property = index(&text[end + 1..close]);
                end = close + 1;
            }
            _ => break,
        }
        has_property = true;
    }
    let string = |part: &[char]| part.iter().collect::<String>();
    Some(Operand { text: string(&text[at..end]), property, has_property, rest: string(&text[end..]) })
}

/// The name that is written in brackets, if it is written there.
fn index(inner: &[char]) -> Option<String> {
    let inner: String = inner.iter().collect();
    let quoted = ['\'', '"'].iter().find_map(|quote| inner.strip_prefix(*quote)?.strip_suffix(*quote));
    match quoted {
        Some(name) => Some(name.to_owned()),
        None => (!inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit())).then_some(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With the place where `^` stands in the line.
    fn told(message: &str, marked: &str) -> String {
        let column = marked.find('^').expect("the test marks the place") + 1;
        words(message, &marked.replace('^', ""), column).unwrap_or_default()
    }

    #[test]
    fn operands() {
        assert_eq!(
            told("object is not extensible", "  ^o.a.b = 1"),
            "Cannot add property b, object is not extensible"
        );
        assert_eq!(
            told("object is not extensible", "^a[3] = 1"),
            "Cannot add property 3, object is not extensible"
        );
        assert_eq!(told("object is not extensible", "^a[k] = 1"), "");
        assert_eq!(told("object is not extensible", "^a.push(1)"), "");
        assert_eq!(
            told("could not delete property", "delete ^o.a;"),
            "Cannot delete property 'a' of #<Object>"
        );
        assert_eq!(
            told("no setter for property", "^o['x'] += 1"),
            "Cannot set property x of #<Object> which has only a getter"
        );
        assert_eq!(told("value is not iterable", "for (const x of ^o.list) f(x)"), "o.list is not iterable");
        assert_eq!(told("value is not iterable", "f([...^xs])"), "xs is not iterable");
        assert_eq!(told("value is not iterable", "[f(x), ...^xs]"), "xs is not iterable");
        assert_eq!(told("value is not iterable", " ^f(x, y); g(...x)"), "");
        for call in [" ^f(x, ...5)", "f(x, ...^y)"] {
            assert_eq!(
                told("value is not iterable", call),
                "Spread syntax requires ...iterable[Symbol.iterator] to be a function"
            );
        }
    }

    #[test]
    fn variables_and_properties() {
        let told = |name, line, column| read_only(name, Some((line, column)));
        assert_eq!(told("c", "c = 1", 1), "Assignment to constant variable.");
        assert_eq!(told("c", "  c++", 3), "Assignment to constant variable.");
        let property = "Cannot assign to read only property 'a' of object '#<Object>'";
        assert_eq!(told("a", "o.a = 1", 1), property);
        assert_eq!(told("a", "o[k] = 1", 1), property);
        assert_eq!(told("a", "[o.a] = x", 4), property);
        assert_eq!(told("a", "(f()).a = 1", 1), property);
        assert_eq!(read_only("a", None), property);
        assert_eq!(
            told("0", "list[0] = 1", 1),
            "Cannot assign to read only property '0' of object '[object Array]'"
        );
    }
}
