//! The dictionary of news agencies: their spellings over scripts and how their heads end.

use std::sync::LazyLock;

use super::lexicon::Lexicon;
use super::scan::Cursor;
use crate::domain::places::Key;
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
    /// ISO 3166-1 alpha-2 code of the country from which it reports; empty when that is the world.
    pub(crate) home: &'static str,
}

const fn row(
    slug: &'static str,
    name: &'static str,
    habit: Habit,
    home: &'static str,
    forms: &'static str,
) -> (Known, &'static str) {
    (Known { slug, name, habit, home }, forms)
}

// Habit, home country, and the forms over scripts.
const AGENCIES: &[(Known, &str)] = &[
    // Kyrgyzstan
    row("kabar", "Kabar", Plain, "KG", "кабар|kabar|книа кабар|кна кабар|иа кабар|кмма кабар|kabar.kg"),
    row("24kg", "24.kg", Plain, "KG", "24.kg news agency|24.kg|24-kg.com|24 kg|24kg|иа 24.kg|www.24.kg"),
    row("akipress", "AKIpress", Alone, "KG", "akipress.com|akipress.org|akipress|акиpress|акипресс|аки-пресс"),
    row("kaktus", "Kaktus.media", Plain, "KG", "kaktus.media|kaktus media|кактус.медиа|kaktus"),
    row("azattyk", "Azattyk", Plain, "KG", "азаттык|azattyk|радио азаттык"),
    row("kloop", "Kloop", Plain, "KG", "kloop|kloop.kg|клооп"),
    row("vb", "Vecherny Bishkek", Plain, "KG", "вечерний бишкек|vb.kg|vecherny bishkek"),
    row("tazabek", "Tazabek", Plain, "KG", "tazabek|тазабек"),
    row("turmush", "Turmush", Plain, "KG", "turmush|турмуш"),
    row("kyrtag", "KyrTAg", Plain, "KG", "киртаг|кыртаг|kirtag|kyrtag"),
    row("knews", "K-News", Plain, "KG", "k-news|knews|к-news"),
    // Central Asia and the Caucasus
    row("tca", "The Times of Central Asia", Ambiguous, "", "tca|the times of central asia"),
    row("kazinform", "Kazinform", OpenEnd, "KZ", "казинформ|kazinform|қазақпарат|qazinform|qazaqparat"),
    row("interfax-kazakhstan", "Interfax-Kazakhstan", Plain, "KZ", "интерфакс-казахстан"),
    row("tengrinews", "Tengrinews", Plain, "KZ", "tengrinews|tengrinews.kz|тенгриньюс"),
    row("khabar", "Khabar", Plain, "KZ", "хабар 24|khabar 24|khabar|хабар"),
    row("uza", "UzA", Plain, "UZ", "уза|uza|ўза|o'za"),
    row("uzreport", "UzReport", Plain, "UZ", "uzreport|uzreport.uz|узрепорт"),
    row("kaztag", "KazTAG", Plain, "KZ", "казтаг|kaztag"),
    row("uzdaily", "UzDaily", Plain, "UZ", "uzdaily.com|uzdaily.uz|uzdaily"),
    row("kun", "Kun.uz", Plain, "UZ", "kun.uz"),
    row("avesta", "Avesta", Plain, "TJ", "авеста|avesta|иа авеста"),
    row("khovar", "Khovar", Plain, "TJ", "ховар|khovar|ниат ховар|амит ховар|niat khovar"),
    row("asia-plus", "Asia-Plus", Plain, "TJ", "азия-плюс|asia-plus|asia plus"),
    row("fergana", "Fergana", Plain, "", "фергана|fergana|fergana.ru|fergana news"),
    row("turkmenistan-today", "TDH", Plain, "TM", "tdh|туркменистан сегодня"),
    row("trend", "Trend", Plain, "AZ", "trend|тренд|trend news agency"),
    row("azertac", "AZERTAC", Plain, "AZ", "азертадж|azertac|azərtac|azertag"),
    row("armenpress", "Armenpress", Plain, "AM", "арменпресс|armenpress"),
    row("gruzinform", "Gruzinform", Plain, "GE", "грузинформ|gruzinform"),
    row("interpressnews", "InterPressNews", Plain, "GE", "interpressnews|интерпрессньюс"),
    // Russia, Ukraine, Belarus, Moldova
    row("tass", "TASS", Plain, "RU", "тасс|tass|итар-тасс|itar-tass|tass.ru"),
    row(
        "interfax",
        "Interfax",
        Plain,
        "RU",
        "интерфакс-авн|интерфакс-запад|интерфакс-азия|интерфакс-религия|интерфакс|interfax|interfax.ru|interfax.com|\
        interfax-russia.ru|interfax-russia|interfax-запад",
    ),
    row("interfax-ukraine", "Interfax-Ukraine", Plain, "UA", "интерфакс-украина|interfax-ukraine"),
    row("ria", "RIA Novosti", Plain, "RU", "риа новости|риа|ria novosti|ria|риа-новости"),
    row("ria-tomsk", "RIA Tomsk", Plain, "RU", "риа томск|ria tomsk"),
    row("sputnik", "Sputnik", Plain, "", "sputnik|спутник|sputnik кыргызстан|sputnik kyrgyzstan"),
    row("regnum", "Regnum", Plain, "RU", "regnum|иа regnum|регнум"),
    row("prime", "Prime", Plain, "RU", "прайм|prime"),
    row("belta", "BelTA", Plain, "BY", "белта|belta"),
    row("ukrinform", "Ukrinform", Plain, "UA", "укрінформ|укринформ|ukrinform"),
    row("unn", "UNN", Ambiguous, "UA", "унн|unn"),
    row("unian", "UNIAN", Plain, "UA", "уніан|униан|unian"),
    row("moldpres", "Moldpres", Plain, "MD", "moldpres|молдпрес"),
    // World
    row(
        "reuters",
        "Reuters",
        Plain,
        "",
        "reuters|reuter|рейтер|рейтерс|thomson reuters foundation|reuters breakingviews",
    ),
    row("ap", "Associated Press", Ambiguous, "US", "ap|associated press|the associated press"),
    row("afp", "AFP", Ambiguous, "", "afp|афп|агентство франс-пресс|agence france-presse"),
    row("xinhua", "Xinhua", Plain, "CN", "xinhua|синьхуа|агентство синьхуа|xinhuanet"),
    row("yonhap", "Yonhap", Plain, "KR", "yonhap|yonhap news|ренхап|енхап"),
    row("kyodo", "Kyodo", Plain, "JP", "kyodo|kyodo news|киодо|кедо"),
    row("pti", "PTI", OpenEnd, "IN", "pti"),
    row("ians", "IANS", OpenEnd, "IN", "ians"),
    row("ani", "ANI", OpenEnd, "IN", "ani"),
    row("dpa", "dpa", Ambiguous, "DE", "dpa|дпа"),
    row("efe", "EFE", Alone, "ES", "efe|efeusa"),
    row("ansa", "ANSA", Plain, "IT", "ansa|анса"),
    row("anadolu", "Anadolu", Ambiguous, "TR", "aa|аа|a.a|a.a.|anadolu|anadolu agency|анадолу"),
    row("bloomberg", "Bloomberg", Plain, "", "bloomberg|bloomberg news|блумберг"),
    row("cnn", "CNN", OpenEnd, "US", "cnn|cnn business"),
    row("upi", "UPI", Plain, "US", "upi"),
    row("irna", "IRNA", Plain, "IR", "irna|ирна"),
    row("pap", "PAP", Ambiguous, "PL", "pap"),
    row("apa", "APA", Ambiguous, "AT", "apa"),
    row("mti", "MTI", Ambiguous, "HU", "mti"),
    row("rferl", "RFE/RL", Plain, "", "rfe/rl|радио свобода"),
    row("anp", "ANP", Ambiguous, "NL", "anp"),
    row("ritzau", "Ritzau", Plain, "DK", "ritzau"),
    row("ntb", "NTB", Ambiguous, "NO", "ntb"),
    row("tt", "TT", Ambiguous, "SE", "tt"),
    row("belga", "Belga", Plain, "BE", "belga"),
    row("lusa", "Lusa", Plain, "PT", "lusa|agência lusa|agencia lusa"),
    row("ctk", "CTK", Ambiguous, "CZ", "ctk|čtk"),
    row("agerpres", "Agerpres", Plain, "RO", "agerpres"),
    row("tanjug", "Tanjug", Plain, "RS", "tanjug|танјуг|танюг"),
    row("bta", "BTA", Ambiguous, "BG", "bta|бта"),
    row("leta", "LETA", Ambiguous, "LV", "leta"),
    row("bns", "BNS", Ambiguous, "LT", "bns"),
    row("europa-press", "Europa Press", Plain, "ES", "europa press"),
    row("notimex", "Notimex", Plain, "MX", "notimex"),
    row("telam", "Télam", Plain, "AR", "télam|telam"),
    row("prensa-latina", "Prensa Latina", Plain, "CU", "prensa latina"),
    row("agencia-brasil", "Agência Brasil", Plain, "BR", "agência brasil|agencia brasil"),
    row("canadian-press", "The Canadian Press", Plain, "CA", "the canadian press|canadian press"),
    row("aap", "AAP", Ambiguous, "AU", "aap"),
    row("jiji", "Jiji Press", Plain, "JP", "jiji press|jiji"),
    row("bernama", "Bernama", Plain, "MY", "bernama"),
    row("antara", "Antara", Plain, "ID", "antara"),
    row("vna", "VNA", Ambiguous, "VN", "vna"),
    row("app", "APP", Ambiguous, "PK", "app"),
    row("wam", "WAM", Ambiguous, "AE", "wam"),
    row("spa", "SPA", Ambiguous, "SA", "spa"),
    row("kuna", "KUNA", Ambiguous, "KW", "kuna"),
    row("mena", "MENA", Ambiguous, "EG", "mena"),
    row("sana", "SANA", Ambiguous, "SY", "sana|сана"),
    row("kcna", "KCNA", Plain, "KP", "kcna|цтак"),
    row("cns", "China News Service", Ambiguous, "CN", "cns|china news service"),
    row("tasnim", "Tasnim", Plain, "IR", "tasnim|тасним"),
    row("fars", "Fars", Plain, "IR", "fars|фарс"),
    row("globe-newswire", "GlobeNewswire", Plain, "", "globe newswire|globenewswire"),
    row("pr-newswire", "PR Newswire", Plain, "", "pr newswire|prnewswire|prnewswire-firstcall|prnewswire-usnewswire"),
    row("business-wire", "Business Wire", Plain, "", "business wire"),
    row("montsame", "Montsame", Plain, "MN", "montsame|монцамэ"),
];

static LEXICON: LazyLock<Lexicon<Known>> = LazyLock::new(|| Lexicon::of(AGENCIES));

/// Steps over the longest agency name that stands here as whole words.
pub(crate) fn agency(cursor: &mut Cursor<'_>) -> Option<Known> {
    LEXICON.longest(cursor)
}

/// True if the name of an agency may begin with this word.
pub(crate) fn begins(first: Key) -> bool {
    LEXICON.begins(first)
}

/// True if the name of a place is that of an agency.
pub(crate) fn is_agency(key: Key) -> bool {
    LEXICON.get(key).is_some()
}

/// The agency of a slug.
pub(crate) fn by_slug(slug: &str) -> Option<Known> {
    AGENCIES.iter().map(|(known, _)| *known).find(|known| known.slug == slug)
}

/// The agency that a whole text names.
pub(crate) fn whole(text: &str) -> Option<Known> {
    LEXICON.get(Key::of(text))
}
