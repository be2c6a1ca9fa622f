//! Tags, sections and authors beyond their names: several addresses, synonyms, ids elsewhere, order, merging, ends.

mod authors;
mod below;
mod lists;
mod merge;
mod sections;
mod used;
mod writers;

use dateline::domain::keys::Scope;
use serde_json::{Map, Value, json};

use crate::support::TestApp;
use crate::support::samples::{self, names, published};

const TAG: &str = "id slug slugs { language value } kind name names { language value } description
    descriptions { language value } synonyms { language value } uris version";
const MEDTOP: &str = "http://cv.iptc.org/newscodes/mediatopic/20000010";

/// GraphQL's answer in REST's form: what is null there is absent here.
pub fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

pub fn text(language: &str, value: &str) -> Value {
    json!({ "language": language, "value": value })
}

/// A tag with everything that a tag can have.
pub fn city() -> Value {
    json!({
        "slug": "jalal-abad",
        "kind": "PLACE",
        "slugs": [text("ky", "zhalal-abad"), text("ru", "dzhalal-abad")],
        "names": names("Жалал-Абад", "Джалал-Абад", "Jalal-Abad"),
        "descriptions": [text("ru", "Город на юге"), text("en", "A city in the south")],
        "synonyms": [text("ru", "Жалалабад"), text("en", "Manas City")],
        "uris": [MEDTOP, "https://www.wikidata.org/wiki/Q487378"],
    })
}

/// The slugs of the tags of an article.
pub fn tags_of(article: &Value) -> Vec<String> {
    article["tags"].as_array().unwrap().iter().map(|tag| tag["slug"].as_str().unwrap().to_owned()).collect()
}

/// The ids of a list.
pub fn ids(list: &Value) -> Vec<String> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

pub fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// An article with these tags, seen.
pub async fn tagged(app: &TestApp, key: &str, headline: &str, tags: &[&str]) -> Value {
    let mut article = published(app, headline, 60);
    article["tags"] = json!(tags);
    app.post(key, "/v1/articles", &article).await.expect(201)
}

#[tokio::test]
async fn a_tag_has_slugs_synonyms_descriptions_and_ids_elsewhere_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/tags", &city()).await.expect(201);
    let mut expected = city();
    expected["id"] = made["id"].clone();
    expected["version"] = json!(1);
    expected["name"] = json!("Жалал-Абад");
    expected["description"] = json!("Город на юге");
    assert_eq!(made, expected, "without a description in the site's first language, the next one");
    for slug in ["jalal-abad", "zhalal-abad", "dzhalal-abad", "zhalalabad", "manas-city", id(&made)] {
        assert_eq!(app.get(&format!("/v1/tags/{slug}")).await.expect(200), made, "{slug}");
        let query = format!("query($id: ID!) {{ tag(id: $id) {{ {TAG} }} }}");
        let answer = app.gql_as(None, &query, json!({ "id": slug })).await;
        assert_eq!(without_nulls(&answer["data"]["tag"]), made, "{slug}");
    }
    for lang in ["ky", "ru", "en", "tr", "en-GB"] {
        let rest = app.get(&format!("/v1/tags/jalal-abad?lang={lang}")).await.expect(200);
        let query = "query($lang: Locale) { tag(id: \"jalal-abad\") { name(lang: $lang) description(lang: $lang) } }";
        let answer = app.gql_as(None, query, json!({ "lang": lang })).await;
        let wanted = json!({ "name": rest["name"], "description": rest["description"] });
        assert_eq!(answer["data"]["tag"], wanted, "{lang}");
    }
    assert_eq!(app.get("/v1/tags/jalal-abad?lang=en").await.json()["description"], "A city in the south");

    let by_uri = format!("/v1/tags?uri={MEDTOP}");
    assert_eq!(ids(&app.get(&by_uri).await.expect(200)), [id(&made)]);
    assert_eq!(ids(&app.get("/v1/tags?uri=http://example.com/").await.expect(200)), [""; 0]);
    let query = "query($uri: String) { tags(uri: $uri) { nodes { slug } } }";
    let answer = app.gql_as(None, query, json!({ "uri": MEDTOP })).await;
    assert_eq!(answer["data"]["tags"]["nodes"], json!([{ "slug": "jalal-abad" }]));

    let mut other = city();
    other["slug"] = json!("other");
    for field in ["slugs", "descriptions", "synonyms", "uris"] {
        other[field] = json!([]);
    }
    let create = format!("mutation($input: NewTagInput!) {{ made: createTag(input: $input) {{ {TAG} }} }}");
    let answer = app.gql_as(Some(&key), &create, json!({ "input": other })).await;
    let other = without_nulls(&answer["data"]["made"]);
    assert_eq!((other.get("description"), &other["uris"]), (None, &json!([])), "{answer}");
    let patch = json!({
        "slugs": [text("en", "other-city")], "synonyms": [text("ky", "Башка")], "uris": ["https://example.com/other"],
        "descriptions": [text("ky", "Башка шаар")],
    });
    let change =
        "mutation($id: ID!, $patch: TagPatchInput!) { updateTag(id: $id, version: 1, patch: $patch) { version } }";
    let answer = app.gql_as(Some(&key), change, json!({ "id": other["id"], "patch": patch })).await;
    assert_eq!(answer["data"]["updateTag"]["version"], 2, "{answer}");
    let shown = app.get("/v1/tags/bashka").await.expect(200);
    for (field, value) in patch.as_object().unwrap() {
        assert_eq!(&shown[field], value);
    }
    let emptied = json!({ "synonyms": [], "uris": [], "slugs": [], "descriptions": [] });
    let path = format!("/v1/tags/{}", id(&other));
    let shown = app.patch(&key, &path, 2, &emptied).await.expect(200);
    assert_eq!(shown.get("description"), None);
    assert_eq!(app.get("/v1/tags/bashka").await.problem(404), "NOT_FOUND", "a synonym that was taken away");
    assert_eq!(app.get("/v1/tags/other-city").await.expect(200)["id"], other["id"], "a former address");
    assert_eq!(ids(&app.get("/v1/tags?uri=https://example.com/other").await.expect(200)), [""; 0]);
    assert_eq!(app.patch(&key, &path, 3, &emptied).await.expect(200)["version"], 3, "nothing changed");
}

#[tokio::test]
async fn wrong_tags_are_refused_by_field_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/tags", &city()).await.expect(201);
    let path = format!("/v1/tags/{}", id(&made));
    let many = |count: usize, of: &dyn Fn(usize) -> Value| (0..count).map(of).collect::<Vec<_>>();
    for (field, value, pointer) in [
        ("slugs", json!([text("ru", "Не слаг")]), "/slugs/0/value"),
        ("slugs", json!([text("ru", "a"), text("ru", "b")]), "/slugs/1/language"),
        ("slugs", json!([{ "language": "ru" }]), "/slugs/0/value"),
        ("descriptions", json!([text("ru", " ")]), "/descriptions/0/value"),
        ("descriptions", json!([text("ru", &"ж".repeat(501))]), "/descriptions/0/value"),
        ("descriptions", json!([text("ru", "а"), text("ru", "б")]), "/descriptions/1/language"),
        ("synonyms", json!([text("ru", "Один"), text("ru", "ОДИН")]), "/synonyms/1/value"),
        ("synonyms", json!([text("ru", "…")]), "/synonyms/0/value"),
        ("synonyms", json!(many(101, &|i| text("ru", &format!("Слово {i}")))), "/synonyms"),
        ("uris", json!(["medtop:20000010"]), "/uris/0"),
        ("uris", json!(["https://a.example/", "https://a.example/"]), "/uris/1"),
        ("uris", json!(["ftp://example.com/"]), "/uris/0"),
        ("uris", json!(many(21, &|i| json!(format!("https://example.com/{i}")))), "/uris"),
        ("uris", Value::Null, "/uris"),
        ("synonyms", Value::Null, "/synonyms"),
    ] {
        let mut new = json!({ "slug": "new", "names": [text("ru", "Новое")] });
        new[field] = value.clone();
        let patch = json!({ field: value });
        for reply in [app.post(&key, "/v1/tags", &new).await, app.patch(&key, &path, 1, &patch).await] {
            assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{new}");
            assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{}", reply.text);
        }
        let create = "mutation($input: NewTagInput!) { createTag(input: $input) { id } }";
        let code = app.gql_code(Some(&key), create, json!({ "input": new })).await;
        // A value of another shape does not fit GraphQL's schema at all.
        let shape = patch[field].is_null() || (field == "slugs" && patch[field][0].get("value").is_none());
        assert_eq!(code, if shape { "GRAPHQL_VALIDATION_FAILED" } else { "UNPROCESSABLE_CONTENT" }, "{new}");
    }
    assert_eq!(app.get(&path).await.expect(200), made, "nothing of it had an effect");
    assert_eq!(app.get("/v1/tags/new").await.problem(404), "NOT_FOUND");
    assert_eq!(app.get("/v1/tags?include=articles").await.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_slug_leads_to_one_tag_whatever_it_stands_for() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    app.post(&key, "/v1/tags", &city()).await.expect(201);
    let other = json!({ "slug": "other", "names": [text("ru", "Другое")] });
    let other = app.post(&key, "/v1/tags", &other).await.expect(201);
    let path = format!("/v1/tags/{}", id(&other));
    for (field, value, pointer) in [
        ("slug", json!("jalal-abad"), "/slug"),
        ("slug", json!("zhalal-abad"), "/slug"),
        ("slug", json!("manas-city"), "/slug"),
        ("slugs", json!([text("ky", "fine"), text("en", "jalal-abad")]), "/slugs/1/value"),
        ("slugs", json!([text("tr", "zhalal-abad")]), "/slugs/0/value"),
        ("slugs", json!([text("en", "manas-city")]), "/slugs/0/value"),
        ("synonyms", json!([text("en", "Jalal-Abad")]), "/synonyms/0/value"),
        ("synonyms", json!([text("ru", "Просто"), text("ru", "Джалал Абад")]), "/synonyms/1/value"),
        ("synonyms", json!([text("ky", "Manas City!")]), "/synonyms/0/value"),
        ("uris", json!(["https://example.com/", MEDTOP]), "/uris/1"),
    ] {
        let mut new = json!({ "slug": "third", "names": [text("ru", "Третье")] });
        new[field] = value.clone();
        for reply in [app.post(&key, "/v1/tags", &new).await, app.patch(&key, &path, 1, &json!({ field: value })).await]
        {
            assert_eq!(reply.problem(409), "CONFLICT", "{new}");
            assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{}", reply.text);
        }
    }
    assert_eq!(app.get(&path).await.expect(200), other);
    assert_eq!(app.get("/v1/tags/third").await.problem(404), "NOT_FOUND");
    // One tag may have one slug for several reasons.
    let same = json!({
        "slug": "sport", "slugs": [text("ky", "sport"), text("ru", "sport")], "names": [text("ru", "Спорт")],
        "synonyms": [text("en", "Sport"), text("ky", "Спорт")],
    });
    let same = app.post(&key, "/v1/tags", &same).await.expect(201);

    // A former address leads here until another tag wants it, and can be taken back.
    let path = format!("/v1/tags/{}", id(&same));
    app.patch(&key, &path, 1, &json!({ "slug": "sports", "slugs": [], "synonyms": [] })).await.expect(200);
    assert_eq!(app.get("/v1/tags/sport").await.expect(200)["slug"], "sports");
    assert_eq!(app.patch(&key, &path, 2, &json!({ "slug": "sport" })).await.expect(200)["slug"], "sport");
    assert_eq!(app.get("/v1/tags/sports").await.expect(200)["slug"], "sport");
    let taken = json!({ "slug": "sports", "names": [text("ru", "Виды спорта")] });
    let taken = app.post(&key, "/v1/tags", &taken).await.expect(201);
    assert_eq!(app.get("/v1/tags/sports").await.expect(200), taken);
    assert_eq!(app.get("/v1/tags/sport").await.expect(200)["id"], same["id"]);
}

#[tokio::test]
async fn an_article_names_its_tags_by_any_name_that_leads_there() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/tags", &city()).await.expect(201);
    samples::nouns(&app, &key).await;
    for name in ["jalal-abad", "dzhalal-abad", "manas-city", "Manas City", "ЖАЛАЛАБАД", "Джалал-Абад", id(&made)]
    {
        let article = tagged(&app, &key, "Новость", &["osh", name, "jalal-abad", "weather"]).await;
        assert_eq!(tags_of(&article), ["osh", "jalal-abad", "weather"], "{name}");
    }
    let all = ids(&app.get("/v1/articles?limit=100").await.expect(200));
    assert_eq!(all.len(), 7);
    let query = "query($tag: String) { articles(filter: { tag: $tag }, first: 100) { nodes { id } } }";
    for name in ["jalal-abad", "zhalal-abad", "manas-city", id(&made)] {
        assert_eq!(ids(&app.get(&format!("/v1/articles?limit=100&tag={name}")).await.expect(200)), all, "{name}");
        let answer = app.gql_as(None, query, json!({ "tag": name })).await;
        assert_eq!(answer["data"]["articles"]["nodes"].as_array().unwrap().len(), 7, "{name}");
    }
    // A cursor of one name holds for another: it is the same list.
    let page = app.get("/v1/articles?limit=3&tag=manas-city").await.expect(200);
    let cursor = page["nextCursor"].as_str().unwrap();
    let rest = app.get(&format!("/v1/articles?limit=100&tag=jalal-abad&after={cursor}")).await.expect(200);
    assert_eq!(ids(&rest).len(), 4);

    let mut article = published(&app, "Новость", 60);
    for (name, why) in [
        ("Manas", "only a part of a synonym"),
        ("Manas-City", "a slug leads there, and nothing is called so"),
        ("ma\0nas", "no name at all"),
        ("нет такой", "nothing leads there"),
    ] {
        article["tags"] = json!(["osh", name]);
        let reply = app.post(&key, "/v1/articles", &article).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{why}");
        assert_eq!(reply.json()["errors"][0]["pointer"], "/tags/1", "{why}");
    }
}

#[tokio::test]
async fn articles_under_tags_are_counted_as_readers_see_them() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let count = async |tag: &str| {
        let path = format!("/v1/tags/{tag}?include=articleCount");
        let rest = app.get(&path).await.expect(200)["articleCount"].clone();
        assert_eq!(app.get_as(&key, &path).await.expect(200)["articleCount"], rest, "the newsroom is told the same");
        let answer = app.gql_as(None, "query($id: ID!) { tag(id: $id) { articleCount } }", json!({ "id": tag })).await;
        assert_eq!(answer["data"]["tag"]["articleCount"], rest);
        rest.as_i64().unwrap()
    };
    let write = async |at: i64, embargo: Option<i64>, end: Option<i64>| {
        let mut article = samples::article("Новость");
        article["tags"] = json!(["osh"]);
        article["published"] = json!(app.at(at));
        article["embargoedUntil"] = json!(embargo.map(|at| app.at(at)));
        article["expires"] = json!(end.map(|at| app.at(at)));
        app.post(&key, "/v1/articles", &article).await.expect(201)
    };
    assert_eq!(count("osh").await, 0);
    write(-10, None, None).await;
    write(-10, None, Some(100)).await;
    write(50, None, None).await;
    write(-10, Some(200), None).await;
    let mut draft = samples::article("Черновик");
    draft["tags"] = json!(["osh"]);
    app.post(&key, "/v1/articles", &draft).await.expect(201);
    let steps = [(0, 2), (49, 2), (1, 3), (49, 3), (1, 2), (100, 3)];
    for (seconds, expected) in steps {
        app.pass(seconds);
        assert_eq!(count("osh").await, expected);
        assert_eq!(ids(&app.get("/v1/articles?tag=osh").await.expect(200)).len() as i64, expected);
    }
    assert_eq!(count("sport").await, 0);
    assert_eq!(app.get("/v1/tags/osh").await.json().get("articleCount"), None, "only where it is asked for");

    // One statement for a list, besides the list and the instant until when it holds.
    let statements = async |path: &str| {
        let before = app.app.store.statements();
        app.get(path).await.expect(200);
        app.app.store.statements() - before
    };
    for i in 0..30 {
        app.post(&key, "/v1/tags", &json!({ "slug": format!("t-{i}"), "names": [text("ru", "Т")] })).await.expect(201);
    }
    assert_eq!(statements("/v1/tags?limit=2").await, 1);
    assert_eq!(statements("/v1/tags?limit=2&include=articleCount").await, 3);
    assert_eq!(statements("/v1/tags?limit=33&include=articleCount").await, 3);
    let before = app.app.store.statements();
    let answer = app.gql("{ tags(first: 33) { nodes { slug articleCount } } }").await;
    assert_eq!(app.app.store.statements() - before, 3);
    let counts: Vec<i64> =
        answer["tags"]["nodes"].as_array().unwrap().iter().map(|tag| tag["articleCount"].as_i64().unwrap()).collect();
    assert_eq!((counts.len(), counts.iter().sum::<i64>(), counts[0]), (33, 3, 3), "osh is the first");
    let reply = app.get("/v1/tags/osh?include=articleCount").await;
    let keys = reply.header("surrogate-key").to_owned();
    let tag = reply.json();
    assert_eq!(keys, format!("tag:{0} articles:{0}", id(&tag)));

    let reader = app.key(&[Scope::RatesWrite]).await;
    assert_eq!(app.post(&reader, "/v1/tags", &city()).await.problem(403), "FORBIDDEN");
}
