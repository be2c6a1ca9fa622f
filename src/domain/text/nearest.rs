//! The names that are known, those first that are most like what was written: a message may be cut before its end.

/// The known names, the nearest to a word first; those that are equally near stay in their order.
#[must_use]
pub fn nearest_first<'a>(word: &str, known: &[&'a str]) -> Vec<&'a str> {
    // What comes from outside may be as long as a request.
    let word: Vec<char> = word.chars().take(64).flat_map(char::to_lowercase).collect();
    let mut names = known.to_vec();
    names.sort_by_cached_key(|name| distance(&word, name));
    names
}

/// How many letters must be put in, taken out or changed to come from one word to the other (Levenshtein).
fn distance(word: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (above, letter) in name.chars().flat_map(char::to_lowercase).enumerate() {
        let mut next = vec![above + 1];
        let mut left = above + 1;
        for ((own, diagonal), up) in word.iter().zip(&row).zip(row.iter().skip(1)) {
            left = (left + 1).min(up + 1).min(diagonal + usize::from(*own != letter));
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest_first;

    #[test]
    fn a_slip_of_the_pen_has_its_name_first() {
        let known = ["id", "shortHeadline", "lead", "headline", "published"];
        for (word, first) in [
            ("headlin", "headline"),
            ("Publishd", "published"),
            ("", "id"),
            ("lede", "lead"),
            ("shortHeading", known[1]),
        ] {
            assert_eq!(nearest_first(word, &known)[0], first, "{word}");
        }
        assert_eq!(nearest_first("x".repeat(9_000).as_str(), &known).len(), known.len());
    }
}
