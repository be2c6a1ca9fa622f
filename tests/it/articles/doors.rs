//! Every transition of an article at every door: alone, in lists, as a relation, counted, under its address, arranged,
//! related, with its comments and versions, and in the change feed.

use reqwest::Method;
use serde_json::{Value, json};

use super::path;
use crate::support::TestApp;
use crate::support::samples::{article, names, nouns, published};

/// The article that is watched, and what stands around it.
struct Scene {
    app: TestApp,
    key: String,
    id: String,
    /// An earlier report of its story, out of which it came.
    parent: String,
    /// A translation of it.
    translation: String,
    /// An article of another story with its tags.
    relative: String,
    story: String,
    version: i64,
    position: String,
}

fn of(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no {field}: {value}")).to_owned()
}

fn holds(list: &Value, id: &str) -> bool {
    list.as_array().unwrap_or_else(|| panic!("no list: {list}")).iter().any(|item| item["id"] == id)
}

impl Scene {
    /// A draft with all around it seen.
    async fn new() -> Self {
        let app = TestApp::spawn().await;
        let key = app.editor().await;
        nouns(&app, &key).await;
        let parent = app.post(&key, "/v1/articles", &published(&app, "Первое сообщение", 600)).await.expect(201);
        let mut new = article("Подробности дня");
        new["section"] = json!("society");
        new["sections"] = json!(["economy"]);
        new["tags"] = json!(["osh", "weather"]);
        new["authors"] = json!(["aigul"]);
        new["urgency"] = json!(2);
        new["profile"] = json!("BRIEF");
        new["evolvedFrom"] = parent["id"].clone();
        let made = app.post(&key, "/v1/articles", &new).await.expect(201);
        let mut other = published(&app, "О другом, но о том же", 300);
        other["tags"] = json!(["osh", "weather"]);
        let relative = app.post(&key, "/v1/articles", &other).await.expect(201);
        let mut ky = published(&app, "Күндүн чоо-жайы", 300);
        ky["language"] = json!("ky");
        ky["translationOf"] = json!({ "id": made["id"] });
        let translation = app.post(&key, "/v1/articles", &ky).await.expect(201);
        let list = json!({
            "slug": "front", "names": names("Башкы", "Главная", "Front"), "items": [{ "article": made["id"] }],
        });
        app.post(&key, "/v1/lists", &list).await.expect(201);
        let position = of(&app.get("/v1/changes?limit=100").await.expect(200), "position");
        Self {
            id: of(&made, "id"),
            parent: path(&parent),
            translation: path(&translation),
            relative: path(&relative),
            story: of(&made, "storyId"),
            version: 1,
            position,
            app,
            key,
        }
    }

    fn path(&self) -> String {
        format!("/v1/articles/{}", self.id)
    }

    async fn act(&mut self, action: &str, body: Value) {
        let path = format!("{}/{action}", self.path());
        let reply = self.app.change(Method::POST, &self.key, &path, self.version, Some(&body)).await;
        self.version = reply.expect(200)["version"].as_i64().unwrap();
    }

    async fn patch(&mut self, patch: Value) {
        let reply = self.app.patch(&self.key, &self.path(), self.version, &patch).await;
        self.version = reply.expect(200)["version"].as_i64().unwrap();
    }

    async fn items(&self, path: &str) -> Value {
        self.app.get(path).await.expect(200)["items"].clone()
    }

    /// Whether readers see the article, by each way of REST.
    async fn by_rest(&self) -> Vec<(String, bool)> {
        let mut found = Vec::new();
        for end in ["", "/revisions", "/related", "/comments", "?asOf=now"] {
            let end = end.replace("now", &self.app.at(0));
            let status = self.app.get(&format!("{}{end}", self.path())).await.status;
            assert!([200, 404, 410].contains(&status), "{end}: {status}");
            found.push((format!("/v1/articles/ID{end}"), status == 200));
        }
        for slug in ["podrobnosti-dnya", "podrobnosti-dnya?language=ru"] {
            found.push((slug.to_owned(), self.app.get(&format!("/v1/articles/{slug}")).await.status == 200));
        }
        let story = format!("story={}", self.story);
        for filter in [
            "",
            "section=society",
            "section=economy",
            "tag=osh",
            "tagsAll=osh,weather",
            "tagsAny=weather,sport",
            "tagsNone=sport",
            "author=aigul",
            "language=ru",
            "profiles=BRIEF",
            "urgency=2",
            "agency=kabar",
            "updatedSince=2020-01-01T00:00:00Z",
            "publishedSince=2020-01-01T00:00:00Z",
            "dateField=CONTENT_MODIFIED&dateFrom=2020-01-01T00:00:00Z",
            "order=VERSION_CREATED",
            &story,
        ] {
            let list = self.items(&format!("/v1/articles?limit=100&{filter}")).await;
            found.push((format!("list {filter}"), holds(&list, &self.id)));
        }
        // What is counted is this article and, where another one is counted too, that one.
        for (filter, others) in [("profiles=BRIEF", 0), ("tag=osh", 1), ("language=ru", 2)] {
            let counted = self.app.get(&format!("/v1/articles?limit=1&total=true&{filter}")).await.expect(200);
            found.push((format!("total {filter}"), counted["total"]["count"].as_i64().unwrap() - others == 1));
        }
        let tag = self.app.get("/v1/tags/osh?include=articleCount").await.expect(200);
        found.push(("articleCount of a tag".to_owned(), tag["articleCount"] == 2));
        let parent = self.app.get(&self.parent).await.expect(200);
        found.push(("nextVersion".to_owned(), parent["nextVersion"] == self.id.as_str()));
        let translation = self.app.get(&self.translation).await.expect(200);
        found.push(("translations".to_owned(), holds(&translation["translations"], &self.id)));
        let related = self.items(&format!("{}/related", self.relative)).await;
        found.push(("related".to_owned(), holds(&related, &self.id)));
        found.push(("list of the newsroom".to_owned(), holds(&self.items("/v1/lists/front").await, &self.id)));
        for path in ["/podrobnosti-dnya", "/ru/news/podrobnosti-dnya"] {
            let resolved = self.app.get(&format!("/v1/resolve?path={path}")).await.expect(200);
            found.push((format!("resolve {path}"), resolved["kind"] == "ARTICLE"));
        }
        found
    }

    /// Whether readers see the article, by each way of GraphQL.
    async fn by_graphql(&self) -> Vec<(String, bool)> {
        let id = &self.id;
        let last = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        // Several documents: what one may ask for is bounded.
        let alone = format!(
            "{{ article(id: \"{id}\") {{ id }} bySlug: article(id: \"podrobnosti-dnya\") {{ id }}
                node(id: \"{id}\") {{ id }} nodes(ids: [\"{id}\"]) {{ id }}
                resolve(path: \"/ru/podrobnosti-dnya\") {{ ... on Article {{ id }} }}
                articles(first: 100) {{ nodes {{ id }} }} articleCount(filter: {{ profiles: [BRIEF] }}) {{ count }}
                narrow: articles(
                    first: 9, filter: {{ section: \"society\", tag: \"osh\", author: \"aigul\", urgency: 2 }}
                ) {{ nodes {{ id }} }} }}"
        );
        let below = "{ section(id: \"economy\") { articles(first: 9) { nodes { id } } }
                tag(id: \"weather\") { articleCount articles(first: 9) { nodes { id } } }
                author(id: \"aigul\") { articles(first: 9) { nodes { id } } }
                list(slug: \"front\") { articles(first: 9) { nodes { id } } } }";
        let around = format!(
            "{{ parent: article(id: \"{}\") {{ nextVersion {{ id }} }}
                relative: article(id: \"{}\") {{ related {{ id }} }}
                translation: article(id: \"{}\") {{ translations {{ id }} }} }}",
            last(&self.parent),
            last(&self.relative),
            last(&self.translation)
        );
        let mut answers = Vec::new();
        for query in [alone.as_str(), below, &around] {
            let answer = self.app.gql_as(None, query, json!({})).await;
            assert!(answer["data"].is_object(), "{answer}");
            answers.push(answer["data"].clone());
        }
        let (data, below, around) = (&answers[0], &answers[1], &answers[2]);
        let one = |value: &Value| value["id"] == id.as_str();
        let many = |value: &Value| holds(&value["nodes"], id);
        [
            ("article", one(&data["article"])),
            ("article by slug", one(&data["bySlug"])),
            ("node", one(&data["node"])),
            ("nodes", one(&data["nodes"][0])),
            ("articles", many(&data["articles"])),
            ("articles by everything", many(&data["narrow"])),
            ("articles of a section", many(&below["section"]["articles"])),
            ("articles of a tag", many(&below["tag"]["articles"])),
            ("articles of an author", many(&below["author"]["articles"])),
            ("articleCount of a tag", below["tag"]["articleCount"] == 2),
            ("articleCount", data["articleCount"]["count"] == 1),
            ("list of the newsroom", many(&below["list"]["articles"])),
            ("resolve", one(&data["resolve"])),
            ("nextVersion", one(&around["parent"]["nextVersion"])),
            ("related", holds(&around["relative"]["related"], id)),
            ("translations", holds(&around["translation"]["translations"], id)),
        ]
        .map(|(name, seen)| (format!("GraphQL {name}"), seen))
        .to_vec()
    }

    /// What the feed told readers of the article since the last look, by both doors alike.
    async fn told(&mut self) -> Vec<String> {
        dateline::usecases::articles::announce(&self.app.app, "test").await.unwrap();
        let page = self.app.get(&format!("/v1/changes?limit=100&after={}", self.position)).await.expect(200);
        let query = "query($after: String) { changes(after: $after, first: 100) { items { id op reason } } }";
        let answer = self.app.gql_as(None, query, json!({ "after": self.position })).await;
        let ops = |items: &Value| -> Vec<String> {
            let items = items.as_array().unwrap_or_else(|| panic!("{answer}")).iter();
            let own = items.filter(|item| item["id"] == self.id.as_str());
            own.map(|item| format!("{} {}", of(item, "op"), item["reason"].as_str().unwrap_or("-"))).collect()
        };
        let told = ops(&page["items"]);
        assert_eq!(ops(&answer["data"]["changes"]["items"]), told);
        self.position = of(&page, "position");
        told
    }

    /// Looks at every door: before the clock's job ran and after it.
    async fn look(&mut self, state: &str, seen: bool, told: &[&str]) {
        for _ in 0..2 {
            let ways = [self.by_rest().await, self.by_graphql().await].concat();
            assert!(ways.len() > 40, "{}", ways.len());
            for (way, found) in ways {
                assert_eq!(found, seen, "{state}: {way}");
            }
            let staff = self.app.get_as(&self.key, &self.path()).await.expect(200);
            assert_eq!(staff["state"], state);
            dateline::usecases::articles::announce(&self.app.app, "test").await.unwrap();
        }
        assert_eq!(self.told().await, told, "{state}");
    }
}

#[tokio::test]
async fn every_transition_shows_at_every_door_at_once() {
    let mut scene = Scene::new().await;
    scene.look("DRAFT", false, &[]).await;
    let (publish, embargo) = (scene.app.at(60), scene.app.at(120));
    scene.patch(json!({ "embargoedUntil": embargo, "expires": scene.app.at(180) })).await;
    scene.act("publish", json!({ "at": publish })).await;
    scene.look("SCHEDULED", false, &[]).await;
    // By the clock: the hour comes, the embargo lifts, the end comes; a second before each nothing has changed.
    scene.app.pass(59);
    scene.look("SCHEDULED", false, &[]).await;
    scene.app.pass(1);
    scene.look("EMBARGOED", false, &[]).await;
    scene.app.pass(59);
    scene.look("EMBARGOED", false, &[]).await;
    scene.app.pass(1);
    scene.look("PUBLISHED", true, &["PUBLISHED embargoLifted"]).await;
    scene.app.pass(59);
    scene.look("PUBLISHED", true, &[]).await;
    scene.app.pass(1);
    scene.look("EXPIRED", false, &["DELETED expired"]).await;
    // By the newsroom: it comes back, is taken back, comes back, is hidden once more, and ends for good.
    scene.patch(json!({ "expires": null })).await;
    scene.look("PUBLISHED", true, &["PUBLISHED -"]).await;
    scene.act("withhold", json!({ "reason": "Проверяем." })).await;
    scene.look("WITHHELD", false, &["DELETED withheld"]).await;
    scene.act("restore", json!({})).await;
    scene.look("PUBLISHED", true, &["PUBLISHED restored"]).await;
    scene.patch(json!({ "embargoedUntil": scene.app.at(30) })).await;
    scene.look("EMBARGOED", false, &["DELETED hidden"]).await;
    scene.app.pass(30);
    scene.look("PUBLISHED", true, &["PUBLISHED embargoLifted"]).await;
    scene.act("cancel", json!({ "reason": "Выдумка." })).await;
    scene.look("CANCELED", false, &["DELETED canceled"]).await;
    for path in ["/podrobnosti-dnya", "/ru/news/podrobnosti-dnya"] {
        let resolved = scene.app.get(&format!("/v1/resolve?path={path}")).await.expect(200);
        assert_eq!((&resolved["kind"], &resolved["recall"]["status"]), (&json!("GONE"), &json!("CANCELED")));
    }
    assert_eq!(scene.app.get(&scene.path()).await.problem(410), "GONE");
}
