//! JSON for `package.json`, read without the engine: objects keep the order of their members, which is what the
//! conditions of `exports` are about.

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    /// `null`
    Null,
    /// `true` or `false`; nothing that the loader reads is one, so which of them is not kept.
    Bool,
    /// A number; its value is not kept either.
    Number,
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, its members in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a text that is one JSON value. None if it is not.
    pub(crate) fn parse(text: &str) -> Option<Json> {
        let mut reader = Reader { rest: text.trim_start_matches('\u{feff}'), depth: 0 };
        let value = reader.value()?;
        reader.skip_space();
        reader.rest.is_empty().then_some(value)
    }

    /// An object's member. The last one counts if there are several, as for `JSON.parse`.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        let Json::Object(members) = self else { return None };
        members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// A string's text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }
}

/// Deeper nesting than this is an attack on the stack, not a package.
const MAX_DEPTH: u32 = 200;

struct Reader<'t> {
    rest: &'t str,
    depth: u32,
}

impl Reader<'_> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Steps over `token` if it comes next.
    fn take(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self) -> Option<Json> {
        self.skip_space();
        match self.rest.as_bytes().first()? {
            b'{' => self.nested(Self::object),
            b'[' => self.nested(Self::array),
            b'"' => self.string().map(Json::String),
            b't' => self.take("true").then_some(Json::Bool),
            b'f' => self.take("false").then_some(Json::Bool),
            b'n' => self.take("null").then_some(Json::Null),
            _ => self.number(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Json>) -> Option<Json> {
        self.depth += 1;
        let value = if self.depth > MAX_DEPTH { None } else { read(self) };
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Option<Json> {
        self.take("{");
        let mut members = Vec::new();
        self.skip_space();
        if self.take("}") {
            return Some(Json::Object(members));
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            self.skip_space();
            if !self.take(":") {
                return None;
            }
            members.push((name, self.value()?));
            self.skip_space();
            if self.take("}") {
                return Some(Json::Object(members));
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    fn array(&mut self) -> Option<Json> {
        self.take("[");
        let mut items = Vec::new();
        self.skip_space();
        if self.take("]") {
            return Some(Json::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            if self.take("]") {
                return Some(Json::Array(items));
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<Json> {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        number.parse::<f64>().is_ok().then_some(Json::Number)
    }

    fn string(&mut self) -> Option<String> {
        if !self.take("\"") {
            return None;
        }
        let mut text = String::new();
        loop {
            let stop = self.rest.find(|c: char| c == '"' || c == '\\' || c < ' ')?;
            text.push_str(&self.rest[..stop]);
            let mark = self.rest.as_bytes()[stop];
            self.rest = &self.rest[stop + 1..];
            match mark {
                b'"' => return Some(text),
                b'\\' => text.push(self.escape()?),
                _ => return None,
            }
        }
    }

    /// The character that an escape stands for, read from behind its backslash.
    fn escape(&mut self) -> Option<char> {
        let kind = self.rest.chars().next()?;
        self.rest = &self.rest[kind.len_utf8()..];
        Some(match kind {
            '"' | '\\' | '/' => kind,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = self.hex4()?;
                let pair = (0xD800..0xDC00).contains(&first) && self.take("\\u");
                let code = match pair {
                    true => 0x10000 + ((first - 0xD800) << 10) + self.hex4()?.wrapping_sub(0xDC00),
                    false => first,
                };
                char::from_u32(code).unwrap_or('\u{fffd}')
            }
            _ => return None,
        })
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        self.rest = &self.rest[4..];
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_the_last_of_a_name_counts() {
        let json = Json::parse(r#" {"b": [1, -2.5e3, true, null], "a": {"x": "y"}, "b": "again"} "#).unwrap();
        let Json::Object(members) = &json else { panic!("not an object") };
        let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["b", "a", "b"]);
        assert_eq!(json.get("b").and_then(Json::text), Some("again"));
        assert_eq!(json.get("a").and_then(|a| a.get("x")).and_then(Json::text), Some("y"));
    }

    #[test]
    fn escapes() {
        let json = Json::parse(r#""\"\\\/\n\u00e9\ud83d\ude00\ud800""#).unwrap();
        assert_eq!(json.text(), Some("\"\\/\n\u{e9}\u{1f600}\u{fffd}"));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let deep = "[".repeat(100_000);
        for text in ["", "{", "{\"a\":}", "[1,]", "tru", "1 2", "\"\n\"", "{a:1}", "'x'", "\"\\x\"", &deep] {
            assert_eq!(Json::parse(text), None, "{text:.20}");
        }
    }
}
