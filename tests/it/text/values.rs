//! Ids, instants and dates, languages, cursors.

use dateline::domain::ids::{ArticleId, NodeId, short};
use dateline::domain::lang::{Lang, LocalizedText, Preference, accept_language};
use dateline::domain::paging::{Cursor, Frozen, Key, ListName, Order, check_limit};
use dateline::domain::time::{Date, Instant};
use dateline::error::Code;
use proptest::prelude::*;
use uuid::Uuid;

const VECTOR: &str = "article_01h455vb4pex5vsknk084sn02q";
const VECTOR_UUID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

#[test]
fn the_published_type_id_goes_both_ways() {
    let id: ArticleId = VECTOR.parse().unwrap();
    assert_eq!(id.uuid().to_string(), VECTOR_UUID);
    assert_eq!(id.to_string(), VECTOR);
    assert_eq!(ArticleId::from_uuid(VECTOR_UUID.parse().unwrap()), id);
    assert_eq!(VECTOR.parse::<NodeId>().unwrap(), NodeId::Article(id));
    let largest = ArticleId::from_uuid(Uuid::from_u128(u128::MAX));
    assert_eq!(largest.to_string(), "article_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    assert_eq!(largest.to_string().parse::<ArticleId>().unwrap(), largest);
    assert_eq!(ArticleId::from_uuid(Uuid::nil()).to_string(), "article_00000000000000000000000000");
    let now: Instant = "2026-11-23T06:00:00Z".parse().unwrap();
    let (new, later) = (ArticleId::generate(now), ArticleId::generate(now.plus_seconds(1)));
    assert_eq!(new.uuid().get_version_num(), 7);
    assert!(new < later && new.to_string() < later.to_string(), "ids follow time");
}

#[test]
fn what_is_no_id_is_refused_with_the_right_form() {
    for wrong in [
        "section_01h455vb4pex5vsknk084sn02q",
        "01h455vb4pex5vsknk084sn02q",
        "_01h455vb4pex5vsknk084sn02q",
        "ARTICLE_01h455vb4pex5vsknk084sn02q",
        "article_01H455VB4PEX5VSKNK084SN02Q",
        "article_8zzzzzzzzzzzzzzzzzzzzzzzzz",
        "article_01h455vb4pex5vsknk084sn02",
        "article_01h455vb4pex5vsknk084sn02qq",
        "article_01h455vb4pex5vsknk084sn02u",
        "article_01h455vb4pex5vsknk084sn02ө",
        "article_",
        "article",
        "article-01h455vb4pex5vsknk084sn02q",
        VECTOR_UUID,
        " article_01h455vb4pex5vsknk084sn02q",
        "",
    ] {
        let error = wrong.parse::<ArticleId>().unwrap_err();
        assert_eq!(error.code, Code::BadUserInput, "{wrong}");
        assert!(error.detail.contains("article_ and 26 characters"), "{}", error.detail);
    }
    for wrong in ["key_01h455vb4pex5vsknk084sn02q", "article", "", "article_x"] {
        assert_eq!(wrong.parse::<NodeId>().unwrap_err().code, Code::BadUserInput, "{wrong}");
    }
    for (text, meant) in [("article_x", true), ("section_x", true), ("_", true), ("article-x", false), ("x", false)] {
        assert_eq!(ArticleId::looks_like(text), meant, "a slug never holds an underscore: {text}");
    }
    let long = "ө".repeat(1000);
    assert_eq!(short(&long).chars().count(), 61, "input is never quoted at length");
    assert!(long.parse::<ArticleId>().unwrap_err().detail.chars().count() < 200);
}

#[test]
fn instants_are_read_with_any_offset_and_printed_in_one_way() {
    for (text, printed) in [
        ("2020-08-27T09:30:00Z", "2020-08-27T09:30:00Z"),
        ("2020-08-27T15:30:00+06:00", "2020-08-27T09:30:00Z"),
        ("2020-08-26T23:30:00-10:00", "2020-08-27T09:30:00Z"),
        ("2020-08-27t09:30:00z", "2020-08-27T09:30:00Z"),
        ("2020-08-27T09:30:00.999999999Z", "2020-08-27T09:30:00Z"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("1970-01-01T00:00:00-00:00", "1970-01-01T00:00:00Z"),
    ] {
        assert_eq!(text.parse::<Instant>().unwrap().to_string(), printed, "{text}");
    }
    for wrong in [
        "2020-08-27",
        "2020-08-27T09:30:00",
        "2020-08-27T09:30Z",
        "2020-08-27T24:00:00Z",
        "2020-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "+10000-01-01T00:00:00Z",
        "20200827T093000Z",
        "1598520600",
        " 2020-08-27T09:30:00Z",
        "2020-08-27T09:30:00Z ",
        "",
    ] {
        assert_eq!(wrong.parse::<Instant>().unwrap_err().code, Code::BadUserInput, "{wrong}");
    }
    assert_eq!(Instant::from_seconds(i64::MAX).to_string(), "9999-12-31T23:59:59Z");
    assert_eq!(Instant::from_seconds(i64::MIN).to_string(), "0001-01-01T00:00:00Z");
    assert_eq!(Instant::from_seconds(0).plus_seconds(i64::MAX), Instant::from_seconds(i64::MAX));
}

#[test]
fn dates_have_one_form_and_begin_in_their_zone() {
    for good in ["0001-01-01", "2020-08-27", "2024-02-29", "9999-12-31"] {
        assert_eq!(good.parse::<Date>().unwrap().to_string(), good);
    }
    for wrong in [
        "0000-01-01",
        "2023-02-29",
        "2020-13-01",
        "2020-00-10",
        "2020-8-27",
        "20-08-2020",
        "2020/08/27",
        "20200827",
        "+2020-08-2",
        "-020-08-27",
        "2020-08-27Z",
        " 020-08-27",
        "10000-01-01",
        "",
    ] {
        assert_eq!(wrong.parse::<Date>().unwrap_err().code, Code::BadUserInput, "{wrong}");
    }
    for (date, zone, start) in [
        ("2020-08-27", chrono_tz::Asia::Bishkek, "2020-08-26T18:00:00Z"),
        ("2020-08-27", chrono_tz::UTC, "2020-08-27T00:00:00Z"),
        // Midnight is skipped by the change of the clocks.
        ("2018-11-04", chrono_tz::America::Sao_Paulo, "2018-11-04T03:00:00Z"),
        // The whole day is skipped.
        ("2011-12-30", chrono_tz::Pacific::Apia, "2011-12-30T10:00:00Z"),
        // Midnight is there twice; the day begins with the first.
        ("2020-11-01", chrono_tz::America::Havana, "2020-11-01T04:00:00Z"),
    ] {
        assert_eq!(date.parse::<Date>().unwrap().start_in(zone).to_string(), start, "{date} {zone}");
    }
}

fn langs(tags: &[&str]) -> Vec<Lang> {
    tags.iter().map(|tag| tag.parse().unwrap()).collect()
}

#[test]
fn language_tags_are_canonical_or_refused() {
    for (text, tag) in
        [("ky", "ky"), ("KY", "ky"), ("ru-ru", "ru-RU"), ("zh-hant", "zh-Hant"), ("en-Latn-gb", "en-Latn-GB")]
    {
        assert_eq!(text.parse::<Lang>().unwrap().as_str(), tag, "{text}");
    }
    for wrong in ["", "und", "*", "k", "kyrgyz-language", "ru ru", "ру", "ru;q=1", "12", &"en-".repeat(20)] {
        assert_eq!(wrong.parse::<Lang>().unwrap_err().code, Code::BadUserInput, "{wrong}");
    }
}

#[test]
fn accept_language_is_read_by_falling_weight() {
    for (header, expected) in [
        ("", &[][..]),
        ("*", &[]),
        ("ky", &["ky"]),
        ("ru, ky", &["ru", "ky"]),
        ("ru;q=0.5, ky", &["ky", "ru"]),
        ("ru;q=0.5,ky;q=0.9,en;q=0.7", &["ky", "en", "ru"]),
        ("en-US,en;q=0.9,ru-RU;q=0.8", &["en-US", "en", "ru-RU"]),
        ("ru; q=0.3 , en ; q=0.4", &["en", "ru"]),
        ("ky;q=0, ru;q=0.001, en;q=0.0009", &["ru"]),
        ("ru;q=1.1, en;q=-1, ky;q=x, de;q=NaN, fr;q=inf, it", &["it"]),
        ("ru;q=0.5;level=1, *;q=0.8, ???, ky;q=0.2", &["ky"]),
        (",,, ,ru,", &["ru"]),
    ] {
        assert_eq!(accept_language(header), langs(expected), "{header}");
    }
    assert!(accept_language(&"en-GB,".repeat(100_000)).len() == 1);
}

#[test]
fn a_name_is_picked_by_preference_then_by_the_site() {
    let text = |language: &str, value: &str| LocalizedText { language: language.parse().unwrap(), value: value.into() };
    let names = [text("ru", "Общество"), text("en", "Society")];
    let site = langs(&["ky", "ru", "en"]);
    let pick = |asked: &[&str]| Preference::new(&langs(asked), &site).pick(&names).to_owned();
    assert_eq!(pick(&[]), "Общество");
    assert_eq!(pick(&["en"]), "Society");
    assert_eq!(pick(&["de", "en", "ru"]), "Society");
    assert_eq!(pick(&["de-CH", "en-GB"]), "Society", "a region says nothing of a name");
    assert_eq!(Preference::new(&[], &langs(&["fr"])).pick(&names), "Общество", "any name before none");
    assert_eq!(Preference::default().pick(&[]), "");
}

#[test]
fn a_limit_is_1_to_100() {
    for good in [1, 20, 100] {
        assert_eq!(i64::from(check_limit(good, "limit").unwrap()), good);
    }
    for wrong in [i64::MIN, -1, 0, 101, i64::MAX] {
        let error = check_limit(wrong, "first").unwrap_err();
        assert!(error.detail.starts_with("first: must be 1 to 100"), "{}", error.detail);
    }
}

fn key() -> impl Strategy<Value = Key> {
    let frozen = (any::<i64>(), any::<bool>(), any::<i64>());
    let frozen = frozen.prop_map(|(generation, since, place)| Key::Frozen(Frozen { generation, since, place }));
    prop_oneof![any::<i64>().prop_map(Key::Number), "\\PC{0,60}".prop_map(Key::Text), frozen]
}

/// The list of this name in whose order such a key stands.
fn list(name: &str, key: &Key) -> ListName {
    let order = match key {
        Key::Number(_) => Order::Number,
        Key::Text(_) => Order::Text,
        Key::Frozen(_) => Order::Frozen,
    };
    ListName::new(name, order)
}

#[test]
fn a_cursor_of_another_order_and_one_with_nul_are_refused() {
    let (number, text) = (Key::Number(7), Key::Text("osh".to_owned()));
    let nul = Key::Text("o\0sh".to_owned());
    for (key, order) in
        [(number.clone(), Order::Text), (text, Order::Number), (nul, Order::Text), (number, Order::Frozen)]
    {
        let cursor = Cursor { key, id: Uuid::nil() };
        let list = ListName::new("articles", order);
        let error = Cursor::decode(&cursor.encode(list), list, "before").unwrap_err();
        assert!(error.detail.starts_with("before: is not a cursor"), "{}", error.detail);
    }
}

proptest! {
    #[test]
    fn any_cursor_comes_back_to_its_own_list_only(key in key(), id in any::<u128>(), lists in ("\\PC{0,20}", "\\PC{0,20}")) {
        let cursor = Cursor { key, id: Uuid::from_u128(id) };
        let other = list(&lists.1, &cursor.key);
        let list = list(&lists.0, &cursor.key);
        let text = cursor.encode(list);
        prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{}", text);
        prop_assert_eq!(Cursor::decode(&text, list, "after").unwrap(), cursor);
        if lists.0 != lists.1 {
            let error = Cursor::decode(&text, other, "after").unwrap_err();
            prop_assert!(error.detail.contains("another order or filter"), "{}", error.detail);
        }
    }

    #[test]
    fn a_changed_cursor_is_refused_or_another_place(key in key(), id in any::<u128>(), at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_=+/-]") {
        let list = list("articles", &key);
        let cursor = Cursor { key, id: Uuid::from_u128(id) };
        let mut text = cursor.encode(list);
        let at = at.index(text.len());
        text.replace_range(at..=at, &to);
        if let Ok(read) = Cursor::decode(&text, list, "after") {
            prop_assert_eq!(read.encode(list), text);
        }
    }

    #[test]
    fn any_text_may_be_tried_as_a_value(text in "\\PC{0,80}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        use base64::Engine;
        let coded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&bytes);
        for tried in [text.as_str(), coded.as_str()] {
            for order in [Order::Number, Order::Text, Order::Frozen] {
                let error = Cursor::decode(tried, ListName::new("articles", order), "after").err();
                prop_assert!(error.is_none_or(|error| error.code == Code::BadUserInput));
            }
            let _ = (tried.parse::<ArticleId>(), tried.parse::<NodeId>(), tried.parse::<Lang>());
            let _ = (tried.parse::<Instant>(), tried.parse::<Date>(), accept_language(tried));
        }
    }

    #[test]
    fn any_instant_is_read_as_it_is_printed(seconds in -62_135_596_800..=253_402_300_799_i64) {
        let instant = Instant::from_seconds(seconds);
        prop_assert_eq!(instant.to_string().parse::<Instant>().unwrap(), instant);
        prop_assert_eq!(instant.seconds(), seconds);
        prop_assert_eq!(instant.to_string().len(), 20);
    }

    #[test]
    fn any_id_is_read_as_it_is_printed(uuid in any::<u128>()) {
        let id = ArticleId::from_uuid(Uuid::from_u128(uuid));
        prop_assert_eq!(id.to_string().parse::<ArticleId>().unwrap(), id);
    }
}
