//! Choosing articles by their datelines, on both doors.

use serde_json::{Value, json};

use super::{BISHKEK, LONDON, OSH, article, five};
use crate::support::TestApp;
use crate::support::samples::published;

fn sorted(mut slugs: Vec<String>) -> Vec<String> {
    slugs.sort();
    slugs
}

fn slugs(items: &Value) -> Vec<String> {
    sorted(items.as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect())
}

async fn by_rest(app: &TestApp, query: &str) -> Vec<String> {
    slugs(&app.get(&format!("/v1/articles?fields=slug&{query}")).await.expect(200)["items"])
}

async fn by_graphql(app: &TestApp, filter: &str) -> Vec<String> {
    let query = format!("{{ articles(first: 50, filter: {{ {filter} }}) {{ nodes {{ slug }} }} }}");
    slugs(&app.gql(&query).await["articles"]["nodes"])
}

#[tokio::test]
async fn every_condition_on_datelines_narrows_the_list_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    five(&app, &key).await;
    for (rest, graphql, expected) in [
        (format!("place={BISHKEK}"), format!("place: \"{BISHKEK}\""), vec!["a", "e"]),
        ("place=Бишкек".into(), "place: \"Бишкек\"".into(), vec!["a", "e"]),
        ("place=bishkek".into(), "place: \"bishkek\"".into(), vec!["a", "e"]),
        ("place=Лондон".into(), "place: \"Лондон\"".into(), vec!["b"]),
        ("place=KG".into(), "place: \"KG\"".into(), vec!["a", "c", "e"]),
        ("place=country:GB".into(), "place: \"country:GB\"".into(), vec!["b"]),
        ("place=Кыргызстан".into(), "place: \"Кыргызстан\"".into(), vec!["a", "c", "e"]),
        ("country=KG".into(), "country: \"KG\"".into(), vec!["a", "c", "e"]),
        ("country=FR".into(), "country: \"FR\"".into(), vec![]),
        ("agency=kabar".into(), "agency: \"kabar\"".into(), vec!["a", "e"]),
        ("agency=reuters&country=GB".into(), "agency: \"reuters\", country: \"GB\"".into(), vec!["b"]),
        ("datelineFrom=2026-11-21".into(), "datelineFrom: \"2026-11-21\"".into(), vec!["a", "c"]),
        ("datelineTo=2026-11-20".into(), "datelineTo: \"2026-11-20\"".into(), vec!["b", "e"]),
        (
            "datelineFrom=2026-11-20&datelineTo=2026-11-21".into(),
            "datelineFrom: \"2026-11-20\", datelineTo: \"2026-11-21\"".into(),
            vec!["b", "c"],
        ),
        ("hasCorrespondent=true".into(), "hasCorrespondent: true".into(), vec!["c"]),
        ("hasCorrespondent=false".into(), "hasCorrespondent: false".into(), vec!["a", "b", "d", "e"]),
        ("dateSuspect=true".into(), "dateSuspect: true".into(), vec!["e"]),
        ("dateSuspect=false&place=KG".into(), "dateSuspect: false, place: \"KG\"".into(), vec!["a", "c"]),
        ("publishedDaysAfterDateline=1".into(), "publishedDaysAfterDateline: 1".into(), vec!["b", "c", "e"]),
        ("publishedDaysAfterDateline=2".into(), "publishedDaysAfterDateline: 2".into(), vec!["b", "e"]),
        ("publishedDaysAfterDateline=3".into(), "publishedDaysAfterDateline: 3".into(), vec!["e"]),
        ("near=42.87,74.59,50".into(), "near: { latitude: 42.87, longitude: 74.59, km: 50 }".into(), vec!["a", "e"]),
        (
            "near=42.87,74.59,400&dateSuspect=false".into(),
            "near: { latitude: 42.87, longitude: 74.59, km: 400 }, dateSuspect: false".into(),
            vec!["a", "c"],
        ),
        ("near=0,-150,100".into(), "near: { latitude: 0, longitude: -150, km: 100 }".into(), vec![]),
        // London lies west of Greenwich by a little, and far from the other end of the same latitude.
        ("near=51.5,0.5,60".into(), "near: { latitude: 51.5, longitude: 0.5, km: 60 }".into(), vec!["b"]),
        ("near=51.5,179.9,1000".into(), "near: { latitude: 51.5, longitude: 179.9, km: 1000 }".into(), vec![]),
    ] {
        assert_eq!(by_rest(&app, &rest).await, expected, "{rest}");
        assert_eq!(by_graphql(&app, &graphql).await, expected, "{graphql}");
        let total = app.get(&format!("/v1/articles?limit=1&total=true&{rest}")).await.expect(200)["total"].clone();
        assert_eq!(total, json!({ "count": expected.len(), "isExact": true }), "{rest}");
    }
    // The region of Osh holds the city.
    let osh = app.get(&format!("/v1/places/{OSH}")).await.expect(200);
    let region = osh["regionId"].as_str().unwrap();
    assert_eq!(by_rest(&app, &format!("place={region}")).await, ["c"]);
    assert_eq!(by_rest(&app, &format!("place={LONDON}")).await, ["b"]);
}

#[tokio::test]
async fn a_list_by_place_is_paged_like_any_other() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    five(&app, &key).await;
    let mut seen = Vec::new();
    let mut path = "/v1/articles?fields=slug&limit=1&place=KG".to_owned();
    for _ in 0..3 {
        let page = app.get(&path).await.expect(200);
        seen.extend(slugs(&page["items"]));
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        path = format!("/v1/articles?fields=slug&limit=1&place=KG&after={cursor}");
        // Another place of the circle or of the country must not end the list of a reader who is under way.
        article(&app, &key, &format!("later-{}", seen.len()), "Нарын, 23.11.26. /Кабар/. Снег.").await;
    }
    assert_eq!(seen.len(), 3);
    let first = app.get("/v1/articles?limit=1&near=42.87,74.59,400").await.expect(200);
    article(&app, &key, "talas", "Талас, 23.11.26. /Кабар/. Снег.").await;
    let cursor = first["nextCursor"].as_str().unwrap();
    app.get(&format!("/v1/articles?limit=1&near=42.87,74.59,400&after={cursor}")).await.expect(200);
    assert_eq!(
        app.get(&format!("/v1/articles?near=42.87,74.59,401&after={cursor}")).await.problem(400),
        "BAD_USER_INPUT"
    );
}

#[tokio::test]
async fn a_place_that_the_gazetteer_does_not_know_is_found_by_its_printed_name() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut hidden = published(&app, "hidden", 60);
    hidden["published"] = Value::Null;
    let mut shown = published(&app, "shown", 60);
    for new in [&mut hidden, &mut shown] {
        new["dateline"] = json!({ "places": [{ "name": "Ыссык-Жайлоо-Төр" }] });
    }
    hidden.as_object_mut().unwrap().remove("published");
    app.post(&key, "/v1/articles", &hidden).await.expect(201);
    // A draft tells nobody of its place.
    assert_eq!(app.get("/v1/articles?place=Ыссык-Жайлоо-Төр").await.problem(400), "BAD_USER_INPUT");
    app.post(&key, "/v1/articles", &shown).await.expect(201);
    assert_eq!(by_rest(&app, "place=Ыссык-Жайлоо-Төр").await, ["shown"]);
    assert_eq!(by_graphql(&app, "place: \"Ыссык-Жайлоо-Төр\"").await, ["shown"]);
}

#[tokio::test]
async fn a_condition_on_datelines_names_what_is_wrong_with_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    five(&app, &key).await;
    for (query, parameter) in [
        ("place=", "place"),
        ("place=%25", "place"),
        ("place=Биш_ек", "place"),
        ("place=geonames:1", "place"),
        ("place=XX", "place"),
        ("place=country:XX", "place"),
        ("country=kg", "country"),
        ("country=XX", "country"),
        ("country=", "country"),
        ("agency=Кабар", "agency"),
        ("agency=nobody", "agency"),
        ("datelineFrom=2026-13-01", "datelineFrom"),
        ("datelineTo=yesterday", "datelineTo"),
        ("datelineFrom=2026-11-22&datelineTo=2026-11-21", "datelineTo"),
        ("hasCorrespondent=yes", "hasCorrespondent"),
        ("dateSuspect=1", "dateSuspect"),
        ("publishedDaysAfterDateline=-1", "publishedDaysAfterDateline"),
        ("publishedDaysAfterDateline=36501", "publishedDaysAfterDateline"),
        ("publishedDaysAfterDateline=x", "publishedDaysAfterDateline"),
        ("near=42.87,74.59", "near"),
        ("near=42.87,74.59,50,1", "near"),
        ("near=a,b,c", "near"),
        ("near=nan,0,1", "near"),
        ("near=inf,0,1", "near"),
        ("near=1e1,0,1", "near"),
        ("near=90.1,0,1", "near"),
        ("near=0,-180.1,1", "near"),
        ("near=0,0,0", "near"),
        ("near=0,0,-1", "near"),
        ("near=0,0,1000.1", "near"),
    ] {
        let reply = app.get(&format!("/v1/articles?{query}")).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{query}");
        assert_eq!(reply.json()["errors"][0]["parameter"], parameter, "{}", reply.text);
    }
    let unknown = app.get("/v1/articles?place=geonames:1").await;
    assert!(unknown.text.contains("/v1/places"), "{}", unknown.text);
    for filter in ["place: \"geonames:1\"", "near: { latitude: 91, longitude: 0, km: 1 }", "agency: \"nobody\""] {
        let query = format!("{{ articles(filter: {{ {filter} }}) {{ nodes {{ id }} }} }}");
        assert_eq!(app.gql_code(None, &query, json!({})).await, "BAD_USER_INPUT", "{filter}");
    }
}

#[tokio::test]
async fn the_days_after_the_dateline_follow_the_publication() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = published(&app, "late", 60);
    new.as_object_mut().unwrap().remove("published");
    new["slug"] = json!("late");
    new["body"] = json!({ "text": "Бишкек, 22.11.26. /Кабар/. Снег." });
    let draft = app.post(&key, "/v1/articles", &new).await.expect(201);
    let path = format!("/v1/articles/{}/publish", draft["id"].as_str().unwrap());
    app.pass(40 * 86_400);
    let shown = app.change(reqwest::Method::POST, &key, &path, 1, Some(&json!({}))).await.expect(200);
    // The draft was written a day after its dateline; readers got it forty days later, which is worth a second look.
    assert_eq!(shown["dateline"]["dateSuspect"], true);
    assert_eq!(by_rest(&app, "publishedDaysAfterDateline=40").await, ["late"]);
    assert_eq!(by_rest(&app, "publishedDaysAfterDateline=41").await, [""; 0]);
    assert_eq!(by_rest(&app, "dateSuspect=true").await, ["late"]);
}

#[tokio::test]
async fn a_changed_body_moves_the_article_from_place_to_place() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = article(&app, &key, "a", "Бишкек, 22.11.26. /Кабар/. Снег.").await;
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    app.patch(&key, &path, 1, &json!({ "body": { "text": "Ош, 22.11.26. /Кабар/. Снег." } })).await.expect(200);
    assert_eq!(by_rest(&app, &format!("place={BISHKEK}")).await, [""; 0]);
    assert_eq!(by_rest(&app, &format!("place={OSH}")).await, ["a"]);
    app.patch(&key, &path, 2, &json!({ "body": { "text": "Снег выпал сегодня." } })).await.expect(200);
    assert_eq!(by_rest(&app, "place=KG").await, [""; 0]);
    assert_eq!(by_rest(&app, "hasCorrespondent=false").await, ["a"]);
}
