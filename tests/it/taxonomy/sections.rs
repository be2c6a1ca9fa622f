//! Sections: addresses in several languages, descriptions, and sections under sections.

use serde_json::{Value, json};

use super::{id, ids, text, without_nulls};
use crate::support::TestApp;
use crate::support::samples::{names, published};

const SECTION: &str = "id slug slugs { language value } name names { language value } description
    descriptions { language value } parent { id slug name } position version";

fn culture() -> Value {
    json!({
        "slug": "culture",
        "slugs": [text("ky", "madaniyat"), text("ru", "kultura")],
        "names": names("Маданият", "Культура", "Culture"),
        "descriptions": [text("en", "Books, theatre, music")],
    })
}

async fn section(app: &TestApp, key: &str, slug: &str, parent: Option<&str>) -> Value {
    let mut new = json!({ "slug": slug, "names": [text("ru", &format!("Раздел {slug}"))] });
    if let Some(parent) = parent {
        new["parent"] = json!(parent);
    }
    app.post(key, "/v1/sections", &new).await.expect(201)
}

#[tokio::test]
async fn a_section_is_found_by_any_of_its_slugs_and_says_what_it_is_about() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let top = section(&app, &key, "society", None).await;
    let mut new = culture();
    new["parent"] = json!("society");
    let made = app.post(&key, "/v1/sections", &new).await.expect(201);
    let mut expected = culture();
    expected["id"] = made["id"].clone();
    expected["version"] = json!(1);
    expected["position"] = json!(0);
    expected["name"] = json!("Маданият");
    expected["description"] = json!("Books, theatre, music");
    expected["parent"] = json!({ "id": top["id"], "slug": "society", "name": "Раздел society" });
    assert_eq!(made, expected);
    let mut article = published(&app, "Премьера", 60);
    for name in ["culture", "madaniyat", "kultura", id(&made)] {
        assert_eq!(app.get(&format!("/v1/sections/{name}")).await.expect(200), made, "{name}");
        let query = format!("query($id: ID!) {{ section(id: $id) {{ {SECTION} }} }}");
        let answer = app.gql_as(None, &query, json!({ "id": name })).await;
        assert_eq!(without_nulls(&answer["data"]["section"]), made, "{name}");
        article["section"] = json!(name);
        let article = app.post(&key, "/v1/articles", &article).await.expect(201);
        assert_eq!(article["section"]["slug"], "culture");
    }
    for name in ["culture", "madaniyat", "kultura", id(&made)] {
        assert_eq!(ids(&app.get(&format!("/v1/articles?section={name}")).await.expect(200)).len(), 4, "{name}");
        let query = "query($section: String) { articles(filter: { section: $section }) { nodes { id } } }";
        let answer = app.gql_as(None, query, json!({ "section": name })).await;
        assert_eq!(answer["data"]["articles"]["nodes"].as_array().unwrap().len(), 4, "{name}");
    }
    let list = app.get("/v1/sections").await.expect(200);
    assert_eq!(list["items"], json!([made, top]), "in the order of their slugs, as before");
    let answer = app.gql(&format!("{{ sections {{ {SECTION} children {{ slug }} }} }}")).await;
    let mut shown = without_nulls(&answer["sections"]);
    for (item, children) in shown.as_array_mut().unwrap().iter_mut().zip([json!([]), json!([{ "slug": "culture" }])]) {
        assert_eq!(item.as_object_mut().unwrap().remove("children").unwrap(), children);
    }
    assert_eq!(shown, list["items"]);
    let named = app.get("/v1/sections/culture?lang=en").await.expect(200);
    assert_eq!((&named["name"], &named["parent"]["name"]), (&json!("Culture"), &json!("Раздел society")));
    // By GraphQL a list with what stands above and below each is four statements: the list, what stands under, and what stands
    // above on either level.
    let before = app.app.store.statements();
    app.gql("{ sections { slug parent { slug } children { slug parent { slug } } } }").await;
    assert_eq!(app.app.store.statements() - before, 4);
}

#[tokio::test]
async fn former_slugs_lead_on_until_another_section_takes_them() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/sections", &culture()).await.expect(201);
    let path = format!("/v1/sections/{}", id(&made));
    let patch = json!({ "slug": "arts", "slugs": [text("ru", "iskusstvo")] });
    let changed = app.patch(&key, &path, 1, &patch).await.expect(200);
    for name in ["arts", "iskusstvo", "culture", "madaniyat", "kultura"] {
        assert_eq!(app.get(&format!("/v1/sections/{name}")).await.expect(200), changed, "{name}");
    }
    let etag = app.get("/v1/sections/culture").await.header("etag").to_owned();
    let change = "mutation($input: NewSectionInput!) { createSection(input: $input) { id slug } }";
    let input = json!({ "slug": "culture", "names": [text("ru", "Другая культура")] });
    let answer = app.gql_as(Some(&key), change, json!({ "input": input })).await;
    let other = answer["data"]["createSection"]["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
    let taken = app.get("/v1/sections/culture").await;
    assert_eq!(taken.expect(200)["id"], other.as_str());
    assert_ne!(taken.header("etag"), etag);
    assert_eq!(app.get("/v1/sections/kultura").await.expect(200)["id"], made["id"]);
    // A slug in use is not given away.
    for (slug, slugs, pointer) in [
        ("arts", json!([]), "/slug"),
        ("iskusstvo", json!([]), "/slug"),
        ("new", json!([text("ky", "arts")]), "/slugs/0/value"),
    ] {
        let new = json!({ "slug": slug, "slugs": slugs, "names": [text("ru", "Имя")] });
        let reply = app.post(&key, "/v1/sections", &new).await;
        assert_eq!(reply.problem(409), "CONFLICT");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{}", reply.text);
    }
    let reply = app.patch(&key, &path, 2, &json!({ "slugs": [text("ru", "a"), text("ru", "b")] })).await;
    assert_eq!(
        (reply.problem(422).as_str(), &reply.json()["errors"][0]["pointer"]),
        ("UNPROCESSABLE_CONTENT", &json!("/slugs/1/language"))
    );
    let reply = app.patch(&key, &path, 2, &json!({ "descriptions": [text("ru", "")] })).await;
    assert_eq!(
        (reply.problem(422).as_str(), &reply.json()["errors"][0]["pointer"]),
        ("UNPROCESSABLE_CONTENT", &json!("/descriptions/0/value"))
    );
}

#[tokio::test]
async fn sections_stand_three_deep_and_never_in_a_ring() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let a = section(&app, &key, "a", None).await;
    let b = section(&app, &key, "b", Some("a")).await;
    let c = section(&app, &key, "c", Some(id(&b))).await;
    let d = section(&app, &key, "d", None).await;
    section(&app, &key, "e", Some("d")).await;
    let path = |section: &Value| format!("/v1/sections/{}", id(section));
    for (of, parent, words) in [
        (&a, "a", "itself"),
        (&a, "b", "below"),
        (&a, "c", "below"),
        (&b, "c", "below"),
        (&d, "c", "5"),
        (&d, "b", "4"),
        (&a, "d", "4"),
        (&c, "nothing", "no section"),
        (&c, "tag_01h455vb4pex5vsknk084sn02q", "section_"),
        (&c, "", "no section"),
    ] {
        let reply = app.patch(&key, &path(of), 1, &json!({ "parent": parent })).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{}", reply.text);
        let fault = reply.json()["errors"][0].clone();
        assert_eq!(fault["pointer"], "/parent");
        assert!(fault["detail"].as_str().unwrap().contains(words), "{fault}");
        let change = "mutation($id: ID!, $patch: SectionPatchInput!) { updateSection(id: $id, version: 1, patch: $patch) { id } }";
        let code = app.gql_code(Some(&key), change, json!({ "id": of["id"], "patch": { "parent": parent } })).await;
        assert_eq!(code, "UNPROCESSABLE_CONTENT");
    }
    let too_deep = json!({ "slug": "f", "names": [text("ru", "Е")], "parent": "c" });
    assert_eq!(app.post(&key, "/v1/sections", &too_deep).await.problem(422), "UNPROCESSABLE_CONTENT");
    assert_eq!(app.get("/v1/sections/f").await.problem(404), "NOT_FOUND");

    let moved = app.patch(&key, &path(&d), 1, &json!({ "parent": "a" })).await.expect(200);
    assert_eq!((&moved["parent"]["slug"], &moved["version"]), (&json!("a"), &json!(2)));
    assert_eq!(app.patch(&key, &path(&d), 2, &json!({ "parent": "a" })).await.expect(200)["version"], 2);
    let lifted = app.patch(&key, &path(&b), 1, &json!({ "parent": null })).await.expect(200);
    assert_eq!(lifted.get("parent"), None);
    app.patch(&key, &path(&a), 1, &json!({ "parent": "b" })).await.problem(422);
    // What has sections under it is not deleted.
    let reply = app.change(reqwest::Method::DELETE, &key, &path(&b), 2, None).await;
    assert_eq!(reply.problem(409), "CONFLICT");
    assert!(reply.json()["detail"].as_str().unwrap().contains("sections under it: 1"), "{}", reply.text);
    app.change(reqwest::Method::DELETE, &key, &path(&c), 1, None).await.expect(204);
    app.change(reqwest::Method::DELETE, &key, &path(&b), 2, None).await.expect(204);

    // Two at the same moment cannot make a ring either.
    let (x, y) = (section(&app, &key, "x", None).await, section(&app, &key, "y", None).await);
    let (under_y, under_x) = (json!({ "parent": "y" }), json!({ "parent": "x" }));
    let (path_x, path_y) = (path(&x), path(&y));
    let (one, two) = tokio::join!(app.patch(&key, &path_x, 1, &under_y), app.patch(&key, &path_y, 1, &under_x));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
}

#[tokio::test]
async fn a_section_that_an_import_makes_takes_no_address_of_another() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let local = json!({ "slug": "life", "slugs": [text("ru", "obschestvo")], "names": [text("en", "Life")] });
    app.post(&key, "/v1/sections", &local).await.expect(201);
    let draft = dateline::domain::articles::Draft {
        section_name: Some("Общество".to_owned()),
        ..serde_json::from_value::<dateline::domain::articles::NewArticle>(crate::support::samples::article("Новость"))
            .unwrap()
            .into()
    };
    let actor = dateline::domain::keys::Actor::System;
    dateline::usecases::articles::import_many(&app.app, &actor, vec![draft]).await.unwrap();
    let slug = dateline::domain::text::slug::from_text("Общество");
    let found = app.get("/v1/sections").await.expect(200);
    let slugs: Vec<&str> =
        found["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs.len(), 2);
    assert!(
        slugs.contains(&"life") && slugs.iter().any(|made| made.starts_with(&slug) && *made != "obschestvo"),
        "{slugs:?}"
    );
}
