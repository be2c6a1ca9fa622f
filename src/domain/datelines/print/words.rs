//! The words of printed heads: months, agencies in Cyrillic, and the cities that stand alone.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Lang;
use crate::domain::places::{self, Hint};

const RUSSIAN: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const RUSSIAN_SHORT: [&str; 12] = ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];
const KYRGYZ: [&str; 12] = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
];
const KYRGYZ_SHORT: [&str; 12] =
    ["янв", "фев", "март", "апр", "май", "июнь", "июль", "авг", "сен", "окт", "ноя", "дек"];
const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
// With a day, the Associated Press shortens the longer ones.
const ENGLISH_SHORT: [&str; 12] =
    ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];

// Only those whose Cyrillic name differs from the one in the dictionary.
const AGENCIES: &[(&str, &str)] = &[
    ("kabar", "Кабар"),
    ("akipress", "АКИpress"),
    ("azattyk", "Азаттык"),
    ("vb", "Вечерний Бишкек"),
    ("kazinform", "Казинформ"),
    ("interfax-kazakhstan", "Интерфакс-Казахстан"),
    ("uza", "УзА"),
    ("khovar", "Ховар"),
    ("asia-plus", "Азия-Плюс"),
    ("fergana", "Фергана"),
    ("trend", "Тренд"),
    ("azertac", "Азертадж"),
    ("armenpress", "Арменпресс"),
    ("tass", "ТАСС"),
    ("interfax", "Интерфакс"),
    ("interfax-ukraine", "Интерфакс-Украина"),
    ("ria", "РИА Новости"),
    ("ria-tomsk", "РИА Томск"),
    ("regnum", "ИА Регнум"),
    ("prime", "Прайм"),
    ("belta", "БЕЛТА"),
    ("ukrinform", "Укринформ"),
    ("unn", "УНН"),
    ("unian", "УНИАН"),
    ("reuters", "Рейтер"),
    ("afp", "АФП"),
    ("xinhua", "Синьхуа"),
    ("kyodo", "Киодо"),
    ("dpa", "ДПА"),
    ("ansa", "АНСА"),
    ("anadolu", "Анадолу"),
    ("bloomberg", "Блумберг"),
    ("irna", "ИРНА"),
];

// The cities that the Associated Press names without a state or country, as its style book has them.
const ALONE_US: &str = "Atlanta|Baltimore|Boston|Chicago|Cincinnati|Cleveland|Dallas|Denver|Detroit|Honolulu|Houston|\
    Indianapolis|Las Vegas|Los Angeles|Miami|Milwaukee|Minneapolis|New Orleans|New York|Oklahoma City|Philadelphia|\
    Phoenix|Pittsburgh|St. Louis|Salt Lake City|San Antonio|San Diego|San Francisco|Seattle|Washington";
const ALONE_ABROAD: &str = "Amsterdam|Baghdad|Bangkok|Beijing|Beirut|Berlin|Brussels|Cairo|Djibouti|Dublin|Geneva|\
    Gibraltar|Guatemala City|Havana|Helsinki|Hong Kong|Islamabad|Istanbul|Jerusalem|Johannesburg|Kuwait City|London|\
    Luxembourg|Macau|Madrid|Mexico City|Milan|Monaco|Montreal|Moscow|Munich|New Delhi|Panama City|Paris|Prague|\
    Quebec City|Rio de Janeiro|Rome|San Marino|Sao Paulo|Shanghai|Singapore|Stockholm|Sydney|Tokyo|Toronto|\
    Vatican City|Vienna|Zurich";

static ALONE: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let abroad = ALONE_ABROAD.split('|').filter_map(|name| places::find(name, Hint::default()));
    let home = Hint { country: Some("US"), ..Hint::default() };
    let own = ALONE_US.split('|').filter_map(|name| places::find(name, home));
    abroad.chain(own).map(|place| place.id).collect()
});

/// The name of a month, from 0, as it stands beside a day.
pub(super) fn month(lang: Lang, short: bool, month0: u32) -> &'static str {
    let names = match (lang, short) {
        (Lang::Ru, false) => &RUSSIAN,
        (Lang::Ru, true) => &RUSSIAN_SHORT,
        (Lang::Ky, false) => &KYRGYZ,
        (Lang::Ky, true) => &KYRGYZ_SHORT,
        (Lang::En, false) => &ENGLISH,
        (Lang::En, true) => &ENGLISH_SHORT,
    };
    usize::try_from(month0).ok().and_then(|at| names.get(at)).copied().unwrap_or_default()
}

/// The name of an agency in Cyrillic, if it has one.
pub(super) fn cyrillic(slug: &str) -> Option<&'static str> {
    AGENCIES.iter().find(|(known, _)| *known == slug).map(|(_, name)| *name)
}

/// True if the city of this id is known well enough to stand without its state or country.
pub(super) fn stands_alone(id: &str) -> bool {
    ALONE.contains(id)
}
