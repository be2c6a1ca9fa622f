//! Heads as an English-language wire of the 1980s printed them, misprints included: written for this test after the
//! manner of that wire, not taken from it.

use super::{day, read_on};
use dateline::domain::datelines::{DateRule, Dateline, DatelineStyle};

/// A head, and its places as `NAME|region|country`, parted by ` / `. All were published on 23 March 1987 with that date.
const HEADS: &[(&str, &str)] = &[
    ("NEW YORK, March 23 - ", "NEW YORK||US"),
    ("ST PAUL, Minn., March 23 - ", "ST PAUL|Minn.|US"),
    ("ST. PAUL, MINN., MARCH 23 - ", "ST. PAUL|MINN.|US"),
    ("HAMILTON, Bermuda, March 23 - ", "HAMILTON||BM"),
    ("TORONTO, Ont., March 23 - ", "TORONTO|Ont.|CA"),
    ("BATON ROUGE, La., March 23 - ", "BATON ROUGE|La.|US"),
    ("WALTHAM, Mass, March 23 - ", "WALTHAM|Mass|US"),
    ("MOUNTAIN VIEW, CALIF., March 23 - ", "MOUNTAIN VIEW|CALIF.|US"),
    ("KUWAIT, March 23 - ", "KUWAIT||KW"),
    ("BAHRAIN, March 23 - ", "BAHRAIN||BH"),
    ("PUSAN, South Korea, March 23 - ", "PUSAN||KR"),
    ("THE HAGUE, March 23 - ", "THE HAGUE||NL"),
    ("RESEARCH TRIANGLE PARK, N.C., March 23 - ", "RESEARCH TRIANGLE PARK|N.C.|US"),
    ("WINSTON-SALEM, N.C., March 23 - ", "WINSTON-SALEM|N.C.|US"),
    ("COEUR D'ALENE, Idaho, March 23 - ", "COEUR D'ALENE|Idaho|US"),
    ("KING OF PRUSSIA, Penn., March 23 - ", "KING OF PRUSSIA|Penn.|US"),
    ("ST. LOUIS, Mo., March 23 - ", "ST. LOUIS|Mo.|US"),
    ("ST LOUIS, March 23 - ", "ST LOUIS||US"),
    ("BRIDGETOWN, Barbados, March 23 - ", "BRIDGETOWN||BB"),
    ("WASHINGTON, March 23 -- ", "WASHINGTON||US"),
    ("TAMPA, Fla. March 23 - ", "TAMPA|Fla.|US"),
    ("NEW YORK, March 23, - ", "NEW YORK||US"),
    ("NEW YORK March 23 - ", "NEW YORK||US"),
    ("NEW YORK, March 23- ", "NEW YORK||US"),
    ("NEW YORK,March 23 - ", "NEW YORK||US"),
    ("NEW YORK. March 23 - ", "NEW YORK||US"),
    ("NEW YORK, March23 - ", "NEW YORK||US"),
    ("PARIS, March 23 -", "PARIS||FR"),
    ("DALLAS, Mar 23 - ", "DALLAS||US"),
    ("OTTAWA/TORONTO, March 23 - ", "OTTAWA||CA / TORONTO||CA"),
    ("LONDON, 23 March - ", "LONDON||GB"),
    ("Washington, March 23 - ", "Washington||US"),
    ("DUESSELDORF, West Germany, March 23 - ", "DUESSELDORF||DE"),
    ("FRANKFURT, March 23 - ", "FRANKFURT||DE"),
    ("EAST BERLIN, March 23 - ", "EAST BERLIN||DE"),
    ("LUXEMBOURG, March 23 - ", "LUXEMBOURG||LU"),
    ("UNITED NATIONS, March 23 - ", "UNITED NATIONS||"),
    ("CHARLESTON, W. Va., March 23 - ", "CHARLESTON|W. Va.|US"),
    ("MORGANTOWN, W.VA., March 23 - ", "MORGANTOWN|W.VA.|US"),
    ("CAMDEN, N.J, March 23 - ", "CAMDEN|N.J|US"),
    ("CAMDEN, NJ, March 23 - ", "CAMDEN|NJ|US"),
    ("NASHVILLE, Tenn.,, March 23 - ", "NASHVILLE|Tenn.|US"),
    ("NASHVILLE, Tenn., , March 23 - ", "NASHVILLE|Tenn.|US"),
    ("WASHINGTON, D.C., March 23 - ", "WASHINGTON|D.C.|US"),
    ("PALM BEACH, Florida, March 23 - ", "PALM BEACH|Florida|US"),
    ("BASLE, Switzerland, March 23 - ", "BASLE||CH"),
    ("PEKING, March 23 - ", "PEKING||CN"),
    ("LENINGRAD, March 23 - ", "LENINGRAD||RU"),
    ("MELBOURNE, Fla., March 23 - ", "MELBOURNE|Fla.|US"),
    ("PARIS, Texas, March 23 - ", "PARIS|Texas|US"),
    ("CAMBRIDGE, Mass., March 23 - ", "CAMBRIDGE|Mass.|US"),
    ("CAMBRIDGE, England, March 23 - ", "CAMBRIDGE|England|GB"),
    ("NEWCASTLE-UPON-TYNE, England, March 23 - ", "NEWCASTLE-UPON-TYNE|England|GB"),
    ("VANCOUVER, B.C., March 23 - ", "VANCOUVER|B.C.|CA"),
    ("SAN JOSE, Costa Rica, March 23 - ", "SAN JOSE||CR"),
    ("SAN JOSE, Calif., March 23 - ", "SAN JOSE|Calif.|US"),
    ("SAN JUAN, P.R., March 23 - ", "SAN JUAN||PR"),
    ("GEORGETOWN, Cayman Islands, March 23 - ", "GEORGETOWN||KY"),
    ("PUNTA DEL ESTE, Uruguay, March 23 - ", "PUNTA DEL ESTE||UY"),
    ("PORT-AU-PRINCE, March 23 - ", "PORT-AU-PRINCE||HT"),
    ("N'DJAMENA, Chad, March 23 - ", "N'DJAMENA||TD"),
    ("FT. LAUDERDALE, Fla., March 23 - ", "FT. LAUDERDALE|Fla.|US"),
    ("MT. LAUREL, N.J., March 23 - ", "MT. LAUREL|N.J.|US"),
    ("CORPUS CHRISTI, TX, March 23 - ", "CORPUS CHRISTI|TX|US"),
    ("NEW YORK, NY, March 23 - ", "NEW YORK|NY|US"),
    ("STAMFORD, CONN, MARCH 23 - ", "STAMFORD|CONN|US"),
    ("KANSAS CITY, Kan., March 23 - ", "KANSAS CITY|Kan.|US"),
    ("ABIDJAN, Ivory Coast, March 23 - ", "ABIDJAN||CI"),
    ("ST JOHN'S, Antigua, March 23 - ", "ST JOHN'S||AG"),
    ("ST. JOHN'S, Newfoundland, March 23 - ", "ST. JOHN'S|Newfoundland|CA"),
    ("CHARLOTTE AMALIE, U.S. Virgin Islands, March 23 - ", "CHARLOTTE AMALIE||VI"),
    ("PRUDHOE BAY, Alaska, March 23 - ", "PRUDHOE BAY|Alaska|US"),
    ("ABOARD THE USS NIMITZ, March 23 - ", "ABOARD THE USS NIMITZ||"),
    ("By Marta Quint, Reuters\n    WASHINGTON, March 23 - ", "WASHINGTON||US"),
];

fn places(found: &Dateline) -> String {
    let one = |place: &dateline::domain::datelines::DatelinePlace| {
        let or = |text: &Option<String>| text.clone().unwrap_or_default();
        format!("{}|{}|{}", place.name, or(&place.region), or(&place.country))
    };
    found.places.iter().map(one).collect::<Vec<_>>().join(" / ")
}

fn read(head: &str) -> Dateline {
    read_on("1987-03-23", &format!("{head}The company said")).unwrap_or_else(|| panic!("{head} is not read"))
}

#[test]
fn places_regions_and_countries_are_told_apart() {
    for (head, wanted) in HEADS {
        let found = read(head);
        assert_eq!(places(&found), *wanted, "{head}");
        assert_eq!(found.date, day("1987-03-23").map(Into::into), "{head}");
        assert_eq!(found.date_rule, DateRule::YearFromPublished, "{head}");
        assert_eq!(found.body_offset.chars as usize, head.chars().count(), "{head}");
    }
}

#[test]
fn the_agency_may_stand_behind_the_date() {
    for (tail, style) in [
        (", Reuter - ", DatelineStyle::CommaAgency),
        (" Reuter - ", DatelineStyle::CommaAgency),
        (" REUTER - ", DatelineStyle::CommaAgency),
        (" (Reuter) - ", DatelineStyle::Paren),
    ] {
        let found = read(&format!("TAUPO, New Zealand, March 23{tail}"));
        assert_eq!(places(&found), "TAUPO||NZ");
        assert_eq!(found.agency.map(|agency| agency.slug).as_deref(), Some("reuters"), "{tail}");
        assert_eq!(found.style, style, "{tail}");
    }
}

#[test]
fn misprinted_dates_are_taken_back_near_publication_only() {
    for (date, rule, day_read) in [
        ("Narch 23", DateRule::FuzzyMonth, "1987-03-23"),
        ("Marchg 23", DateRule::FuzzyMonth, "1987-03-23"),
        ("Macrh 22", DateRule::FuzzyMonth, "1987-03-22"),
        ("Mach 24", DateRule::FuzzyMonth, "1987-03-24"),
        ("23 Narch", DateRule::FuzzyMonth, "1987-03-23"),
        ("March 2l", DateRule::FuzzyDay, "1987-03-21"),
        ("Narch 20", DateRule::Unparsed, ""),
        ("Jne 23", DateRule::Unparsed, ""),
        ("March 1O", DateRule::Unparsed, ""),
        ("March 223", DateRule::Unparsed, ""),
    ] {
        let found = read(&format!("CHICAGO, {date} - "));
        let wanted = (!day_read.is_empty()).then(|| day(day_read).unwrap().into());
        assert_eq!((found.date, found.date_rule), (wanted, rule), "{date}");
        assert_eq!(places(&found), "CHICAGO||US", "{date}");
    }
}

#[test]
fn tables_and_headlines_of_the_wire_are_no_heads() {
    for text in [
        "one month 6 7/16 - 5/16 two months 6 1/2 - 3/8",
        "Shr 34 cts vs 1.19 dlrs",
        "Federal Express Corp - said it had signed",
        "APRIL 11 - ISRAEL INTRODUCES SUMMER TIME.",
        "NEW ZEALAND EXCHS CLOSE - April 7",
        "U.S. FEB LEADING INDICATORS - March 31",
        "MARCH CRUDE FUTURES - up 12 cts",
        "Qtly div 12 cts vs 12 cts prior - Pay April 1",
        "OPEC - the group said",
    ] {
        assert_eq!(read_on("1987-03-23", text), None, "{text}");
    }
}
