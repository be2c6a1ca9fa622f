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

/// Openings without a head that have much of one: written for this test.
const SENTENCES: &[&str] = &[
    "КЫРГЫЗСТАН — Узбекистан: переговоры по границе завершены",
    "ООН - организация, созданная в 1945 году, отметила юбилей",
    "МЧС КР - о погоде на выходные",
    "ЕАЭС — это рынок в 180 миллионов человек",
    "БИШКЕК — ОШ: сколько стоит билет на поезд?",
    "ОШ - Кара-Суу: дорога открыта",
    "Бишкек, 27 августа 2020 года состоялось заседание",
    "Бишкек, Ош и Жалал-Абад получат новые автобусы - мэрия",
    "Бишкек, апрель 2020 года. На улицах пусто",
    "Бишкек (Кыргызстан) - столица республики",
    "БИШКЕК (Кыргызстан) - столица республики",
    "Бишкек/Ош: цены на бензин выросли",
    "Кабар - это новость. Так называется агентство",
    "Кабар, 24.kg и АКИpress подписали меморандум",
    "Кабар. Новости дня: главное за 27 августа",
    "Спутник — так назвали новый район",
    "Sputnik - это не только агентство",
    "Париж, 1968 год. На баррикадах студенты",
    "Москва, Кремль. Владимир Путин провёл совещание",
    "Москва, 12 января, понедельник. За окном снег",
    "Лондон — Париж — Нью-Йорк: турне певца",
    "LONDON - PARIS in two hours: the new train",
    "PARIS SAINT-GERMAIN - the club said on Friday",
    "NEW YORK YANKEES - season preview",
    "CHICAGO FIRE - review",
    "WASHINGTON POST - the newspaper reported",
    "BOSTON DYNAMICS - the company showed a robot",
    "DALLAS, Aug. - The new season begins",
    "VIENNA SAUSAGE - a recipe",
    "READING - a skill that children lose",
    "NICE - a word with a long history",
    "TURKEY - The recipe for Thanksgiving",
    "GEORGIA - the country, not the state - voted",
    "CHINA - A history",
    "TOKYO 2020 - The Games begin",
    "LONDON 2012 - a look back",
    "MOSCOW (population 12 million) - the capital",
    "PARIS (1919) - a conference",
    "Paris (the capital) - a city of light",
    "London (UK) - is the largest city",
    "Apple (AAPL) - shares rose",
    "BERLIN (film) - a documentary",
    "Delhi, Aug 27: The Supreme Court on Thursday",
    "ROME: TOTAL WAR - a game review",
    "27 августа - День кино России",
    "27 августа, в четверг, в Оше прошёл дождь",
    "27 августа. Четверг. Хроника дня",
    "10:42, 28 января 2021 года - начало заседания",
    "12:00 - 13:00 обед",
    "(Видео) - Драка в парламенте",
    "(ФОТО) - Парад в Бишкеке",
    "(AP Photo/John Smith) - A view of the city",
    "By John Smith - The author of the book",
    "By the time WASHINGTON - the first president",
    "По данным МВД, Бишкек - самый опасный город",
    "Жалал-Абад - Ош жолу жабылды",
    "Ысык-Көл — кыргыз элинин берметі",
    "Бишкек шаары - Кыргызстандын борбору",
    "Бишкек, 27-август. Бүгүн шаарда жаан жаады",
    "Нарын, Талас жана Ош - үч шаар",
    "Чүй облусу, Кемин району - 3 үй күйдү",
    "Садыр Жапаров - президент",
    "САДЫР ЖАПАРОВ - ПРЕЗИДЕНТ",
    "СООРОНБАЙ ЖЭЭНБЕКОВ — поздравил кыргызстанцев",
    "МИРЛАН УУЛУ - депутат",
    "ТАСС передаёт, что 17 мая. в Перми",
    "ТАСС: 17 мая в Перми прошёл суд",
    "РИА Новости - российское агентство",
    "Reuters: Россия и США договорились",
    "(Reuters) said on Friday",
    "AP - it stands for Associated Press",
    "Интерфакс, 17 мая, сообщил о пожаре",
    "Казинформ - агентство Казахстана",
    "«Кабар» - старейшее агентство",
    "/Текст/. Вступление",
    "/Кабар/ агентинин маалыматы",
    "Азия/Африка: новости",
    "Дубай - отели, туры, цены",
    "ДУБАЙ - отели, туры, цены",
    "Алматы. Осень. Дождь.",
    "Алматы. 5 мая. Утро началось с дождя",
    "АСТАНА. Город будущего",
    "Астана, 5 мая — столица отметила день города",
    "MOSCOW, May 9. Parade",
    "Moscow, May 9, 1945. The war is over",
    "March 5 - the day",
    "Monday - the first day of the week",
    "May (the month) - is warm",
    "СРОЧНО: взрыв в Кабуле",
    "Обновлено: 12:30, 5 мая. Бишкек",
    "Автор: Иван Иванов, Бишкек - 24.kg",
    "Бишкек - 24.kg - так называется рубрика",
];

#[test]
fn sentences_that_look_like_heads_are_none() {
    for text in SENTENCES {
        assert_eq!(read_on("2020-08-27", text).map(|found| found.raw), None, "{text}");
    }
}

#[test]
fn layouts_of_agencies_near_and_far() {
    for (head, agency, country, person) in [
        ("NEW YORK--(BUSINESS WIRE)--", "business-wire", "US", ""),
        ("NEW YORK, Aug. 27, 2020 /PRNewswire/ -- ", "pr-newswire", "US", ""),
        ("27 августа, Минск /Виктория Иванова - БЕЛТА/. ", "belta", "BY", "Виктория Иванова"),
        ("АСТАНА. 27 августа. КАЗИНФОРМ /Айгуль Тулекова/ - ", "kazinform", "KZ", "Айгуль Тулекова"),
        ("YEREVAN, AUGUST 27, ARMENPRESS. ", "armenpress", "AM", ""),
        ("Baku, August 27, AZERTAC\n", "azertac", "AZ", ""),
        ("New Delhi [India], August 27 (ANI): ", "ani", "IN", ""),
        (
            "By Ann Bell, Carl Dorn and Eve Frey\nWASHINGTON, Aug 27 (Reuters) - ",
            "reuters",
            "US",
            "Ann Bell, Carl Dorn and Eve Frey",
        ),
        ("Пекин, 27 августа /Синьхуа/ -- ", "xinhua", "CN", ""),
        ("Душанбе, 27 августа. (НИАТ «Ховар»). ", "khovar", "TJ", ""),
        ("Жалал-Абад, 27.08.20. /Корр. «Кабар» Азамат Касымов/. ", "kabar", "KG", "Азамат Касымов"),
        ("Бишкек , 27. 08. 20. /Кабар/. ", "kabar", "KG", ""),
        ("Иссык-Куль, 27.08.20. /Кабар/. ", "kabar", "KG", ""),
        ("с. Кочкор, 27.08.20. /Кабар/. ", "kabar", "KG", ""),
        ("Бишкек. 27.08.20. Кабар. ", "kabar", "KG", ""),
        ("Брест, 27.08.20. /БЕЛТА/. ", "belta", "BY", ""),
        ("ТОШКЕНТ, 27 авг — Sputnik. ", "sputnik", "UZ", ""),
        ("Berlin, 27. August (dpa) - ", "dpa", "DE", ""),
        ("TEHRAN, Aug. 27 (MNA) – ", "other", "IR", ""),
    ] {
        let found = read_on("2020-08-27", &format!("{head}Текст")).expect(head);
        assert_eq!((slug(&found), found.country.as_deref()), (agency, Some(country)), "{head}");
        assert_eq!(found.correspondent.as_deref().unwrap_or(""), person, "{head}");
        let dated = head.contains("27");
        assert_eq!(found.date, day("2020-08-27").filter(|_| dated).map(Date::from), "{head}");
        assert_eq!(found.body_offset.chars as usize, head.chars().count(), "{head}");
    }
}

#[test]
fn the_day_of_publication_is_that_of_the_place() {
    // 20:00 in London, and the next day in Tokyo.
    let published = Some("2020-12-31T20:00:00Z".parse().unwrap());
    let date = |head: &str| parse(head, published, chrono_tz::Europe::London).unwrap().date;
    assert_eq!(date("TOKYO, Friday (Kyodo) -- Text"), day("2021-01-01").map(Date::from));
    assert_eq!(date("LONDON, Friday (Reuters) - Text"), day("2020-12-25").map(Date::from));
    assert_eq!(date("ТАСС, 1 января. Текст"), day("2021-01-01").map(Date::from));
}
