//! The rules that the vectors leave open.

use super::{day, read_on, slug};
use chrono_tz::Asia::Bishkek;
use dateline::domain::datelines::{DateRule, parse};
use dateline::domain::time::Date;

#[test]
fn spaces_and_stops_of_slash_heads_are_optional() {
    for head in [
        "Бишкек, 27.08.20. /Кабар/. ",
        "Бишкек, 27.08.2020. /Кабар/. ",
        "Бишкек,27.08.20./Кабар/.",
        "Бишкек 27.08.20 / Кабар / ",
        "Бишкек. 27 августа. /КАБАР/ . ",
        "г. Бишкек, 27 августа 2020 года /КНИА «Кабар»/. ",
        "Бишкек шаары, 27-август, 2020-ж. /Кабар/. ",
        "Бишкек, 2020-жылдын 27-августу. /Кабар/. ",
        "Бишкек, 27-август. /Кабар, Нурлан Асанов/. ",
        "Бишкек, Чуйская область, Кыргызстан, 27.08.20. /Нурлан Асанов, Кабар/. ",
        "27-август, Бишкек. /Кабар/. ",
        "Bishkek, Aug.27, 2020 / Kabar /. ",
        "BISHKEK, August 27. /Kabar/.",
    ] {
        let found = read_on("2020-08-27", &format!("{head}Мэрия сообщила")).expect(head);
        assert_eq!(found.date, day("2020-08-27").map(Date::from), "{head}");
        assert_eq!((slug(&found), found.country.as_deref()), ("kabar", Some("KG")), "{head}");
        assert_eq!(found.body_offset.chars as usize, head.chars().count(), "{head}");
        assert_eq!(found.raw, head.trim(), "{head}");
        assert!(!found.date_suspect, "{head}");
    }
}

#[test]
fn an_unknown_agency_needs_a_perfect_head() {
    let found = read_on("2020-08-27", "Бишкек, 27 августа. /Слово Кыргызстана/. Текст").unwrap();
    let agency = found.agency.unwrap();
    assert_eq!(agency.slug, "other");
    assert_eq!((agency.name.as_str(), agency.raw.as_str()), ("Слово Кыргызстана", "Слово Кыргызстана"));
    for text in [
        "Отдел писем /Слово Кыргызстана/. Текст",
        "Иванов И. И., 27 августа 2020 г. /подпись/",
        "Бишкек / Ош / Нарын - маршрут автобуса",
        "БИШКЕК (Фрунзе) - столица",
        "Телефон/факс/почта",
        "Источник /Кабар/. Текст",
    ] {
        assert_eq!(read_on("2020-08-27", text), None, "{text}");
    }
}

#[test]
fn capitals_and_a_dash_are_not_enough() {
    for text in [
        "КЫРГЫЗСТАН — КАЗАХСТАН 2:1",
        "РОССИЯ - Китай: итоги переговоров",
        "МОСКВА - БИШКЕК: новый рейс",
        "ОШ - ЮЖНАЯ СТОЛИЦА",
        "Москва — ТАСС. Кто прав?",
        "AKIpress - the agency - said it would appeal.",
    ] {
        assert_eq!(read_on("2020-08-27", text), None, "{text}");
    }
}

#[test]
fn without_publication_only_printed_years_give_a_date() {
    let date = |text: &str| {
        let found = parse(text, None, Bishkek).unwrap();
        assert!(!found.date_suspect);
        (found.date, found.date_rule)
    };
    assert_eq!(date("ПЕРМЬ, 17 мая. /ТАСС/. Текст"), (None, DateRule::Unparsed));
    assert_eq!(date("MOSCOW, Monday (Reuters) - Text"), (None, DateRule::Unparsed));
    let printed = date("Ош, 3 апреля 1991 г. /Кабар/. Текст");
    assert_eq!(printed, (day("1991-04-03").map(Date::from), DateRule::Explicit));
    for (year, full) in [("00", "2000"), ("68", "2068"), ("69", "1969"), ("99", "1999")] {
        let found = date(&format!("Ош, 03.04.{year}. /Кабар/. Текст"));
        assert_eq!(found, (day(&format!("{full}-04-03")).map(Date::from), DateRule::TwoDigitYear));
    }
}

#[test]
fn two_digit_years_go_to_the_century_nearest_to_publication() {
    for (published, printed, full) in [
        ("1999-12-31", "01.01.00", "2000-01-01"),
        ("2000-01-01", "31.12.99", "1999-12-31"),
        ("1990-01-10", "09.01.90", "1990-01-09"),
        ("2020-08-27", "27.08.20", "2020-08-27"),
    ] {
        let found = read_on(published, &format!("Ош, {printed}. /Кабар/. Текст")).unwrap();
        assert_eq!(found.date, day(full).map(Date::from), "{printed} in {published}");
        assert!(!found.date_suspect);
    }
}

#[test]
fn a_date_that_cannot_be_is_kept_out_and_a_far_one_is_suspect() {
    let impossible = read_on("2020-03-01", "Бишкек, 31.02.20. /Кабар/. Текст").unwrap();
    assert_eq!((impossible.date, impossible.date_rule), (None, DateRule::Unparsed));
    for (printed, suspect) in [("27.07.20", false), ("26.07.20", true), ("29.08.20", false), ("30.08.20", true)] {
        let found = read_on("2020-08-27", &format!("Ош, {printed}. /Кабар/. Текст")).unwrap();
        assert_eq!(found.date_suspect, suspect, "{printed}");
    }
}

#[test]
fn every_day_without_a_year_is_found_again() {
    let names = [
        "января|январь|Jan.",
        "февраля|февраль|Feb.",
        "марта|март|March",
        "апреля|апрель|April",
        "мая|май|May",
        "июня|июнь|June",
        "июля|июль|July",
        "августа|август|Aug.",
        "сентября|сентябрь|Sept.",
        "октября|октябрь|Oct.",
        "ноября|ноябрь|Nov.",
        "декабря|декабрь|Dec.",
    ];
    for date in day("2019-11-15").unwrap().iter_days().take(500) {
        let (number, month) = (date.format("%-d"), date.format("%-m").to_string());
        let month: Vec<&str> = names[month.parse::<usize>().unwrap() - 1].split('|').collect();
        for head in [
            format!("Ош, {number} {}. /Кабар/. Текст", month[0]),
            format!("Ош, {number}-{}. /Кабар/. Текст", month[1]),
            format!("OSH, {} {number} (Reuters) - Text", month[2]),
        ] {
            let found = read_on(&date.to_string(), &head).expect(&head);
            assert_eq!(found.date, Some(date.into()), "{head}");
        }
    }
}
