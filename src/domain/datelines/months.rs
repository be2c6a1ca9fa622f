//! Names of months and days of the week. One table serves all languages: a Kyrgyz story may carry
//! a Russian month, so the language of the body must not choose the names.

use super::scan::Cursor;
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

/// Steps over the name of a month, its abbreviating full stop included, and gives its number.
pub(crate) fn month(cursor: &mut Cursor<'_>) -> Option<u32> {
    let month = cursor.longest(MONTHS)?;
    cursor.eat('.');
    Some(month)
}

/// Steps over the name of a day of the week.
pub(crate) fn weekday(cursor: &mut Cursor<'_>) -> Option<Weekday> {
    cursor.longest(WEEKDAYS)
}
