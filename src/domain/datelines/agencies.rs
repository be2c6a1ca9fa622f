//! The dictionary of news agencies: their spellings over scripts and how their heads end.

use super::scan::{self, Cursor};
use Habit::{Alone, Ambiguous, OpenEnd, Plain};

/// What is particular about the heads of an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Habit {
    /// Nothing.
    Plain,
    /// The name is an acronym that means other things too; alone it proves nothing.
    Ambiguous,
    /// The body may follow the name without a dash.
    OpenEnd,
    /// The name and a dash alone are a head.
    Alone,
}

/// An agency of the dictionary.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// Stable short name.
    pub(crate) slug: &'static str,
    /// Name to show.
    pub(crate) name: &'static str,
    /// What is particular about its heads.
    pub(crate) habit: Habit,
}

const fn row(slug: &'static str, name: &'static str, habit: Habit, forms: &'static str) -> (Known, &'static str) {
    (Known { slug, name, habit }, forms)
}

// Forms are folded: lower case, plain spaces.
const AGENCIES: &[(Known, &str)] = &[
    // Kyrgyzstan
    row("kabar", "Kabar", Plain, "кабар|kabar|книа кабар|кна кабар|иа кабар|кмма кабар|kabar.kg"),
    row("24kg", "24.kg", Plain, "24.kg|24-kg.com|24kg|иа 24.kg|www.24.kg"),
    row("akipress", "AKIpress", Alone, "akipress.com|akipress.org|akipress|акипресс|аки-пресс"),
    row("kaktus", "Kaktus.media", Plain, "kaktus.media|kaktus media|кактус.медиа|kaktus"),
    row("azattyk", "Azattyk", Plain, "азаттык|azattyk|радио азаттык"),
    row("kloop", "Kloop", Plain, "kloop|kloop.kg|клооп"),
    row("vb", "Vecherny Bishkek", Plain, "вечерний бишкек|vb.kg|vecherny bishkek"),
    row("knews", "K-News", Plain, "k-news|knews|к-news"),
    // Central Asia and the Caucasus
    row("tca", "The Times of Central Asia", Ambiguous, "tca|the times of central asia"),
    row("kazinform", "Kazinform", OpenEnd, "казинформ|kazinform|қазақпарат|qazinform|qazaqparat"),
    row("interfax-kazakhstan", "Interfax-Kazakhstan", Plain, "интерфакс-казахстан"),
    row("tengrinews", "Tengrinews", Plain, "tengrinews|tengrinews.kz|тенгриньюс"),
    row("khabar", "Khabar", Plain, "хабар 24|khabar 24|khabar|хабар"),
    row("uza", "UzA", Plain, "уза|uza|ўза|o'za"),
    row("uzreport", "UzReport", Plain, "uzreport|uzreport.uz|узрепорт"),
    row("khovar", "Khovar", Plain, "ховар|khovar|ниат ховар|амит ховар|niat khovar"),
    row("asia-plus", "Asia-Plus", Plain, "азия-плюс|asia-plus|asia plus"),
    row("fergana", "Fergana", Plain, "фергана|fergana|fergana.ru|fergana news"),
    row("turkmenistan-today", "TDH", Plain, "tdh|туркменистан сегодня"),
    row("trend", "Trend", Plain, "trend|тренд|trend news agency"),
    row("azertac", "AZERTAC", Plain, "азертадж|azertac|azərtac|azertag"),
    row("armenpress", "Armenpress", Plain, "арменпресс|armenpress"),
    row("interpressnews", "InterPressNews", Plain, "interpressnews|интерпрессньюс"),
    // Russia, Ukraine, Belarus, Moldova
    row("tass", "TASS", Plain, "тасс|tass|итар-тасс|itar-tass|tass.ru"),
    row("interfax", "Interfax", Plain, "интерфакс|interfax|interfax.ru|interfax.com"),
    row("interfax-ukraine", "Interfax-Ukraine", Plain, "интерфакс-украина|interfax-ukraine"),
    row("ria", "RIA Novosti", Plain, "риа новости|риа|ria novosti|ria|риа-новости"),
    row("ria-tomsk", "RIA Tomsk", Plain, "риа томск|ria tomsk"),
    row("sputnik", "Sputnik", Plain, "sputnik|спутник|sputnik кыргызстан|sputnik kyrgyzstan"),
    row("regnum", "Regnum", Plain, "regnum|иа regnum|регнум"),
    row("prime", "Prime", Plain, "прайм|prime"),
    row("belta", "BelTA", Plain, "белта|belta"),
    row("ukrinform", "Ukrinform", Plain, "укрінформ|укринформ|ukrinform"),
    row("unn", "UNN", Ambiguous, "унн|unn"),
    row("unian", "UNIAN", Plain, "уніан|униан|unian"),
    row("moldpres", "Moldpres", Plain, "moldpres|молдпрес"),
    // World
    row("reuters", "Reuters", Plain, "reuters|reuter|рейтер|thomson reuters foundation"),
    row("ap", "Associated Press", Ambiguous, "ap|associated press|the associated press"),
    row("afp", "AFP", Ambiguous, "afp|афп|агентство франс-пресс|agence france-presse"),
    row("xinhua", "Xinhua", Plain, "xinhua|синьхуа|xinhuanet"),
    row("yonhap", "Yonhap", Plain, "yonhap|yonhap news|ренхап|енхап"),
    row("kyodo", "Kyodo", Plain, "kyodo|kyodo news|киодо|кедо"),
    row("pti", "PTI", OpenEnd, "pti"),
    row("ians", "IANS", OpenEnd, "ians"),
    row("ani", "ANI", OpenEnd, "ani"),
    row("dpa", "dpa", Ambiguous, "dpa|дпа"),
    row("efe", "EFE", Alone, "efe|efeusa"),
    row("ansa", "ANSA", Plain, "ansa|анса"),
    row("anadolu", "Anadolu", Ambiguous, "aa|аа|a.a|a.a.|anadolu|anadolu agency|анадолу"),
    row("bloomberg", "Bloomberg", Plain, "bloomberg|bloomberg news|блумберг"),
    row("cnn", "CNN", Plain, "cnn|cnn business"),
    row("upi", "UPI", Plain, "upi"),
    row("irna", "IRNA", Plain, "irna|ирна"),
    row("pap", "PAP", Ambiguous, "pap"),
    row("apa", "APA", Ambiguous, "apa"),
    row("mti", "MTI", Ambiguous, "mti"),
    row("rferl", "RFE/RL", Plain, "rfe/rl|радио свобода"),
    row("montsame", "Montsame", Plain, "montsame|монцамэ"),
];

/// Steps over the longest agency name that stands here as whole words.
pub(crate) fn agency(cursor: &mut Cursor<'_>) -> Option<Known> {
    cursor.longest(AGENCIES)
}

/// The agency that a whole text names; quotation marks around the name do not matter.
pub(crate) fn whole(text: &str) -> Option<Known> {
    let plain = unquoted(text);
    let chars: Vec<char> = plain.trim_matches(scan::is_edge).chars().collect();
    let mut cursor = Cursor::new(&chars);
    let known = agency(&mut cursor)?;
    (cursor.pos() == chars.len()).then_some(known)
}

/// The text without quotation marks, which some agencies print around their names.
pub(crate) fn unquoted(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '«' | '»' | '"' | '“' | '”' | '„')).collect()
}
