//! Layouts beyond those of the vectors: written for this test after the manner of real heads.

use super::{day, read_on, slug};
use dateline::domain::datelines::{DateRule, Dateline, DatelinePlace};

/// A head, its places as `NAME|region|country` parted by ` / `, its agency and its correspondent. All were published on 27
/// August 2020 with that date, or without one.
const HEADS: &[(&str, &str, &str, &str)] = &[
    ("Бишкек, 27/08/20. /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("Бишкек, 27/08/2020 /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("Bishkek, 27/8/2020 /Kabar/. ", "Bishkek||KG", "kabar", ""),
    ("Bishkek, 08/27/2020. /Kabar/. ", "Bishkek||KG", "kabar", ""),
    ("LONDON 27/08/2020 (Reuters) - ", "LONDON||GB", "reuters", ""),
    ("WASHINGTON, 08/27/2020 (AP) - ", "WASHINGTON||US", "ap", ""),
    ("Бишкек, 27-08-2020. /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("Бишкек, 2020.08.27. /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("Бишкек, 27,08,20. /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("Бишкек, 27.08,20. /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("Бишкек, 27.08.20.. /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("Paris, le 27 août (AFP) - ", "Paris||FR", "afp", ""),
    ("PARIS, le 27 août 2020 (AFP) — ", "PARIS||FR", "afp", ""),
    ("Madrid, 27 de agosto de 2020 (EFE).- ", "Madrid||ES", "efe", ""),
    ("Lisboa, 27 de agosto (Lusa) - ", "Lisboa||PT", "lusa", ""),
    ("Berlin, den 27. August 2020 (dpa) - ", "Berlin||DE", "dpa", ""),
    ("Rome, 27th of August, 2020 (ANSA) - ", "Rome||IT", "ansa", ""),
    ("LONDON, Thursday, Aug. 27 (AP) — ", "LONDON||GB", "ap", ""),
    ("LONDON, Thursday 27 August 2020 - ", "LONDON||GB", "", ""),
    ("Бишкек, 27-август, бейшемби. /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("WASHINGTON D.C., Aug 27 (Reuters) - ", "WASHINGTON|D.C.|US", "reuters", ""),
    ("Washington, D.C. – Aug. 27, 2020 – ", "Washington|D.C.|US", "", ""),
    ("Bishkek, Kyrgyzstan – August 27, 2020 – ", "Bishkek||KG", "", ""),
    ("Islamabad - August 27 (APP): ", "Islamabad||PK", "app", ""),
    ("ST.LOUIS, Aug 27 (Reuters) - ", "ST.LOUIS||US", "reuters", ""),
    ("SO. SAN FRANCISCO, Calif., Aug 27 - ", "SO. SAN FRANCISCO|Calif.|US", "", ""),
    ("PT. PLEASANT, N.J., Aug 27 - ", "PT. PLEASANT|N.J.|US", "", ""),
    ("E. HARTFORD, Conn., Aug 27 - ", "E. HARTFORD|Conn.|US", "", ""),
    ("г.Ош, 27.08.20. /Кабар/. ", "г.Ош||KG", "kabar", ""),
    ("с. Кара-Суу, 27.08.20. /Кабар/. ", "с. Кара-Суу||KG", "kabar", ""),
    ("пос. Кант, 27.08.20. /Кабар/. ", "пос. Кант||KG", "kabar", ""),
    ("пгт. Кант, 27.08.20. /Кабар/. ", "пгт. Кант||KG", "kabar", ""),
    ("а. Кочкор, 27.08.20. /Кабар/. ", "а. Кочкор||KG", "kabar", ""),
    ("ш. Ош, 27.08.20. /Кабар/. ", "ш. Ош||KG", "kabar", ""),
    ("Ош ш., 27.08.20. /Кабар/. ", "Ош ш.||KG", "kabar", ""),
    ("Ош ш. 27.08.20. /Кабар/. ", "Ош ш.||KG", "kabar", ""),
    ("Кочкор а., 27-август. /Кабар/. ", "Кочкор а.||KG", "kabar", ""),
    ("Ала-Бука айылы, 27.08.20. /Кабар/. ", "Ала-Бука айылы||KG", "kabar", ""),
    ("Кочкор, Нарынская обл., 27.08.20. /Кабар/. ", "Кочкор|Нарынская обл.|KG", "kabar", ""),
    ("Нарын обл., Кочкор айылы, 27-август. /Кабар/. ", "Кочкор айылы|Нарын обл.|KG", "kabar", ""),
    ("Ысык-Көл обл., Чолпон-Ата ш., 27.08.20. /Кабар/. ", "Чолпон-Ата ш.|Ысык-Көл обл.|KG", "kabar", ""),
    ("Азербайджан, Баку, 27 августа /корр. Trend Иван Иванов/ ", "Баку||AZ", "trend", "Иван Иванов"),
    ("С.-ПЕТЕРБУРГ, 27 августа. /ТАСС/. ", "С.-ПЕТЕРБУРГ||RU", "tass", ""),
    ("БАЙКОНУР /Казахстан/, 27 августа. /ТАСС/. ", "БАЙКОНУР||KZ", "tass", ""),
    ("БАЙКОНУР (Казахстан), 27 августа. /ТАСС/. ", "БАЙКОНУР||KZ", "tass", ""),
    ("Бишкек, 27.08.20 - /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("Бишкек, 27.08.20. «Кабар». ", "Бишкек||KG", "kabar", ""),
    ("Бишкек, 27.08.20. Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("Бишкек, 27.08.20. /Кабар. ", "Бишкек||KG", "kabar", ""),
    ("Бишкек, 27.08.20. /Кабар. Асан Асанов/. ", "Бишкек||KG", "kabar", "Асан Асанов"),
    ("Душанбе. 27 августа. «Азия-Плюс» - ", "Душанбе||TJ", "asia-plus", ""),
    ("Душанбе, 27 августа - «Азия-Плюс», Иван Иванов. ", "Душанбе||TJ", "asia-plus", "Иван Иванов"),
    ("27 августа 2020 года. Бишкек. /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("27.08.2020 Бишкек. /Кабар/. ", "Бишкек||KG", "kabar", ""),
    ("15:00, 27 августа 2020, Бишкек, 24.kg\n", "Бишкек||KG", "24kg", ""),
    ("Bishkek – 24.kg news agency. ", "Bishkek||KG", "24kg", ""),
    ("Бишкек, 27 августа. Tazabek. ", "Бишкек||KG", "tazabek", ""),
    ("МОСКВА, 27 авг - РИА Новости/Прайм. ", "МОСКВА||RU", "ria", ""),
    ("LONDON (Reuters/AP) — ", "LONDON||GB", "reuters", ""),
    ("LONDON (AP, Reuters) - ", "LONDON||GB", "ap", ""),
    ("NEW YORK, Aug 27 (Reuters Breakingviews) - ", "NEW YORK||US", "reuters", ""),
    ("WASHINGTON _ ", "WASHINGTON||US", "", ""),
    ("NEW YORK, Aug 27 (Reuter) ", "NEW YORK||US", "reuters", ""),
    ("(Adds details) LONDON, Aug 27 (Reuters) - ", "LONDON||GB", "reuters", ""),
    ("* Sales rise\n* Shares fall\nLONDON, Aug 27 (Reuters) - ", "LONDON||GB", "reuters", ""),
    ("By JOHN SMITH\n\nAssociated Press\n\nWASHINGTON (AP) — ", "WASHINGTON||US", "ap", "JOHN SMITH"),
    ("By JOHN SMITH\nAssociated Press Writer\n\nWASHINGTON (AP) — ", "WASHINGTON||US", "ap", "JOHN SMITH"),
    ("Baku, Azerbaijan, Aug. 27, Trend:", "Baku||AZ", "trend", ""),
    ("Baku, Azerbaijan, Aug. 27\n\nTrend: ", "Baku||AZ", "trend", ""),
    ("27 августа. Interfax-Russia.ru - ", "", "interfax", ""),
];

/// Openings that look like such heads and are none.
const SENTENCES: &[&str] = &[
    "Бишкек, 27/08/20 - курс доллара",
    "Бишкек, 27 августа в столице прошёл дождь",
    "Бишкек - 27 августа - День города отметят без салюта",
    "Ош, 10 июня 2010 года: как это было",
    "ОШ. 27 августа. Базар",
    "Москва, 9 мая (понедельник) - выходной",
    "Москва, май 1945 года. Победа",
    "РОССИЯ, 9 МАЯ — праздник",
    "США, 4 июля - День независимости",
    "КНР, 1 октября — национальный праздник",
    "Токио-2020: наши медали",
    "БИШКЕК, 27 АВГУСТА 2020 Г., ПРОГРАММА КОНФЕРЕНЦИИ",
    "БИШКЕК, УЛ. ЧУЙ, 114 - АДРЕС РЕДАКЦИИ",
    "г. Бишкек, ул. Исанова, 42 - адрес",
    "г. Ош получит новые автобусы",
    "С. Жапаров, 27 августа 2020 года подписал указ",
    "А. Осмонов, 27 августа - поэт",
    "Н. Новгород - город на Волге",
    "Ош ш. - түштүк борбор",
    "Чүй облусу, Токмок шаары - эки үй күйдү",
    "Кыргызстан, Бишкек - столица",
    "Спутник, 4 октября 1957 года - первый в мире",
    "Азаттык, 27-август: кабарлар",
    "(Обновлено) Бишкек, 27 августа прошёл дождь",
    "(27 августа) Бишкек отметил",
    "* Бишкек - столица",
    "London, May 5 - a novel by A. B.",
    "LONDON, MAY 2020 - what we know",
    "ROME, 44 BC - Caesar is dead",
    "Washington D.C. - the capital of the US",
    "WASHINGTON, D.C. is the capital",
    "27 августа - Бишкек (Кабар)",
    "27 августа 2020 года. Бишкек. Концерт",
    "27.08.2020 Бишкек",
    "By Ann Bell\nAuthor of the book",
    "Париж, le 27 août",
    "Reuters/Bishkek: photo",
];

/// Heads of a wire whose punctuation was lost or doubled, published on 23 March 1987 with that date.
const MISPRINTED: &[(&str, &str)] = &[
    ("NEW YORK,March 23-", "NEW YORK||US"),
    ("NEW YORK, March, 23 - ", "NEW YORK||US"),
    ("NEW YORK, - March 23 - ", "NEW YORK||US"),
    ("NEW YORK - March 23 - ", "NEW YORK||US"),
    ("NEW YORK, March-23 - ", "NEW YORK||US"),
    ("NEW YORK, March 23 _ ", "NEW YORK||US"),
    ("NEW YORK, March 23 - - ", "NEW YORK||US"),
    ("NEW YORK, March 23 ", "NEW YORK||US"),
    ("NEW YORK, March 23\n", "NEW YORK||US"),
    ("NEW YORK N.Y., March 23 - ", "NEW YORK|N.Y.|US"),
    ("NEWARK NJ, March 23 - ", "NEWARK|NJ|US"),
    ("SANTA CLARA Calif., March 23 - ", "SANTA CLARA|Calif.|US"),
    ("PITTSBURGH, Penna., March 23 - ", "PITTSBURGH|Penna.|US"),
];

fn places(found: &Dateline) -> String {
    let or = |text: &Option<String>| text.clone().unwrap_or_default();
    let one = |place: &DatelinePlace| format!("{}|{}|{}", place.name, or(&place.region), or(&place.country));
    found.places.iter().map(one).collect::<Vec<_>>().join(" / ")
}

#[test]
fn heads_are_read_however_they_are_laid_out() {
    for (head, wanted, agency, person) in HEADS {
        let found = read_on("2020-08-27", &format!("{head}Текст идёт")).unwrap_or_else(|| panic!("{head} is not read"));
        assert_eq!((places(&found).as_str(), slug(&found)), (*wanted, *agency), "{head}");
        assert_eq!(found.correspondent.as_deref().unwrap_or(""), *person, "{head}");
        let dated = head.contains("27");
        assert_eq!(found.date, day("2020-08-27").filter(|_| dated).map(Into::into), "{head}");
        assert_eq!(found.body_offset.chars as usize, head.chars().count(), "{head}");
    }
}

#[test]
fn lost_and_doubled_signs_of_a_wire_are_read_over() {
    for (head, wanted) in MISPRINTED {
        let found = read_on("1987-03-23", &format!("{head}The company said")).unwrap_or_else(|| panic!("{head}"));
        assert_eq!((places(&found).as_str(), found.date), (*wanted, day("1987-03-23").map(Into::into)), "{head}");
        assert_eq!(found.body_offset.chars as usize, head.chars().count(), "{head}");
    }
}

#[test]
fn what_looks_like_these_heads_is_none() {
    for text in SENTENCES {
        assert_eq!(read_on("2020-08-27", text).map(|found| found.raw), None, "{text}");
    }
}

#[test]
fn the_country_of_the_head_says_which_number_is_the_month() {
    for (head, wanted) in [
        ("Бишкек, 07/08/20. /Кабар/. ", "2020-08-07"),
        ("LONDON, 07/08/2020 (AP) - ", "2020-08-07"),
        ("LONDON, 07/08/2020 (Reuters) - ", "2020-08-07"),
        ("WASHINGTON, 07/08/2020 (Reuters) - ", "2020-07-08"),
        ("MANILA, 07/08/2020 (AFP) - ", "2020-07-08"),
        // Without a place, the agency's home decides.
        ("07/08/2020 (UPI) -- ", "2020-07-08"),
        ("07/08/2020 (Reuters) - ", "2020-08-07"),
        // Only one of the numbers can be the month.
        ("Бишкек, 08/27/20. /Кабар/. ", "2020-08-27"),
        ("WASHINGTON, 27/08/2020 (AP) - ", "2020-08-27"),
    ] {
        let found = read_on("2020-08-27", &format!("{head}Текст")).unwrap_or_else(|| panic!("{head}"));
        assert_eq!(found.date, day(wanted).map(Into::into), "{head}");
    }
    let impossible = read_on("2020-08-27", "Бишкек, 31/02/20. /Кабар/. Текст").unwrap();
    assert_eq!((impossible.date, impossible.date_rule), (None, DateRule::Unparsed));
}
