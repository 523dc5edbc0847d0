//! The engine's messages that say enough only together with the name of the native function that threw.

/// V8's words; None for all other messages. `function` is the innermost function if that is a native one.
pub(super) fn words(message: &str, function: Option<&str>) -> Option<String> {
    match (message, function) {
        ("cannot convert BigInt to number", None) => {
            Some("Cannot mix BigInt and other types, use explicit conversions".to_owned())
        }
        ("cannot convert BigInt to number", Some(_)) => {
            Some("Cannot convert a BigInt value to a number".to_owned())
        }
        (_, Some(function)) => of_function(message, function),
        (_, None) => None,
    }
}

fn of_function(message: &str, function: &str) -> Option<String> {
    let words = match message {
        "invalid number of digits" => match function {
            "toFixed" => "toFixed() digits argument must be between 0 and 100".to_owned(),
            "toPrecision" => "toPrecision() argument must be between 1 and 100".to_owned(),
            other => format!("{other}() argument must be between 0 and 100"),
        },
        "must be called with new" if function == "Promise" => {
            "Promise constructor cannot be invoked without 'new'".to_owned()
        }
        "must be called with new" => format!("Constructor {function} requires 'new'"),
        "regexp must have the 'g' flag" => {
            format!("String.prototype.{function} called with a non-global RegExp argument")
        }
        "regexp not supported" => {
            format!("First argument to String.prototype.{function} must not be a regular expression")
        }
        "not a number" => format!("Number.prototype.{function} requires that 'this' be a Number"),
        "invalid target" if function == "WeakRef" => "WeakRef: invalid target".to_owned(),
        "invalid target" => format!("FinalizationRegistry.prototype.{function}: invalid target"),
        "undefined is not iterable" | "null is not iterable" => {
            let what = message.strip_suffix(" is not iterable")?;
            let kind = if what == "null" { "object " } else { "" };
            format!("{kind}{what} is not iterable (cannot read property Symbol(Symbol.iterator))")
        }
        "not an object" => match function {
            "Proxy" => "Cannot create proxy with a non-object as target or handler".to_owned(),
            "defineProperty" | "defineProperties" => format!("Object.{function} called on non-object"),
            "ownKeys" | "getOwnPropertyDescriptor" | "has" | "get" | "set" | "deleteProperty" => {
                format!("Reflect.{function} called on non-object")
            }
            _ => return None,
        },
        "out of bound" => "Offset is outside the bounds of the DataView".to_owned(),
        "invalid array index" if is_view(function) => {
            "Offset is outside the bounds of the DataView".to_owned()
        }
        "invalid array index" if function.ends_with("ArrayBuffer") => {
            "Invalid array buffer length".to_owned()
        }
        "invalid array index" if function.ends_with("Array") => "Invalid typed array length".to_owned(),
        _ if function == "RegExp" => return expression(message),
        _ => return None,
    };
    Some(words)
}

/// `getInt16` and its like.
fn is_view(function: &str) -> bool {
    function == "DataView" || ["get", "set"].iter().any(|verb| function.starts_with(verb))
}

/// What is wrong with a regular expression. V8 quotes it besides, which nobody tells us.
fn expression(message: &str) -> Option<String> {
    let reason = match message {
        "invalid regular expression flags" => {
            return Some("Invalid flags supplied to RegExp constructor".to_owned());
        }
        "expecting ')'" => "Unterminated group",
        "unexpected end" => "Unterminated character class",
        "nothing to repeat" => "Nothing to repeat",
        "duplicate group name" => "Duplicate capture group name",
        "expecting group name" | "invalid group name" => "Invalid capture group name",
        "group name not defined" => "Invalid named capture referenced",
        "invalid group" => "Invalid group",
        "invalid class range" => "Range out of order in character class",
        "invalid escape sequence in regular expression" => "Invalid escape",
        "invalid decimal escape in regular expression" => "Invalid decimal escape",
        "back reference out of range in regular expression" => "Invalid escape",
        "invalid repetition count" => "numbers out of order in {} quantifier",
        "too many captures" => "Too many captures",
        "extraneous characters at the end" => "Unmatched ')'",
        "unknown unicode property name"
        | "unknown unicode property value"
        | "unknown unicode script"
        | "unknown unicode general category" => "Invalid property name",
        _ => return None,
    };
    Some(format!("Invalid regular expression: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn functions_tell_what_is_meant() {
        let told = |message, function| words(message, Some(function)).unwrap_or_default();
        assert_eq!(
            told("invalid number of digits", "toFixed"),
            "toFixed() digits argument must be between 0 and 100"
        );
        assert_eq!(told("must be called with new", "Map"), "Constructor Map requires 'new'");
        assert_eq!(
            told("must be called with new", "Promise"),
            "Promise constructor cannot be invoked without 'new'"
        );
        assert_eq!(told("invalid array index", "getInt8"), "Offset is outside the bounds of the DataView");
        assert_eq!(told("invalid array index", "Uint8Array"), "Invalid typed array length");
        assert_eq!(told("expecting ')'", "RegExp"), "Invalid regular expression: Unterminated group");
        assert_eq!(told("expecting ')'", "eval"), "");
        assert_eq!(told("not an object", "ownKeys"), "Reflect.ownKeys called on non-object");
        assert_eq!(told("not an object", "setPrototypeOf"), "");
        assert_eq!(
            words("cannot convert BigInt to number", None).as_deref(),
            Some("Cannot mix BigInt and other types, use explicit conversions")
        );
        assert_eq!(words("a program's own words", None), None);
    }
}
