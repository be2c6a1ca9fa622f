//! Datelines that an editor gives, and what sources are known to print.

use reqwest::Method;
use serde_json::{Value, json};

use super::{BISHKEK, LONDON, article};
use crate::support::TestApp;
use crate::support::samples::published;

fn given() -> Value {
    json!({
        "places": [{ "name": "Лондон" }],
        "date": "2026-11-20",
        "time": "18:05",
        "agency": "reuters",
        "correspondent": "Айгүл Сыдыкова",
        "style": "PAREN",
    })
}

#[tokio::test]
async fn an_editors_dateline_stands_in_the_place_of_the_one_that_was_read() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = published(&app, "a", 60);
    new["slug"] = json!("a");
    new["body"] = json!({ "text": "Бишкек, 22.11.26. /Кабар/. Снег." });
    new["dateline"] = given();
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let dateline = &made["dateline"];
    assert_eq!((&dateline["source"], &dateline["raw"]), (&json!("EDITOR"), &json!("Бишкек, 22.11.26. /Кабар/.")));
    assert_eq!(dateline["places"], json!([{ "name": "Лондон", "country": "GB", "placeId": LONDON }]));
    assert_eq!((&dateline["country"], &dateline["countryRule"]), (&json!("GB"), &json!("GAZETTEER")));
    assert_eq!((&dateline["date"], &dateline["dateRule"]), (&json!("2026-11-20"), &json!("EXPLICIT")));
    assert_eq!((&dateline["time"], &dateline["style"]), (&json!("18:05"), &json!("PAREN")));
    assert_eq!(dateline["agency"], json!({ "slug": "reuters", "name": "Reuters", "raw": "reuters" }));
    // The head is taken off the body all the same, and where the body began is known.
    assert_eq!((&made["body"]["text"], &dateline["bodyOffset"]["chars"]), (&json!("Снег."), &json!(27)));
    let found = app.get(&format!("/v1/articles?place={LONDON}&hasCorrespondent=true&agency=reuters")).await.expect(200);
    assert_eq!(found["items"][0]["slug"], "a");
    assert_eq!(app.get(&format!("/v1/articles?place={BISHKEK}")).await.expect(200)["items"], json!([]));
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    // Another body moves where the text begins, and nothing else of it.
    let body = json!({ "body": { "text": "Ош, 23.11.26. /Кабар/. Дождь." } });
    let changed = app.patch(&key, &path, 1, &body).await.expect(200);
    let dateline = &changed["dateline"];
    assert_eq!((&dateline["source"], &dateline["raw"]), (&json!("EDITOR"), &json!("Ош, 23.11.26. /Кабар/.")));
    assert_eq!(dateline["places"][0]["name"], "Лондон");
    assert_eq!((&changed["body"]["text"], &dateline["bodyOffset"]["chars"]), (&json!("Дождь."), &json!(23)));
    // Null has the text read again.
    let back = app.patch(&key, &path, 2, &json!({ "dateline": null })).await.expect(200);
    assert_eq!((&back["dateline"]["source"], &back["dateline"]["places"][0]["name"]), (&json!("PARSED"), &json!("Ош")));
    assert_eq!(back["version"], 3);
    let again = app.patch(&key, &path, 3, &json!({ "dateline": null })).await.expect(200);
    assert_eq!(again["version"], 3, "what is as it was makes no version");
    // And a patch gives it without the body.
    let patched = app.patch(&key, &path, 3, &json!({ "dateline": given() })).await.expect(200);
    assert_eq!((&patched["dateline"]["date"], &patched["version"]), (&json!("2026-11-20"), &json!(4)));
    assert_eq!((&patched["changeKind"], &patched["body"]["text"]), (&json!("UPDATE"), &json!("Дождь.")));
    let revisions = app.get_as(&key, &format!("{path}/revisions")).await.expect(200);
    assert_eq!(revisions["items"][0]["changedFields"], json!(["dateline"]), "{revisions}");
}

#[tokio::test]
async fn a_body_without_a_head_gets_the_dateline_in_the_style_of_the_site() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = article(&app, &key, "a", "Снег выпал сегодня.").await;
    assert!(made.get("dateline").is_none());
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    let given = json!({ "dateline": { "places": [{ "name": "Бишкек", "placeId": BISHKEK }], "date": "2026-11-22" } });
    let made = app.patch(&key, &path, 1, &given).await.expect(200);
    let raw = made["dateline"]["raw"].as_str().unwrap();
    assert!(raw.to_lowercase().contains("бишкек") && raw.contains("22"), "{raw}");
    assert_eq!(made["dateline"]["bodyOffset"], json!({ "utf16": 0, "chars": 0, "bytes": 0 }));
    assert_eq!((&made["body"]["text"], &made["wordCount"]), (&json!("Снег выпал сегодня."), &json!(3)));
    let by_graphql = "mutation($id: ID!) { updateArticle(id: $id, version: 2, patch: { dateline: {
        raw: \"Бишкек —\", places: [{ name: \"Бишкек\", country: \"KG\" }] } }) { dateline { raw source countryRule date } } }";
    let answer = app.gql_as(Some(&key), by_graphql, json!({ "id": made["id"] })).await;
    let expected = json!({ "raw": "Бишкек —", "source": "EDITOR", "countryRule": "EXPLICIT", "date": null });
    assert_eq!(answer["data"]["updateArticle"]["dateline"], expected, "{answer}");
}

#[tokio::test]
async fn a_dateline_that_cannot_be_is_refused_field_by_field() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (dateline, pointer) in [
        (json!({}), "/dateline"),
        (json!({ "correspondent": "Айгүл" }), "/dateline"),
        (json!({ "places": [{ "name": "" }] }), "/dateline/places/0/name"),
        (json!({ "places": [{ "name": "Ош", "placeId": "geonames:1" }] }), "/dateline/places/0/placeId"),
        (json!({ "places": [{ "name": "Ош", "country": "XX" }] }), "/dateline/places/0/country"),
        (json!({ "places": vec![json!({ "name": "Ош" }); 11] }), "/dateline/places"),
        (json!({ "date": "2026-02-30" }), "/dateline/date"),
        (json!({ "date": "2026-11-22", "time": "24:00" }), "/dateline/time"),
        (json!({ "date": "2026-11-22", "time": "+1:00" }), "/dateline/time"),
        (json!({ "agency": "a\nb" }), "/dateline/agency"),
        (json!({ "date": "2026-11-22", "raw": "а".repeat(201) }), "/dateline/raw"),
        (json!({ "date": "2026-11-22", "style": "ROUND" }), "/dateline/style"),
    ] {
        let mut new = published(&app, "a", 60);
        new["dateline"] = dateline.clone();
        let reply = app.post(&key, "/v1/articles", &new).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{dateline}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{}", reply.text);
        let made = app.post(&key, "/v1/articles", &published(&app, "b", 60)).await.expect(201);
        let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
        let reply = app.patch(&key, &path, 1, &json!({ "dateline": dateline })).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{dateline}");
    }
}

#[tokio::test]
async fn what_comes_by_its_id_again_is_read_again_unless_a_dateline_comes_with_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = published(&app, "a", 60);
    new["externalId"] = json!({ "source": "cms", "id": "1" });
    new["dateline"] = given();
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    assert_eq!(app.post(&key, "/v1/articles", &new).await.expect(200)["version"], made["version"]);
    new.as_object_mut().unwrap().remove("dateline");
    let read = app.post(&key, "/v1/articles", &new).await.expect(200);
    assert_eq!((&read["version"], &read["dateline"]["source"]), (&json!(2), &json!("PARSED")));
}

#[tokio::test]
async fn a_source_that_is_known_for_it_has_its_colons_and_lines_read() {
    let styles = "wire=colon,journal=colon+own-line";
    let app = TestApp::spawn_with(|settings| settings.site.dateline_styles = styles.parse().unwrap()).await;
    let key = app.editor().await;
    let texts = ["Бишкек, 22 ноября: снег выпал утром.", "БИШКЕК\n\nСнег выпал утром."];
    let mut found = Vec::new();
    for (n, source) in [None, Some("wire"), Some("journal"), Some("other")].into_iter().enumerate() {
        for (m, text) in texts.iter().enumerate() {
            let mut new = published(&app, &format!("Новость {n} {m}"), 60);
            new["body"] = json!({ "text": text });
            if let Some(source) = source {
                new["externalId"] = json!({ "source": source, "id": m.to_string() });
            }
            let made = app.post(&key, "/v1/articles", &new).await.expect(201);
            found.push(made["dateline"]["style"].as_str().unwrap_or("-").to_owned());
            // A new body of the same article is read by the same rules.
            let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
            let body = json!({ "body": { "text": format!("{text} И вечером.") } });
            let changed = app.change(Method::PATCH, &key, &path, 1, Some(&body)).await.expect(200);
            assert_eq!(changed["dateline"]["style"], made["dateline"]["style"], "{source:?} {text}");
        }
    }
    assert_eq!(found, ["-", "-", "COLON", "-", "COLON", "OWN_LINE", "-", "-"]);
    for wrong in ["wire", "wire=", "wire=slash", "=colon,wire=colon+"] {
        assert!(wrong.parse::<dateline::config::datelines::DatelineStyles>().is_err(), "{wrong}");
    }
}
