//! The places that datelines name, and articles that carry them, on both doors.

use serde_json::{Value, json};

use super::{BISHKEK, OSH, article, five};
use crate::support::TestApp;
use crate::support::samples::published;

fn counts(items: &Value) -> Vec<(String, i64)> {
    let items = items.as_array().unwrap();
    items.iter().map(|item| (item["id"].as_str().unwrap().to_owned(), item["articleCount"].as_i64().unwrap())).collect()
}

#[tokio::test]
async fn places_are_counted_by_the_articles_that_readers_see() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    five(&app, &key).await;
    // Neither a draft nor an article of tomorrow counts.
    for published_in in [None, Some(86_400)] {
        let mut new = published(&app, "Скрыта", 60);
        new.as_object_mut().unwrap().remove("published");
        if let Some(seconds) = published_in {
            new["published"] = json!(app.at(seconds));
        }
        new["body"] = json!({ "text": "ПАРИЖ, 22 ноября. /ТАСС/. Снег." });
        app.post(&key, "/v1/articles", &new).await.expect(201);
    }
    let page = app.get("/v1/places?limit=100&lang=ru").await.expect(200);
    let found = counts(&page["items"]);
    assert_eq!(found[0], ("country:KG".to_owned(), 3), "{found:?}");
    assert!(found.contains(&(BISHKEK.to_owned(), 2)) && found.contains(&(OSH.to_owned(), 1)), "{found:?}");
    assert!(found.contains(&("country:GB".to_owned(), 1)), "{found:?}");
    assert!(!found.iter().any(|(id, _)| id == "country:FR"), "{found:?}");
    // What is counted is what is listed.
    for (id, count) in &found {
        let list = app.get(&format!("/v1/articles?limit=1&total=true&place={id}")).await.expect(200);
        assert_eq!(list["total"]["count"], *count, "{id}");
    }
    let first = app.get(&format!("/v1/places/{BISHKEK}?lang=ru")).await.expect(200);
    assert_eq!((&first["name"], &first["kind"]), (&json!("Бишкек"), &json!("CITY")));
    assert_eq!((&first["country"], &first["timeZone"]), (&json!("KG"), &json!("Asia/Bishkek")));
    assert!((first["latitude"].as_f64().unwrap() - 42.87).abs() < 0.05, "{first}");
    assert_eq!(page["items"].as_array().unwrap().iter().find(|item| item["id"] == BISHKEK), Some(&first));
    // Tomorrow the article of Paris is there, and so is the answer's own bound.
    app.pass(86_400);
    let later = counts(&app.get("/v1/places?limit=100").await.expect(200)["items"]);
    assert!(later.contains(&("country:FR".to_owned(), 1)), "{later:?}");
}

#[tokio::test]
async fn places_are_chosen_and_paged_alike_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    five(&app, &key).await;
    let region = app.get(&format!("/v1/places/{OSH}")).await.expect(200)["regionId"].as_str().unwrap().to_owned();
    for (rest, graphql, expected) in [
        ("kind=COUNTRY".to_owned(), "kind: COUNTRY".to_owned(), vec!["country:KG", "country:GB"]),
        ("kind=CITY&country=KG".to_owned(), "kind: CITY, country: \"KG\"".to_owned(), vec![BISHKEK, OSH]),
        (format!("within={region}"), format!("within: \"{region}\""), vec![OSH]),
        ("within=country:KG&kind=CITY".to_owned(), "within: \"country:KG\", kind: CITY".to_owned(), vec![BISHKEK, OSH]),
        ("q=биш&kind=CITY".to_owned(), "q: \"биш\", kind: CITY".to_owned(), vec![BISHKEK]),
        ("q=Lond&kind=CITY".to_owned(), "q: \"Lond\", kind: CITY".to_owned(), vec![super::LONDON]),
        ("q=zzz".to_owned(), "q: \"zzz\"".to_owned(), vec![]),
    ] {
        let ids = |items: &Value| counts(items).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        let list = app.get(&format!("/v1/places?{rest}")).await.expect(200);
        assert_eq!(ids(&list["items"]), expected, "{rest}");
        let data = app.gql(&format!("{{ places({graphql}) {{ nodes {{ id articleCount }} }} }}")).await;
        assert_eq!(counts(&data["places"]["nodes"]), counts(&list["items"]), "{graphql}");
    }
    let all = counts(&app.get("/v1/places?limit=100").await.expect(200)["items"]);
    let (mut paged, mut after) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("/v1/places?limit=2{after}")).await.expect(200);
        paged.extend(counts(&page["items"]));
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        after = format!("&after={cursor}");
    }
    assert_eq!(paged, all);
    let last = app.gql("{ places(last: 2) { nodes { id articleCount } pageInfo { hasPreviousPage } } }").await;
    assert_eq!(counts(&last["places"]["nodes"]), all[all.len() - 2..]);
    assert_eq!(last["places"]["pageInfo"]["hasPreviousPage"], true);
}

#[tokio::test]
async fn an_article_carries_its_places_with_their_coordinates() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    article(&app, &key, "a", "Бишкек, 22.11.26. /Кабар/. Снег.").await;
    let plain = app.get("/v1/articles/a").await.expect(200);
    assert_eq!(plain["dateline"]["places"][0]["placeId"], BISHKEK);
    assert!(plain["dateline"]["places"][0].get("place").is_none());
    let list = app.get("/v1/articles?include=places&lang=en").await.expect(200);
    let shown = &list["items"][0]["dateline"]["places"][0]["place"];
    assert_eq!((&shown["id"], &shown["name"]), (&json!(BISHKEK), &json!("Bishkek")));
    assert!(shown.get("articleCount").is_none());
    let fields =
        "id name(lang: \"en\") kind country regionId latitude longitude timeZone population names { ky ru en }";
    let query = format!(
        "{{ article(id: \"a\") {{ dateline {{ places {{ placeId place {{ {fields} articleCount region {{ id }}
            articles(first: 5) {{ nodes {{ slug }} }} }} }} }} }} }}"
    );
    let mut place = app.gql(&query).await["article"]["dateline"]["places"][0]["place"].clone();
    assert_eq!(place["articles"]["nodes"], json!([{ "slug": "a" }]));
    assert_eq!(place["articleCount"], 1);
    let map = place.as_object_mut().unwrap();
    let region = map.remove("region").unwrap();
    map.retain(|name, value| !["articles", "articleCount"].contains(&name.as_str()) && !value.is_null());
    assert_eq!(place, *shown);
    assert_eq!(region["id"], shown["regionId"]);
}

#[tokio::test]
async fn what_is_no_place_is_told_so() {
    let app = TestApp::spawn().await;
    for (query, parameter) in [
        ("kind=TOWN", "kind"),
        ("country=XX", "country"),
        ("within=geonames:1", "within"),
        ("q=", "q"),
        ("limit=0", "limit"),
    ] {
        let reply = app.get(&format!("/v1/places?{query}")).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{query}");
        assert_eq!(reply.json()["errors"][0]["parameter"], parameter, "{}", reply.text);
    }
    assert_eq!(app.get("/v1/places/geonames:1").await.problem(404), "NOT_FOUND");
    assert_eq!(app.gql_code(None, "{ place(id: \"nowhere\") { id } }", json!({})).await, "NOT_FOUND");
    assert_eq!(app.get("/v1/places").await.expect(200)["items"], json!([]));
    let none = app.get(&format!("/v1/places/{BISHKEK}")).await.expect(200);
    assert_eq!(none["articleCount"], 0);
}

#[tokio::test]
async fn a_dateline_is_printed_in_another_style_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    article(&app, &key, "a", "Бишкек, 22.11.26. /Кабар/. Снег.").await;
    assert!(app.get("/v1/articles/a").await.expect(200)["dateline"].get("printed").is_none());
    for style in ["KABAR", "TASS", "AP", "REUTERS", "HOUSE", "PLAIN"] {
        for lang in [None, Some("en"), Some("ky")] {
            let named = lang.map(|lang| format!("&datelineLang={lang}")).unwrap_or_default();
            let one = app.get(&format!("/v1/articles/a?datelineStyle={style}{named}")).await.expect(200);
            let list = app.get(&format!("/v1/articles?datelineStyle={style}{named}")).await.expect(200);
            assert_eq!(list["items"][0]["dateline"]["printed"], one["dateline"]["printed"]);
            let named = lang.map(|lang| format!(", lang: \"{lang}\"")).unwrap_or_default();
            let query = format!("{{ article(id: \"a\") {{ dateline(style: {style}{named}) {{ printed raw }} }} }}");
            let found = app.gql(&query).await["article"]["dateline"].clone();
            assert_eq!(found["printed"], one["dateline"]["printed"], "{style} {lang:?}");
            let text = found["printed"].as_str().unwrap();
            assert!(!text.is_empty() && found["raw"] == "Бишкек, 22.11.26. /Кабар/.", "{found}");
            let has_cyrillic = text.chars().any(|c| ('а'..='я').contains(&c.to_lowercase().next().unwrap()));
            assert_eq!(has_cyrillic, lang != Some("en"), "{style} {lang:?}: {text}");
        }
    }
    for (query, parameter) in [("datelineStyle=BBC", "datelineStyle"), ("datelineLang=en", "datelineLang")] {
        for path in ["/v1/articles/a", "/v1/articles"] {
            let reply = app.get(&format!("{path}?{query}")).await;
            assert_eq!(reply.problem(400), "BAD_USER_INPUT");
            assert_eq!(reply.json()["errors"][0]["parameter"], parameter);
        }
    }
    let alone = "{ article(id: \"a\") { dateline(lang: \"en\") { raw } } }";
    assert_eq!(app.gql_code(None, alone, json!({})).await, "BAD_USER_INPUT");
}
