//! Names of months and days of the week. One table serves all languages: a Kyrgyz story may carry
//! a Russian month, so the language of the body must not choose the names.

use std::sync::LazyLock;

use super::lexicon::Lexicon;
use super::scan::Cursor;
use crate::domain::places::Key;
use chrono::Weekday;

// Order in a row: Kyrgyz (with the possessive of `2020-жылдын 27-августу` and the traditional
// name), Russian, Kazakh, Uzbek, Ukrainian, Belarusian, English, then Western European languages.
const MONTHS: &[(u32, &str)] = &[
    (1, "январь|января|январы|январе|янв|үчтүн айы|қаңтар|қаңтары|yanvar|січня|січень|студзеня"),
    (1, "january|jan|enero|ene|janeiro|janvier|janv|gennaio|gen|januar|jänner|ocak"),
    (2, "февраль|февраля|февралы|феврале|фев|февр|бирдин айы|ақпан|ақпаны|fevral|лютого|лютий"),
    (2, "лютага|february|feb|febrero|fevereiro|fev|février|févr|fév|febbraio|februar|şubat"),
    (3, "март|марта|марты|мар|жалган куран|наурыз|наурызы|mart|березня|березень|сакавіка"),
    (3, "march|mar|marzo|março|mars|märz|mär"),
    (4, "апрель|апреля|апрели|апр|чын куран|сәуір|сәуірі|aprel|квітня|квітень|красавіка"),
    (4, "april|apr|abril|abr|avril|avr|aprile|nisan"),
    (5, "май|мая|майы|бугу|мамыр|мамыры|may|травня|травень|траўня|mayo|maio|mai|maggio|mag"),
    (5, "mayıs"),
    (6, "июнь|июня|июну|июн|кулжа|маусым|маусымы|iyun|червня|червень|чэрвеня"),
    (6, "june|jun|junio|junho|juin|giugno|giu|juni|haziran"),
    (7, "июль|июля|июлу|июл|теке|шілде|шілдесі|iyul|липня|липень|ліпеня"),
    (7, "july|jul|julio|julho|juillet|juil|luglio|lug|juli|temmuz"),
    (8, "август|августа|августу|авг|баш оона|тамыз|тамызы|avgust|серпня|серпень|жніўня"),
    (8, "august|aug|agosto|ago|août|aout|ağustos"),
    (9, "сентябрь|сентября|сентябры|сен|сент|аяк оона|қыркүйек|қыркүйегі|sentabr|sentyabr"),
    (9, "вересня|вересень|верасня|september|sept|sep|septiembre|setembro|set|septembre|settembre"),
    (9, "eylül"),
    (10, "октябрь|октября|октябры|окт|тогуздун айы|қазан|қазаны|oktabr|oktyabr|жовтня|жовтень"),
    (10, "кастрычніка|october|oct|octubre|outubro|out|octobre|ottobre|ott|oktober|okt|ekim"),
    (11, "ноябрь|ноября|ноябры|ноя|нояб|жетинин айы|қараша|қарашасы|noyabr|листопада|листопад"),
    (11, "лістапада|november|nov|noviembre|novembro|novembre|kasım"),
    (12, "декабрь|декабря|декабры|дек|бештин айы|желтоқсан|желтоқсаны|dekabr|грудня|грудень"),
    (12, "снежня|december|dec|diciembre|dic|dezembro|dez|décembre|déc|dicembre|dezember|aralık"),
];

const WEEKDAYS: &[(Weekday, &str)] = &[
    (Weekday::Mon, "monday|понедельник|дүйшөмбү|дүйсенбі|dushanba|понеділок"),
    (Weekday::Tue, "tuesday|вторник|шейшемби|сейсенбі|seshanba|вівторок"),
    (Weekday::Wed, "wednesday|среда|шаршемби|сәрсенбі|chorshanba|середа"),
    (Weekday::Thu, "thursday|четверг|бейшемби|бейсенбі|payshanba|четвер"),
    (Weekday::Fri, "friday|пятница|жума|жұма|juma|п'ятниця"),
    (Weekday::Sat, "saturday|суббота|ишемби|сенбі|shanba|субота"),
    (Weekday::Sun, "sunday|воскресенье|жекшемби|жексенбі|yakshanba|неділя"),
];

/// A word that begins a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// The number of a month.
    Month(u32),
    /// A day of the week.
    Weekday(Weekday),
}

static LEXICON: LazyLock<Lexicon<Named>> = LazyLock::new(|| {
    let months = MONTHS.iter().map(|(month, forms)| (Named::Month(*month), *forms));
    let days = WEEKDAYS.iter().map(|(day, forms)| (Named::Weekday(*day), *forms));
    Lexicon::of(&months.chain(days).collect::<Vec<_>>())
});
static FULL_NAMES: LazyLock<Vec<(u32, Vec<char>)>> = LazyLock::new(|| {
    let forms = MONTHS.iter().flat_map(|(month, forms)| forms.split('|').map(|form| (*month, form.chars().collect())));
    forms.filter(|(_, form): &(u32, Vec<char>)| form.len() > 3 && !form.contains(&' ')).collect()
});

/// True if the name of a month or of a day of the week may begin with this word.
pub(crate) fn begins(first: Key) -> bool {
    LEXICON.begins(first)
}

/// Steps over the name of a month, its abbreviating full stop included, or of a day of the week.
pub(crate) fn named(cursor: &mut Cursor<'_>) -> Option<Named> {
    let named = LEXICON.longest(cursor)?;
    if matches!(named, Named::Month(_)) {
        cursor.eat('.');
    }
    Some(named)
}

/// Steps over the name of a month, its abbreviating full stop included, and gives its number.
pub(crate) fn month(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut probe = *cursor;
    let Some(Named::Month(month)) = named(&mut probe) else { return None };
    *cursor = probe;
    Some(month)
}

/// True if the word is the name of a month.
pub(crate) fn is_month(key: Key) -> bool {
    matches!(LEXICON.get(key), Some(Named::Month(_)))
}

/// The months that a misprinted name may mean: one letter too many, too few or wrong, or two exchanged. A bit for each
/// month, January in the lowest.
pub(crate) fn like(word: &[char]) -> u16 {
    if !(3..=12).contains(&word.len()) {
        return 0;
    }
    let small: Vec<char> = word.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    let alike = FULL_NAMES.iter().filter(|(_, name)| is_near(&small, name));
    alike.fold(0, |bits, (month, _)| bits | 1_u16.checked_shl(month.saturating_sub(1)).unwrap_or(0))
}

/// True if one change makes one word of the other.
fn is_near(one: &[char], other: &[char]) -> bool {
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (rest, wanted) = (one.get(same..).unwrap_or_default(), other.get(same..).unwrap_or_default());
    let without = |part: &[char], count: usize| part.get(count..).unwrap_or_default().to_vec();
    match (rest, wanted) {
        ([], _) | (_, []) => true,
        ([a, b, ..], [c, d, ..]) if a == d && b == c && without(rest, 2) == without(wanted, 2) => true,
        _ if one.len() == other.len() => without(rest, 1) == without(wanted, 1),
        _ if one.len() > other.len() => without(rest, 1) == wanted,
        _ => rest == without(wanted, 1),
    }
}
