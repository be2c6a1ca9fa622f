//! Reads which paths the text of a source file names: enough of Rust's grammar for files that rustfmt has been over.

/// The text without comments, and with the insides of strings and characters blanked; line breaks stay.
pub fn code(source: &str) -> String {
    let (mut out, mut chars) = (String::with_capacity(source.len()), source.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|&c| c != '\n').is_some() {},
            '"' => {
                out.push('"');
                while let Some(c) = chars.next() {
                    match c {
                        '\\' => drop(chars.next()),
                        '"' => break,
                        '\n' => out.push('\n'),
                        _ => {}
                    }
                }
                out.push('"');
            }
            '\'' => {
                // A character, or a lifetime: only the former is closed soon.
                let mut ahead = chars.clone();
                let first = ahead.next();
                if first == Some('\\') || ahead.next() == Some('\'') {
                    if chars.next() == Some('\\') {
                        chars.next();
                    }
                    while chars.next_if(|&c| c != '\'').is_some() {}
                    chars.next();
                }
                out.push(' ');
            }
            c => out.push(c),
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Every path in the code that begins with this word, groups in braces opened: `a::{b, c::d}` is `a::b` and `a::c::d`.
pub fn beginning_with(code: &str, word: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(word) {
        let (before, after) = (&code[..at], &code[at + word.len()..]);
        let inside_word = before.ends_with(is_word) || after.starts_with(is_word);
        if !inside_word && !before.ends_with("::") {
            let mut rest = after;
            expand(&mut rest, vec![word.to_owned()], &mut found);
        }
    }
    found
}

/// Follows a path from behind its first word to its ends.
fn expand(rest: &mut &str, mut path: Vec<String>, found: &mut Vec<Vec<String>>) {
    while let Some(next) = rest.strip_prefix("::") {
        *rest = next;
        if let Some(group) = rest.strip_prefix('{') {
            *rest = group;
            return members(rest, &path, found);
        }
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        match &rest[..end] {
            // `*`, or the `<` of a turbofish.
            "" => break,
            "self" => {}
            word => path.push(word.to_owned()),
        }
        *rest = &rest[end..];
    }
    found.push(path);
}

/// The members of a group in braces, up to its end.
fn members(rest: &mut &str, path: &[String], found: &mut Vec<Vec<String>>) {
    loop {
        *rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        if end == 0 {
            // The end of the group, or `*`.
            *rest = rest.find('}').map_or("", |at| &rest[at + 1..]);
            return;
        }
        let mut member = path.to_vec();
        if &rest[..end] != "self" {
            member.push(rest[..end].to_owned());
        }
        *rest = &rest[end..];
        expand(rest, member, found);
        // What stands between a member and the next one is its new name.
        *rest = rest.find([',', '}']).map_or("", |at| &rest[at..]);
    }
}

/// The modules of a file below `src/`: `rest/articles.rs` is `rest`, `articles`; a `mod.rs` is its folder.
pub fn module(file: &str) -> Vec<String> {
    let mut modules: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if matches!(modules.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        modules.pop();
    }
    modules
}

/// What the file names of its own crate, as paths from the crate's root.
pub fn own(file: &str, code: &str) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> =
        beginning_with(code, "crate").into_iter().map(|path| path[1..].to_vec()).collect();
    for path in beginning_with(code, "super") {
        let mut modules = module(file);
        let ups = path.iter().take_while(|word| *word == "super").count();
        modules.truncate(modules.len().saturating_sub(ups));
        modules.extend_from_slice(&path[ups..]);
        found.push(modules);
    }
    found
}
