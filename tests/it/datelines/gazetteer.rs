//! The gazetteer: what it has, how names are looked up, what lies in what, and what it costs.

use dateline::domain::places::{Hint, PlaceKind, by_id, find, near, within};

fn id(name: &str) -> Option<String> {
    find(name, Hint::default()).map(|place| place.id)
}

const BISHKEK: &str = "geonames:1528675";

#[test]
fn names_are_found_in_every_language_script_and_case() {
    for (names, wanted) in [
        ("Бишкек|БИШКЕК|Bishkek|bishkek|Фрунзе|FRUNZE|Bichkek|Бішкек|Бишкек шаары", BISHKEK),
        // Latin letters that look like the Cyrillic ones around them.
        ("Бишkек|Бишкeк", BISHKEK),
        ("Манас|Жалал-Абад|Джалал-Абад|JALAL-ABAD|Jalal Abad", "geonames:1528249"),
        ("Астана|Нур-Султан|Нұр-Сұлтан|NUR-SULTAN", "geonames:1526273"),
        ("London|LONDRES|Londra|Лондон", "geonames:2643743"),
        ("Рим|Rome|ROMA|Rom", "geonames:3169070"),
        ("Санкт-Петербург|Saint Petersburg|ST. PETERSBURG|St.Petersburg|Ленинград", "geonames:498817"),
        ("Бээжин|Пекин|Beijing|PEKING|Pékin", "geonames:1816670"),
        ("Орёл|Орел", "geonames:515012"),
        ("Toshkent|Тошкент|Ташкент", "geonames:1512569"),
        ("Xi'an|Xian|XI’AN", "geonames:1790630"),
        ("São Paulo|SAO PAULO|Сан-Паулу", "geonames:3448439"),
        ("Georgia|Грузия", "country:GE"),
        ("Кыргызстан|Киргизия|Kyrgyz Republic|Kirgisistan|Qirg‘iziston", "country:KG"),
        ("Чүй облусу|Чуйская область|Chui Region", "region:KG.02"),
        ("UNITED NATIONS|ООН", "dateline:united-nations"),
    ] {
        for name in names.split('|') {
            assert_eq!(id(name).as_deref(), Some(wanted), "{name}");
        }
    }
    assert_eq!(id(""), None);
    assert_eq!(id("-"), None);
    assert_eq!(id("Нет такого города"), None);
}

#[test]
fn a_hint_decides_between_equal_names() {
    let of = |name, hint| find(name, hint).map(|place| (place.country.unwrap_or_default(), place.kind));
    let us = Hint { country: Some("US"), ..Hint::default() };
    assert_eq!(of("Moscow", Hint::default()), Some(("RU".to_owned(), PlaceKind::City)));
    assert_eq!(of("Moscow", us), Some(("US".to_owned(), PlaceKind::City)));
    let state = Hint { country: Some("US"), kind: Some(PlaceKind::Region), ..Hint::default() };
    assert_eq!(of("Georgia", state), Some(("US".to_owned(), PlaceKind::Region)));
    let texas = Hint { region: Some("region:US.TX"), ..Hint::default() };
    assert_eq!(find("Paris", texas).map(|place| place.id).as_deref(), Some("geonames:4717560"));
    assert_eq!(of("Бишкек", us), None);
}

#[test]
fn a_place_says_where_it_lies() {
    let bishkek = by_id(BISHKEK).unwrap();
    assert_eq!(bishkek.names.ky.as_deref(), Some("Бишкек"));
    assert_eq!((bishkek.country.as_deref(), bishkek.region_id.as_deref()), (Some("KG"), Some("region:KG.01")));
    assert_eq!(bishkek.time_zone.as_deref(), Some("Asia/Bishkek"));
    assert!(bishkek.latitude.is_some_and(|degrees| (42.8..43.0).contains(&degrees)));
    let ids = |id: &str| within(id).into_iter().map(|place| place.id).collect::<Vec<_>>();
    assert_eq!(ids(BISHKEK), ["region:KG.01", "country:KG"]);
    assert_eq!(ids("region:KG.01"), ["country:KG"]);
    assert_eq!(ids("country:KG"), Vec::<String>::new());
    assert_eq!(ids("geonames:1"), Vec::<String>::new());
    for wrong in ["", "geonames:", "geonames:1", "GEONAMES:1528675", "country:XX", "geonames:1528675 "] {
        assert_eq!(by_id(wrong), None, "{wrong}");
    }
}

#[test]
fn countries_have_names_in_the_languages_of_the_site() {
    for (code, ky, ru, en) in [
        ("KG", "Кыргызстан", "Кыргызстан", "Kyrgyzstan"),
        ("US", "АКШ", "США", "United States"),
        ("UZ", "Өзбекстан", "Узбекистан", "Uzbekistan"),
        ("CN", "Кытай", "Китай", "China"),
        ("GB", "Улуу Британия", "Великобритания", "United Kingdom"),
    ] {
        let names = by_id(&format!("country:{code}")).unwrap().names;
        assert_eq!((names.in_lang("ky"), names.in_lang("ru"), names.in_lang("en")), (ky, ru, en));
    }
}

#[test]
fn neighbours_come_in_the_order_of_distance() {
    let around = near(42.87, 74.59, 30.0);
    assert_eq!(around.first().map(String::as_str), Some(BISHKEK));
    assert!((3..50).contains(&around.len()), "{around:?}");
    assert!(near(0.0, -160.0, 100.0).is_empty());
    // Across the line where the date changes.
    let fiji = near(-16.8, 179.99, 200.0);
    assert!(!fiji.is_empty());
    assert!(near(f64::NAN, 0.0, 10.0).is_empty());
}

#[test]
fn all_of_the_file_is_laid_out() {
    use std::io::BufRead;
    let packed = std::fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/gazetteer/places.tsv.gz")).unwrap();
    let lines = std::io::BufReader::new(flate2::read::GzDecoder::new(packed)).lines();
    let mut count = 0;
    for line in lines {
        let line = line.unwrap();
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 13, "{line}");
        let place = by_id(cells[0]).unwrap_or_else(|| panic!("{line}"));
        assert_eq!((place.names.en.as_str(), place.names.ru.as_deref().unwrap_or("")), (cells[8], cells[9]));
        assert!(place.time_zone.is_none_or(|zone| zone.parse::<chrono_tz::Tz>().is_ok()), "{line}");
        count += 1;
    }
    assert!(count > 36_000, "{count}");
}

#[test]
fn it_takes_less_than_15_megabytes() {
    let bytes = dateline::domain::places::footprint();
    println!("{bytes} bytes");
    // Fewer than 3 MB would be a gazetteer without its names.
    assert!((3_000_000..15_000_000).contains(&bytes), "{bytes} bytes");
}
