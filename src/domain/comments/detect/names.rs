//! Names that pretend: letters of two scripts in one word, and names that look like those of the house.

use std::sync::LazyLock;

use crate::domain::text::skeleton::{bare, is_cyrillic, is_latin, skeleton};

/// Names by which readers take somebody for the newsroom. A site adds its own title to them.
pub const RESERVED: &[&str] = &[
    "admin",
    "administrator",
    "administration",
    "editor",
    "editorial",
    "moderator",
    "newsroom",
    "official",
    "root",
    "staff",
    "support",
    "system",
    "webmaster",
    "kabar",
    "redaktor",
    "redakciya",
    "redakcija",
    "redaktsiya",
    "админ",
    "администратор",
    "администрация",
    "башкы редактор",
    "бот сайта",
    "главный редактор",
    "главред",
    "кабар",
    "модератор",
    "модерация",
    "поддержка",
    "пресс-служба",
    "редактор",
    "редакция",
    "сайттын администрациясы",
    "техподдержка",
];

/// Whether one word of a name has letters of more than one of the scripts Latin, Cyrillic and Greek. Words of different
/// scripts beside each other are no disguise: «Азамат KG».
#[must_use]
pub fn mixes_scripts(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric()).any(|word| {
        let has = |is: fn(char) -> bool| usize::from(word.chars().any(is));
        has(is_latin) + has(is_cyrillic) + has(is_greek) > 1
    })
}

const fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

/// Whether a name looks like a reserved one, to the eye: as a whole, or as words within it, whatever digits and signs stand
/// around. `own` are further names that nobody may bear, such as the title of the site.
#[must_use]
pub fn imitates(name: &str, own: &[&str]) -> bool {
    let words: Vec<String> = words(name);
    let whole = words.concat();
    let is_in = |reserved: &[String]| {
        !reserved.is_empty() && (whole == reserved.concat() || words.windows(reserved.len()).any(|run| run == reserved))
    };
    RESERVED_WORDS.iter().any(|reserved| is_in(reserved)) || own.iter().any(|name| is_in(&self::words(name)))
}

static RESERVED_WORDS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| RESERVED.iter().map(|name| words(name)).collect());

/// The words of a name as skeletons, those with letters without digits at their ends.
fn words(name: &str) -> Vec<String> {
    let plain: String = bare(name).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric() && !matches!(c, '@' | '$' | '|'));
    let words = words.map(|word| match word.trim_matches(|c: char| c.is_numeric()) {
        "" => word.to_owned(),
        letters => skeleton(letters),
    });
    words.filter(|word| !word.is_empty()).collect()
}
