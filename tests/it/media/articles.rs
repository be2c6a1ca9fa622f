//! Pictures in articles: written, read alike by both doors, in lists in one statement, and refused by field.

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{article_with, files, id, picture, send};
use crate::support::TestApp;
use crate::support::samples::{self, article, published};

const MEDIA: &str = "id role caption altText credit rights { copyrightHolder copyrightNotice usageTerms }
    focalPoint { x y } width height contentType renditions { width height contentType url } srcset src";

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

fn ids(list: &Value) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
}

async fn described(app: &TestApp, key: &str, width: u32) -> Value {
    let made = picture(app, key, width, 100).await;
    let about = json!({
        "credit": "Айбек Мамбетов", "rights": { "copyrightNotice": "© Кабар" }, "focalPoint": { "x": 0, "y": 1 },
        "altText": [{ "language": "ru", "value": "Горы" }, { "language": "ky", "value": "Тоолор" }],
    });
    app.patch(key, &format!("/v1/media/{}", id(&made)), 1, &about).await.expect(200)
}

#[tokio::test]
async fn an_article_shows_its_pictures_by_both_doors_alike() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (first, second) = (described(&app, &key, 2_000).await, picture(&app, &key, 300, 200).await);
    let mut new = published(&app, "С картинками", 5);
    new["media"] = json!([
        { "media": id(&second), "role": "INLINE" },
        { "media": id(&first), "role": "FEATURED", "caption": "  Под   ней " },
    ]);
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let shown = &made["media"];
    assert_eq!(ids(shown), [second["id"].clone(), first["id"].clone()], "in their order");
    assert_eq!((&shown[0]["role"], shown[0].get("caption"), shown[0].get("altText")), (&json!("INLINE"), None, None));
    let featured = &shown[1];
    assert_eq!((&featured["role"], &featured["caption"]), (&json!("FEATURED"), &json!("Под ней")));
    assert_eq!((&featured["altText"], &featured["credit"]), (&json!("Горы"), &json!("Айбек Мамбетов")));
    assert_eq!(featured["focalPoint"], json!({ "x": 0.0, "y": 1.0 }));
    for name in ["rights", "width", "height", "contentType", "renditions", "srcset", "src"] {
        assert_eq!(featured[name], first[name], "{name}");
    }

    let path = format!("/v1/articles/{}", id(&made));
    assert_eq!(app.get(&path).await.expect(200)["media"], *shown);
    let query = format!(
        "query($id: ID!) {{ article(id: $id) {{ media {{ {MEDIA} }} featured: media(role: FEATURED) {{ id }} ky: media(lang: \"ky\") {{ altText }} }} }}"
    );
    let answer = app.gql_as(None, &query, json!({ "id": id(&made) })).await;
    let by_graphql = &answer["data"]["article"];
    assert_eq!(without_nulls(&by_graphql["media"]), *shown, "{answer}");
    assert_eq!(by_graphql["featured"], json!([{ "id": id(&first) }]));
    assert_eq!(by_graphql["ky"], json!([{ "altText": null }, { "altText": "Тоолор" }]));
    assert_eq!(app.get(&format!("{path}?lang=ky")).await.json()["media"][1]["altText"], "Тоолор");

    // In lists the leading one stands, unless all are asked for.
    let list = async |query: &str| app.get(&format!("/v1/articles{query}")).await.expect(200)["items"][0].clone();
    assert_eq!(list("").await["media"], json!([featured]));
    assert_eq!(list("?include=media").await["media"], *shown);
    assert_eq!(list("?fields=media").await, json!({ "id": made["id"], "media": [featured] }));
    assert_eq!(list("?fields=media&include=media").await["media"], *shown);
    assert_eq!(list("?fields=headline").await.get("media"), None);
    assert_eq!(app.get(&format!("{path}?fields=media")).await.json()["media"], *shown);
    // Without a featured one the first one leads; without any there is an empty list.
    app.patch(&key, &path, 1, &json!({ "media": [{ "media": id(&second), "role": "GALLERY" }] })).await.expect(200);
    assert_eq!(ids(&list("").await["media"]), [second["id"].clone()]);
    app.patch(&key, &path, 2, &json!({ "media": [] })).await.expect(200);
    assert_eq!(list("").await["media"], json!([]));
}

#[tokio::test]
async fn a_change_of_pictures_is_a_version_and_the_same_is_none() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = picture(&app, &key, 64, 64).await;
    let story = article_with(&app, &key, &made, 5).await;
    let path = format!("/v1/articles/{}", id(&story));
    let same = json!({ "media": [{ "media": id(&made), "role": "FEATURED", "caption": "Под картинкой" }] });
    assert_eq!(app.patch(&key, &path, 1, &same).await.expect(200)["version"], 1);
    let other = json!({ "media": [{ "media": id(&made), "role": "FEATURED", "caption": "Иначе" }] });
    assert_eq!(app.patch(&key, &path, 1, &other).await.expect(200)["version"], 2);
    let untouched = app.patch(&key, &path, 2, &json!({ "headline": "Новый" })).await.expect(200);
    assert_eq!(untouched["media"][0]["caption"], "Иначе");

    // By GraphQL, and by the id of another system, where what is left out is emptied.
    let patch = "mutation($id: ID!, $patch: ArticlePatchInput!) { updateArticle(id: $id, version: 3, patch: $patch) { version media { role caption } } }";
    let variables = json!({ "id": id(&story), "patch": { "media": [{ "media": id(&made), "role": "INLINE" }] } });
    let answer = app.gql_as(Some(&key), patch, variables).await;
    assert_eq!(answer["data"]["updateArticle"]["media"], json!([{ "role": "INLINE", "caption": null }]), "{answer}");
    let mut new = article("Из другой системы");
    new["externalId"] = json!({ "source": "cms", "id": "1" });
    new["media"] = json!([{ "media": id(&made), "role": "FEATURED" }]);
    let create = "mutation($input: NewArticleInput!) { createArticle(input: $input) { version media { id role } } }";
    let answer = app.gql_as(Some(&key), create, json!({ "input": new })).await;
    assert_eq!(answer["data"]["createArticle"]["media"], json!([{ "id": id(&made), "role": "FEATURED" }]), "{answer}");
    assert_eq!(app.post(&key, "/v1/articles", &new).await.expect(200)["version"], 1, "nothing differs");
    new.as_object_mut().unwrap().remove("media");
    assert_eq!(app.post(&key, "/v1/articles", &new).await.expect(200)["media"], json!([]));
}

#[tokio::test]
async fn wrong_pictures_are_refused_by_field_and_nothing_is_half_written() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = picture(&app, &key, 64, 64).await;
    let story = article_with(&app, &key, &made, 5).await;
    let path = format!("/v1/articles/{}", id(&story));
    let link = |media: &str, role: &str| json!({ "media": media, "role": role });
    let other = picture(&app, &key, 65, 64).await;
    let many: Vec<Value> = (0..51).map(|_| link(id(&made), "GALLERY")).collect();
    for (media, at) in [
        (json!([link("media_01h455vb4pex5vsknk084sn02q", "GALLERY")]), "/media/0/media"),
        (json!([link(id(&made), "INLINE"), link("nothing", "INLINE")]), "/media/1/media"),
        (json!([link(id(&story), "INLINE")]), "/media/0/media"),
        (json!([link(id(&made), "INLINE"), link(id(&made), "FEATURED")]), "/media/1/media"),
        (json!([link(id(&made), "FEATURED"), link(id(&other), "FEATURED")]), "/media/1/role"),
        (json!([link(id(&made), "COVER")]), "/media/0/role"),
        (json!([{ "media": id(&made) }]), "/media/0/role"),
        (json!([{ "media": id(&made), "role": "INLINE", "caption": " " }]), "/media/0/caption"),
        (json!([{ "media": id(&made), "role": "INLINE", "caption": "ж".repeat(1_001) }]), "/media/0/caption"),
        (json!([{ "media": id(&made), "role": "INLINE", "colour": 1 }]), "/media/0/colour"),
        (json!(many), "/media"),
        (Value::Null, "/media"),
    ] {
        let mut new = article("Другая");
        new["media"] = media.clone();
        for reply in [
            app.post(&key, "/v1/articles", &new).await,
            app.patch(&key, &path, 1, &json!({ "media": media, "headline": "Не должно стоять" })).await,
        ] {
            assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{media}");
            let fields = reply.json()["errors"].clone();
            let found = fields.as_array().unwrap().iter().any(|field| field["pointer"] == at);
            assert!(found, "{at}: {fields}");
        }
    }
    assert_eq!(app.get(&path).await.expect(200), app.get_as(&key, &path).await.expect(200));
    let after = app.get(&path).await.json();
    assert_eq!(
        (&after["version"], &after["headline"], &after["media"]),
        (&json!(1), &story["headline"], &story["media"])
    );
    assert_eq!(app.get_as(&key, "/v1/articles?state=DRAFT").await.json()["items"], json!([]));
}

#[tokio::test]
async fn lists_read_all_pictures_in_one_statement() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let mut pictures = Vec::new();
    for width in 1..=4 {
        pictures.push(described(&app, &key, width * 400).await);
    }
    let grow = async |from: i64, until: i64| {
        for i in from..until {
            let mut new = published(&app, &format!("Новость {i}"), i + 1);
            let links = pictures.iter().zip(["FEATURED", "GALLERY", "INLINE", "INLINE"]);
            new["media"] = links.map(|(media, role)| json!({ "media": id(media), "role": role })).collect();
            app.post(&key, "/v1/articles", &new).await.expect(201);
        }
    };
    let count = async |path: &str| {
        let before = app.app.store.statements();
        app.get(path).await.expect(200);
        app.app.store.statements() - before
    };
    let graphql = async || {
        let before = app.app.store.statements();
        let answer = app
            .gql(&format!("{{ articles(first: 100) {{ nodes {{ headline media(role: FEATURED) {{ {MEDIA} }} }} }} }}"))
            .await;
        (app.app.store.statements() - before, answer["articles"]["nodes"].as_array().unwrap().len())
    };
    grow(0, 3).await;
    let few = (
        count("/v1/articles").await,
        count("/v1/articles?include=media").await,
        count("/v1/articles?fields=media").await,
        graphql().await.0,
    );
    grow(3, 20).await;
    let many = (
        count("/v1/articles?limit=100").await,
        count("/v1/articles?include=media&limit=100").await,
        count("/v1/articles?fields=media&limit=100").await,
        graphql().await.0,
    );
    assert_eq!(few, many);
    assert_eq!(graphql().await.1, 20);
    let without = count("/v1/articles?fields=headline").await;
    assert_eq!((count("/v1/articles?fields=media").await, without), (1, 1));
}

#[tokio::test]
async fn what_is_said_of_a_picture_is_told_wherever_it_is_shown() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = send(&app, &key, "image/webp", files::webp(500, 400)).await.expect(201);
    let story = article_with(&app, &key, &made, 5).await;
    let path = format!("/v1/articles/{}", id(&story));
    let before = app.get(&path).await;
    assert!(before.header("surrogate-key").split(' ').any(|key| key == format!("media:{}", id(&made))));
    let about = json!({ "credit": "Новое имя" });
    app.patch(&key, &format!("/v1/media/{}", id(&made)), 1, &about).await.expect(200);
    let after = app.get(&path).await;
    assert_eq!(after.json()["media"][0]["credit"], "Новое имя");
    assert_eq!(after.json()["version"], 1, "the article itself is the same");
    let asked = app.request(Method::GET, &path).header("if-none-match", before.header("etag"));
    assert_eq!(app.send(asked).await.status, 200);
}

#[tokio::test]
async fn former_versions_show_the_pictures_that_are_still_to_be_seen() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (first, second) = (picture(&app, &key, 64, 64).await, picture(&app, &key, 65, 64).await);
    let story = article_with(&app, &key, &first, 5).await;
    let path = format!("/v1/articles/{}", id(&story));
    app.pass(10);
    let link = |picture: &Value| json!({ "media": [{ "media": id(picture), "role": "FEATURED" }] });
    let changed = app.patch(&key, &path, 1, &link(&second)).await.expect(200);
    assert_eq!(changed["changeKind"], "UPDATE");
    let versions = app.get(&format!("{path}/revisions")).await.expect(200);
    assert_eq!(versions["items"][0]["changedFields"], json!(["media"]));

    let query = "query($id: ID!) { article(id: $id) { revision(version: 1) { article { media { id caption } } } } }";
    let then = format!("{path}?asOf={}", app.at(-5));
    for (who, seen) in [(Some(key.as_str()), true), (None, false)] {
        let get = async |path: &str| match who {
            Some(key) => app.get_as(key, path).await.expect(200),
            None => app.get(path).await.expect(200),
        };
        // The newsroom sees what it showed; readers no longer see a picture that nothing shows.
        let expected = if seen { vec![first["id"].clone()] } else { vec![] };
        assert_eq!(ids(&get(&format!("{path}/revisions/1")).await["article"]["media"]), expected, "{who:?}");
        assert_eq!(ids(&get(&then).await["media"]), expected, "{who:?}");
        let answer = app.gql_as(who, query, json!({ "id": id(&story) })).await;
        let shown = &answer["data"]["article"]["revision"]["article"]["media"];
        assert_eq!(ids(shown), expected, "{answer}");
        assert_eq!(ids(&get(&path).await["media"]), [second["id"].clone()]);
    }
    // It is seen again when another article shows it, and gone when it is deleted.
    let other = article_with(&app, &key, &first, 1).await;
    assert_eq!(ids(&app.get(&then).await.expect(200)["media"]), [first["id"].clone()]);
    app.patch(&key, &format!("/v1/articles/{}", id(&other)), 1, &json!({ "media": [] })).await.expect(200);
    app.change(Method::DELETE, &key, &format!("/v1/media/{}", id(&first)), 1, None).await.expect(204);
    assert_eq!(app.get_as(&key, &then).await.expect(200)["media"], json!([]));
}

#[tokio::test]
async fn a_recalled_article_takes_its_pictures_with_it_where_nothing_else_shows_them() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (alone, shared) = (picture(&app, &key, 64, 64).await, picture(&app, &key, 65, 64).await);
    let mut new = published(&app, "Отозванная", 5);
    new["media"] = json!([
        { "media": id(&alone), "role": "FEATURED" },
        { "media": id(&shared), "role": "GALLERY" },
    ]);
    let story = app.post(&key, "/v1/articles", &new).await.expect(201);
    article_with(&app, &key, &shared, 1).await;
    let shown = async |picture: &Value| app.get(picture["src"].as_str().unwrap()).await.status;
    assert_eq!((shown(&alone).await, shown(&shared).await), (200, 200));
    let path = format!("/v1/articles/{}", id(&story));
    let why = json!({ "reason": "Ошибка" });
    app.change(Method::POST, &key, &format!("{path}/withhold"), 1, Some(&why)).await.expect(200);
    assert_eq!((shown(&alone).await, shown(&shared).await), (404, 200), "withheld");
    app.change(Method::POST, &key, &format!("{path}/restore"), 2, None).await.expect(200);
    assert_eq!((shown(&alone).await, shown(&shared).await), (200, 200), "restored");
    app.change(Method::POST, &key, &format!("{path}/cancel"), 3, Some(&why)).await.expect(200);
    assert_eq!((shown(&alone).await, shown(&shared).await), (404, 200), "cancelled");
    assert_eq!(app.get(&path).await.problem(410), "GONE");
    assert_eq!(app.get_as(&key, alone["src"].as_str().unwrap()).await.status, 200, "the newsroom keeps it");
}
