//! Heads printed a little otherwise say the same.

use super::{instant, read, read_on, text, vectors};
use chrono::{Datelike, NaiveDate};
use chrono_tz::Asia::Bishkek;
use dateline::domain::datelines::{Dateline, parse};
use serde_json::Value;

/// Months by language, as they stand behind a day, or before it in the last row.
const MONTHS: &[(&str, &str)] = &[
    ("ky", "январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь"),
    (
        "ky, traditional",
        "үчтүн айы|бирдин айы|жалган куран|чын куран|бугу|кулжа|теке|баш оона|аяк оона|тогуздун айы|\
      жетинин айы|бештин айы",
    ),
    ("ru", "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"),
    ("ru, short", "янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек"),
    ("kk", "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан"),
    ("uz", "yanvar|fevral|mart|aprel|may|iyun|iyul|avgust|sentabr|oktabr|noyabr|dekabr"),
    ("uk", "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"),
    ("es", "ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic"),
    ("pt", "jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez"),
    ("fr", "janv|févr|mars|avril|mai|juin|juil|août|sept|oct|nov|déc"),
    ("it", "GEN|FEB|MAR|APR|MAG|GIU|LUG|AGO|SET|OTT|NOV|DIC"),
    ("de", "Jan.|Feb.|März|April|Mai|Juni|Juli|Aug.|Sept.|Okt.|Nov.|Dez."),
    ("tr", "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık"),
    ("en", "Jan.|Feb.|March|April|May|June|July|Aug.|Sept.|Oct.|Nov.|Dec."),
];

#[test]
fn every_date_is_read_in_every_language() {
    let days = || NaiveDate::from_ymd_opt(1990, 1, 1).unwrap().iter_days().take_while(|day| day.year() <= 2030);
    for (language, names) in MONTHS {
        let names: Vec<&str> = names.split('|').collect();
        assert_eq!(names.len(), 12, "{language}");
        // Every day in Kyrgyz, Russian and English; the first and last days of every month elsewhere.
        let dense = matches!(*language, "ky" | "ru" | "en");
        for day in days().filter(|day| dense || day.day() == 1 || day.day() >= 28) {
            let month = names[day.month0() as usize];
            let head = match *language {
                "en" => format!("OSH, {month} {} (Reuters) - Text", day.day()),
                "ky" | "ky, traditional" => format!("Ош, {}-{month}. /Кабар/. Текст", day.day()),
                _ => format!("OSH, {} {month} (Reuters) - Text", day.day()),
            };
            let found = read_on(&day.to_string(), &head).unwrap_or_else(|| panic!("{language}: {head}"));
            assert_eq!(found.date, Some(day.into()), "{language}: {head}");
        }
    }
}

fn published(vector: &Value) -> chrono::DateTime<chrono::Utc> {
    instant(vector["published"].as_str().unwrap())
}

/// The heads of the vectors that are read, their bodies cut off.
fn heads() -> Vec<(Value, Dateline, String, String)> {
    let split = |vector: Value| {
        let found = read(&vector)?;
        let (head, body) = text(&vector).split_at(usize::try_from(found.body_offset.bytes).unwrap());
        let (head, body) = (head.to_owned(), body.to_owned());
        Some((vector, found, head, body))
    };
    let all: Vec<_> = vectors().into_iter().filter_map(split).collect();
    assert!(all.len() > 100);
    all
}

/// Reads the changed head before the same body and compares what it says.
#[track_caller]
fn same(vector: &Value, plain: &Dateline, head: &str, body: &str) {
    let changed = format!("{head}{body}");
    let found = parse(&changed, Some(published(vector)), Bishkek).unwrap_or_else(|| panic!("{changed:?} is not read"));
    let names = |dateline: &Dateline| dateline.places.iter().map(|place| place.place_id.clone()).collect::<Vec<_>>();
    assert_eq!(names(&found), names(plain), "{changed:?}");
    assert_eq!(found.date, plain.date, "{changed:?}");
    assert_eq!(found.country, plain.country, "{changed:?}");
    assert_eq!(found.style, plain.style, "{changed:?}");
    let slug = |dateline: &Dateline| dateline.agency.as_ref().map(|agency| agency.slug.clone());
    assert_eq!(slug(&found), slug(plain), "{changed:?}");
    assert_eq!(&changed[usize::try_from(found.body_offset.bytes).unwrap()..], body, "{changed:?}");
}

#[test]
fn any_space_is_a_space() {
    for (vector, plain, head, body) in heads() {
        for space in ['\u{a0}', '\u{2009}', '\u{202f}', '\t'] {
            same(&vector, &plain, &head.replace(' ', &space.to_string()), &body);
        }
    }
}

#[test]
fn any_dash_is_a_dash() {
    for (vector, plain, head, body) in heads() {
        let trimmed = head.trim_end();
        let bare = trimmed.trim_end_matches(['-', '–', '—', '―']);
        if bare.len() == trimmed.len() || !bare.ends_with(' ') {
            continue;
        }
        for dash in ["-", "--", "–", "—", "―"] {
            same(&vector, &plain, &format!("{bare}{dash}{}", &head[trimmed.len()..]), &body);
        }
    }
}

#[test]
fn the_case_of_a_month_does_not_matter() {
    let words: Vec<&str> = MONTHS.iter().flat_map(|(_, names)| names.split('|')).collect();
    let mut changed = 0;
    for (vector, plain, head, body) in heads() {
        for word in head.split([' ', ',', '-', '.']).filter(|word| word.chars().count() > 2) {
            if words.iter().any(|month| month.trim_end_matches('.').eq_ignore_ascii_case(word) || *month == word) {
                same(&vector, &plain, &head.replace(word, &word.to_uppercase()), &body);
                same(&vector, &plain, &head.replace(word, &word.to_lowercase()), &body);
                changed += 1;
            }
        }
    }
    assert!(changed > 60, "{changed}");
}

#[test]
fn the_space_before_the_body_may_be_missing() {
    for (vector, plain, head, body) in heads() {
        let kept = head.trim_end();
        // A line end and a space are what parts these from their bodies.
        let parted = head.contains('\n') || kept.ends_with(|c: char| c.is_alphanumeric());
        if !parted {
            same(&vector, &plain, kept, &body);
        }
    }
}
