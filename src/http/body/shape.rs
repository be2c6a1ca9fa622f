//! What serde says of JSON of another shape, in words for people: no name of a type, and a place for what is missing.

use crate::domain::text::nearest::nearest_first;

/// The pointer to a fault and what would be right there, of the pointer to the value that was read and the message about it.
#[must_use]
pub(super) fn told(pointer: &str, message: &str) -> (String, String) {
    let message = without_position(message);
    let inside = |name: &str| format!("{pointer}/{}", escaped(name));
    if let Some(name) = between(message, "missing field `", "`") {
        return (inside(name), "must be given".to_owned());
    }
    if let Some(name) = between(message, "duplicate field `", "`") {
        return (inside(name), "is given more than once".to_owned());
    }
    (pointer.to_owned(), of_value(message))
}

/// A name as a part of a JSON pointer (RFC 6901).
#[must_use]
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn of_value(message: &str) -> String {
    // What was found may be quoted in it; the last «expected» is serde's own.
    let expected = message.rsplit_once(", expected ").map(|(_, expected)| expected);
    if message.starts_with("unknown field ") {
        let name = between(message, "unknown field `", "`").unwrap_or_default();
        return match expected.map(names) {
            Some(names) => format!("is not known here; known are: {}", nearest_first(name, &names).join(", ")),
            None => "is not known here".to_owned(),
        };
    }
    if message.starts_with("unknown variant ") {
        return match expected.map(names).as_deref() {
            Some([only]) => format!("must be {only}"),
            Some(names) => format!("must be one of {}", names.join(", ")),
            None => "must be a word that is known here".to_owned(),
        };
    }
    let of_shape =
        ["invalid type: ", "invalid value: ", "invalid length "].iter().any(|kind| message.starts_with(kind));
    match expected {
        // Bounds of the machine's numbers say nothing to who wrote no number.
        Some(expected) if message.starts_with("invalid type: ") && is_whole(expected) => {
            "must be a whole number".to_owned()
        }
        Some(expected) if of_shape => format!("must be {}", kind(expected)),
        _ if message.contains("untagged enum") => "must have one of the forms that are known here".to_owned(),
        _ => message.to_owned(),
    }
}

fn is_whole(expected: &str) -> bool {
    expected.strip_prefix(['i', 'u']).is_some_and(|bits| bits == "size" || bits.parse::<u8>().is_ok())
}

/// The names that stand in backticks.
fn names(expected: &str) -> Vec<&str> {
    expected.split('`').skip(1).step_by(2).collect()
}

/// What serde expects, as people call it.
fn kind(expected: &str) -> String {
    let whole = |least: &str, most: &str| format!("a whole number from {least} to {most}");
    match expected {
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "unit" => "null".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "string or map" => "a word that is known here".to_owned(),
        "u8" => whole("0", "255"),
        "u16" => whole("0", "65535"),
        "u32" => whole("0", "4294967295"),
        "u64" | "usize" => "a whole number, 0 or more".to_owned(),
        "i8" => whole("-128", "127"),
        "i16" => whole("-32768", "32767"),
        "i32" => whole("-2147483648", "2147483647"),
        "i64" | "isize" => "a whole number".to_owned(),
        _ => match expected.split(' ').next() {
            Some("struct") => "an object".to_owned(),
            Some("tuple") => "a list of the right length".to_owned(),
            Some("enum" | "variant") => "a word that is known here".to_owned(),
            Some("newtype") => "of another kind".to_owned(),
            _ => expected.to_owned(),
        },
    }
}

/// The message without the line and the column that stand at its end: the pointer tells more.
fn without_position(message: &str) -> &str {
    let is_position = |tail: &str| {
        let numbers = tail.split_once(" column ").map(|(line, column)| [line, column]);
        numbers.is_some_and(|numbers| numbers.iter().all(|number| number.bytes().all(|byte| byte.is_ascii_digit())))
    };
    match message.rsplit_once(" at line ") {
        Some((head, tail)) if is_position(tail) => head,
        _ => message,
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.split_once(after).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use super::told;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Thing {
        long_name: String,
        #[serde(default)]
        word: Option<Word>,
        #[serde(default)]
        only: Option<Only>,
        #[serde(default)]
        list: Vec<u8>,
        #[serde(default)]
        yes: bool,
        #[serde(default)]
        share: f64,
        #[serde(default)]
        inner: Option<Box<Thing>>,
        #[serde(default)]
        any: BTreeMap<String, i32>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    enum Word {
        Ash,
        Oak,
        Elm,
    }

    #[derive(Debug, Deserialize)]
    enum Only {
        Sole,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Empty {}

    fn message<T: DeserializeOwned + Debug>(json: &str) -> String {
        serde_json::from_str::<T>(json).unwrap_err().to_string()
    }

    #[test]
    fn what_serde_says_is_told_in_plain_words_at_its_place() {
        for (json, pointer, detail) in [
            ("{}", "/in/longName", "must be given"),
            (r#"{"longName": "a", "longName": "b"}"#, "/in/longName", "is given more than once"),
            (
                r#"{"shares": 5}"#,
                "/in",
                "is not known here; known are: share, yes, word, inner, any, only, list, longName",
            ),
            (r#"{"word": "BIRCH, expected x"}"#, "/in", "must be one of ASH, OAK, ELM"),
            (r#"{"only": "other"}"#, "/in", "must be Sole"),
            (r#"{"longName": 5}"#, "/in", "must be a string"),
            (r#"{"longName": null}"#, "/in", "must be a string"),
            (r#"{"list": "meet at line 5, expected a map"}"#, "/in", "must be a list"),
            (r#"{"list": [256]}"#, "/in", "must be a whole number from 0 to 255"),
            (r#"{"yes": "true"}"#, "/in", "must be true or false"),
            (r#"{"share": "half"}"#, "/in", "must be a number"),
            (r#"{"inner": "a"}"#, "/in", "must be an object"),
            (r#"{"inner": []}"#, "/in", "must be an object"),
            (r#"{"any": []}"#, "/in", "must be an object"),
            (r#"{"any": {"a": 1.5}}"#, "/in", "must be a whole number"),
            (r#"{"any": {"a": 9000000000}}"#, "/in", "must be a whole number from -2147483648 to 2147483647"),
        ] {
            let message = message::<Thing>(json);
            assert_eq!(told("/in", &message), (pointer.to_owned(), detail.to_owned()), "{json}: {message}");
        }
        assert_eq!(told("", &message::<Empty>(r#"{"a": 1}"#)).1, "is not known here");
        let own = "«soon» is not an instant: expected one like 2020-08-27T09:30:00Z.";
        assert_eq!(told("/at", &format!("{own} at line 1 column 9")), ("/at".to_owned(), own.to_owned()));
        assert_eq!(told("", "missing field `a/b~c`").0, "/a~1b~0c");
    }
}
