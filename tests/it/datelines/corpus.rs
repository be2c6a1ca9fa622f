//! Openings of real stories, where they are at hand: none of them has a head, but for those that a test below names.

use std::path::PathBuf;

use chrono_tz::Asia::Bishkek;
use dateline::domain::datelines::parse;

/// Paragraphs of saved news pages in a dozen languages.
fn paragraphs() -> Option<Vec<String>> {
    let Some(corpus) = std::env::var_os("DATELINE_CORPUS") else {
        println!("left out: DATELINE_CORPUS names no folder");
        return None;
    };
    let gold = std::fs::read_to_string(PathBuf::from(corpus).join("html_pages/gold.jsonl")).unwrap();
    let mut all = Vec::new();
    for line in gold.lines() {
        let page: serde_json::Value = serde_json::from_str(line).unwrap();
        let texts = page["paragraphs"].as_array().into_iter().flatten();
        all.extend(texts.filter_map(|text| text.as_str()).map(str::to_owned));
    }
    assert!(all.len() > 200, "{}", all.len());
    Some(all)
}

#[test]
fn no_paragraph_of_the_saved_pages_is_taken_for_a_head() {
    let Some(paragraphs) = paragraphs() else { return };
    let heads = paragraphs.iter().filter_map(|text| parse(text, None, Bishkek));
    let unexpected: Vec<String> = heads.filter(|found| found.agency.is_none()).map(|found| found.raw).collect();
    assert_eq!(unexpected, Vec::<String>::new());
}
