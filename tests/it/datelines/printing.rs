//! Heads printed again: what each style prints, and what it does not hold.

use super::{instant, read, read_on, text, vectors};
use chrono_tz::Asia::Bishkek;
use dateline::domain::datelines::{CountryRule, Dateline, PrintStyle, parse, print};
use serde_json::Value;

const STYLES: [PrintStyle; 6] =
    [PrintStyle::Kabar, PrintStyle::Tass, PrintStyle::Ap, PrintStyle::Reuters, PrintStyle::House, PrintStyle::Plain];

fn printed(head: &str, day: &str, style: PrintStyle, lang: &str) -> String {
    print(&read_on(day, &format!("{head}Body")).expect(head), style, lang)
}

#[test]
fn each_style_has_its_layout_in_each_language() {
    let cases = [
        (PrintStyle::Kabar, "ky", "Бишкек, 27.08.20. /Кабар/."),
        (PrintStyle::Kabar, "ru", "Бишкек, 27.08.20. /Кабар/."),
        (PrintStyle::Kabar, "en", "Bishkek, Aug. 27, 2020. /Kabar/."),
        (PrintStyle::Tass, "ky", "БИШКЕК, 27-август. /Кабар/."),
        (PrintStyle::Tass, "ru", "БИШКЕК, 27 августа. /Кабар/."),
        (PrintStyle::Tass, "en", "BISHKEK, August 27. /Kabar/."),
        (PrintStyle::Ap, "ky", "БИШКЕК, Кыргызстан (Кабар) —"),
        (PrintStyle::Ap, "en", "BISHKEK, Kyrgyzstan (Kabar) —"),
        (PrintStyle::Reuters, "ru", "БИШКЕК, 27 авг (Кабар) -"),
        (PrintStyle::Reuters, "en", "BISHKEK, Aug 27 (Kabar) -"),
        (PrintStyle::House, "ky", "БИШКЕК, 27-август 2020 — Кабар, Айбек Асанов."),
        (PrintStyle::House, "ru", "БИШКЕК, 27 августа 2020 — Кабар, Айбек Асанов."),
        (PrintStyle::House, "en", "BISHKEK, August 27, 2020 — Kabar, Айбек Асанов."),
        (PrintStyle::Plain, "ky", "Бишкек, Кыргызстан"),
        (PrintStyle::Plain, "en", "Bishkek, Kyrgyzstan"),
    ];
    for (style, lang, wanted) in cases {
        let person = if style == PrintStyle::House { ", Айбек Асанов" } else { "" };
        let head = format!("Бишкек, 27.08.20. /Кабар{person}/. ");
        assert_eq!(printed(&head, "2020-08-27", style, lang), wanted, "{style:?} {lang}");
    }
}

#[test]
fn cities_of_the_stand_alone_list_have_no_country() {
    for (head, wanted) in [
        ("ЛОНДОН, 27 авг — РИА Новости. ", "LONDON (RIA Novosti) —"),
        ("MOSCOW, Idaho (AP) — ", "MOSCOW, Idaho (AP) —"),
        ("ТАШКЕНТ, 27 авг — Sputnik. ", "TASHKENT, Uzbekistan (Sputnik) —"),
        ("SEATTLE/WASHINGTON (Reuters) - ", "SEATTLE/WASHINGTON (Reuters) —"),
        ("UNITED NATIONS (AP) — ", "UNITED NATIONS (AP) —"),
        ("BERKELEY -- ", "BERKELEY, California —"),
    ] {
        assert_eq!(printed(head, "2020-08-27", PrintStyle::Ap, "en"), wanted, "{head}");
    }
}

#[test]
fn a_name_of_its_time_is_kept_in_its_script() {
    let head = "НУР-СУЛТАН, 17 мая. /ТАСС/. ";
    assert_eq!(printed(head, "2020-05-17", PrintStyle::Tass, "ru"), "НУР-СУЛТАН, 17 мая. /ТАСС/.");
    assert_eq!(printed(head, "2020-05-17", PrintStyle::Tass, "en"), "ASTANA, May 17. /TASS/.");
}

#[test]
fn a_time_makes_a_line_of_its_own() {
    let text = "10:42, 28 января 2021, Бишкек - 24.kg , Антон ЛЫМАРЬ\nТекст";
    let found = read_on("2021-01-28", text).unwrap();
    assert_eq!(found.time.as_deref(), Some("10:42"));
    assert_eq!(print(&found, PrintStyle::House, "ru"), "10:42, 28 января 2021, БИШКЕК - 24.kg, Антон ЛЫМАРЬ");
}

/// What a style does not print and so cannot give back.
fn lost(style: PrintStyle, dateline: &Dateline) -> Vec<&'static str> {
    let own: &[&str] = match style {
        PrintStyle::Kabar | PrintStyle::Tass => &["time", "qualified"],
        PrintStyle::Ap => &["time", "date", "correspondent", "qualified"],
        PrintStyle::Reuters => &["time", "correspondent", "qualified"],
        PrintStyle::House => &[],
        PrintStyle::Plain => &["head"],
    };
    let mut lost = own.to_vec();
    let agency = dateline.agency.as_ref().map(|agency| agency.slug.as_str());
    // Between a place of small letters and a full stop only an agency makes a head.
    if matches!(style, PrintStyle::Kabar | PrintStyle::Tass) && agency.is_none() {
        lost.push("head");
    }
    // The layout with a dash is for agencies of the dictionary and for heads with a place.
    if style == PrintStyle::House && (agency == Some("other") || dateline.places.is_empty()) {
        lost.push("correspondent");
    }
    if style == PrintStyle::House && (agency.is_none() || dateline.date.is_none()) {
        lost.push("time");
    }
    // A place that only its country or region makes known is not, without them.
    if dateline.places.iter().any(|place| place.place_id.is_none()) && style == PrintStyle::Kabar {
        lost.push("head");
    }
    lost
}

#[test]
fn what_is_printed_is_read_back_but_for_what_the_style_does_not_hold() {
    let (mut whole, mut all) = (0, 0);
    for vector in vectors() {
        let Some(dateline) = read(&vector) else { continue };
        let published = Some(instant(vector["published"].as_str().unwrap()));
        for style in STYLES {
            for lang in ["ky", "ru", "en"] {
                let lost = lost(style, &dateline);
                let head = print(&dateline, style, lang);
                assert_eq!(head, head.trim(), "{style:?}");
                all += 1;
                if lost.contains(&"head") {
                    continue;
                }
                let line = if dateline.time.is_some() { "\n" } else { " " };
                let found = parse(&format!("{head}{line}Сөз. Text"), published, Bishkek);
                let found =
                    found.unwrap_or_else(|| panic!("{style:?} {lang} of {}: {head} is not read", text(&vector)));
                assert_eq!(found.raw, head, "{style:?} {lang}");
                check(&dateline, &found, &lost, &format!("{style:?} {lang} of {}: {head}", vector["id"]));
                whole += 1;
            }
        }
    }
    assert!(whole * 4 > all * 3, "{whole} of {all}");
}

fn check(dateline: &Dateline, found: &Dateline, lost: &[&str], said: &str) {
    let slug = |dateline: &Dateline| dateline.agency.as_ref().map(|agency| agency.slug.clone());
    assert_eq!(slug(found), slug(dateline), "{said}");
    assert_eq!(found.places.len(), dateline.places.len(), "{said}");
    let ids = |dateline: &Dateline| dateline.places.iter().map(|place| place.place_id.clone()).collect::<Vec<_>>();
    let qualified = dateline.places.iter().any(|place| place.region.is_some())
        || matches!(dateline.country_rule, CountryRule::Explicit | CountryRule::Region);
    if !(qualified && lost.contains(&"qualified")) {
        assert_eq!(ids(found), ids(dateline), "{said}");
        assert_eq!(found.country, dateline.country, "{said}");
    }
    let kept = |field: &str| !lost.contains(&field);
    if kept("date") && !dateline.date_suspect {
        assert_eq!(found.date, dateline.date, "{said}");
    }
    if kept("correspondent") {
        let person = |dateline: &Dateline| dateline.correspondent.as_deref().map(str::to_lowercase);
        assert_eq!(person(found), person(dateline), "{said}");
    }
    if kept("time") {
        assert_eq!(found.time, dateline.time, "{said}");
    }
}

#[test]
fn nothing_to_print_is_an_empty_text() {
    let mut empty: Value = serde_json::to_value(read_on("2020-08-27", "(Reuters) - Text").unwrap()).unwrap();
    empty.as_object_mut().unwrap().remove("agency");
    let empty: Dateline = serde_json::from_value(empty).unwrap();
    for style in STYLES {
        assert_eq!(print(&empty, style, "ru"), "", "{style:?}");
    }
}
