//! The commands, run as processes: what they print, how they end, what they leave.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::migrations::names;
use crate::program::{Program, finish};
use crate::support::samples::article;
use crate::support::{self, TestApp};

/// The address in a line that `serve` prints, by the words before it.
fn address(said: &[String], label: &str) -> String {
    let line = said.iter().find(|line| line.trim_start().starts_with(label)).unwrap_or_else(|| panic!("{said:?}"));
    line.split_whitespace().last().unwrap().to_owned()
}

#[tokio::test]
async fn serve_makes_a_database_loads_the_edition_and_prints_addresses_that_answer() {
    let program = Program::bare();
    let serving = program.serve(&["--demo"]);
    assert!(program.folder().join("dateline.db").is_file());
    for label in ["articles", "sections", "GraphQL ", "GraphQL schema", "OpenAPI document"] {
        let address = address(&serving.said, label);
        assert!(address.starts_with(&serving.base), "{address}");
        let response = support::client().get(&address).send().await.unwrap();
        assert_eq!(response.status(), 200, "{address}");
        let graphql_failed = address.contains("query=") && response.text().await.unwrap().contains("\"errors\"");
        assert!(!graphql_failed, "{address}");
    }
    assert_eq!(serving.get("/").await.1["name"], "Dateline");
    assert_eq!(serving.stop(Duration::from_secs(10)).and_then(|status| status.code()), Some(0));
    let left: Vec<_> = std::fs::read_dir(program.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        left.iter().all(|name| name == "dateline.db" || name == "media" || name == "serve.log"),
        "side files are left: {left:?}"
    );
}

#[tokio::test]
async fn the_edition_is_whole_and_loading_it_twice_changes_nothing() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let serving = program.serve(&["--demo"]);
    assert!(serving.said[0].contains("28 articles new, 0 brought up to date, 0 as they were"), "{:?}", serving.said);
    let mut first = Vec::new();
    for (path, count) in [
        ("/v1/articles?limit=100&include=body", 28),
        ("/v1/sections", 7),
        ("/v1/tags?limit=100", 31),
        ("/v1/authors", 6),
        ("/v1/channels", 5),
        ("/v1/lists", 2),
        ("/v1/lists/front-page?limit=100", 20),
        ("/v1/lists/editors-picks-ru", 4),
        ("/v1/rates?date=2026-07-03", 5),
        ("/v1/rates?date=2026-08-02", 4),
        ("/v1/rates?date=2026-08-22", 4),
        ("/v1/comments?limit=100", 18),
    ] {
        let items = serving.items(path).await;
        assert_eq!(items.len(), count, "{path}");
        first.push(items);
    }
    let articles = &first[0];
    for language in ["ky", "ru", "en"] {
        assert!(articles.iter().filter(|article| article["language"] == language).count() >= 6, "{language}");
    }
    let named = |pointer: &str| -> BTreeSet<&str> {
        articles.iter().filter_map(|article| article.pointer(pointer)).map(|value| value.as_str().unwrap()).collect()
    };
    assert_eq!(named("/dateline/raw").len(), 23, "three articles have none, as columns do");
    assert_eq!(named("/dateline/style"), BTreeSet::from(["DASH_AGENCY", "PAREN", "SLASH"]));
    assert!(named("/dateline/agency/raw").len() >= 3, "{:?}", named("/dateline/agency/raw"));
    let agency_left = articles.iter().map(|article| article["body"]["text"].as_str().unwrap());
    assert_eq!(agency_left.filter(|text| text.starts_with("Тоо-Пресс") || text.starts_with("Кабар")).count(), 0);
    for field in ["section", "tags", "authors", "lead", "body"] {
        assert!(articles.iter().all(|article| article[field] != Value::Null), "{field}");
    }
    let commented = articles.iter().filter(|article| article["commentCount"] != 0).count();
    assert_eq!(commented, 5, "threads in three languages");
    let key = app.key(&[Scope::ArticlesWrite, Scope::CommentsModerate]).await;
    let staff = async |path: &str| {
        let request = support::client().get(format!("{}{path}", serving.base)).bearer_auth(&key);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["items"].as_array().unwrap_or_else(|| panic!("{path}: {answer}")).len()
    };
    for (path, count) in [
        ("/v1/comments?status=HELD", 2),
        ("/v1/comments?status=REJECTED", 1),
        ("/v1/articles?state=SCHEDULED", 1),
        ("/v1/articles?state=EMBARGOED", 1),
    ] {
        assert_eq!(staff(path).await, count, "{path}");
    }
    let log = dateline::store::changes::newest(&app.app.store.reader()).await.unwrap();
    assert!(serving.stop(Duration::from_secs(10)).is_some_and(|status| status.success()));

    let again = program.serve(&["--demo"]);
    assert!(again.said[0].contains("0 articles new, 0 brought up to date, 28 as they were"), "{:?}", again.said);
    assert_eq!(again.items("/v1/articles?limit=100&include=body").await, first[0]);
    assert_eq!(again.items("/v1/sections").await, first[1]);
    assert_eq!(dateline::store::changes::newest(&app.app.store.reader()).await.unwrap(), log);
}

#[tokio::test]
async fn serve_without_migrating_refuses_an_older_schema() {
    let app = TestApp::spawn().await;
    app.app.store.migrate_down(1).await.unwrap();
    let program = Program::on(&app);
    let refused = program.run(&["serve", "--no-migrate", "--listen", "127.0.0.1:0"]);
    refused.expect(1);
    for words in [names().last().unwrap(), "dateline migrate up", "--no-migrate"] {
        assert!(refused.err.contains(words), "{}", refused.err);
    }
    app.app.store.migrate_down(u32::try_from(names().len()).unwrap() - 1).await.unwrap();
    let refused = program.run(&["serve", "--no-migrate", "--listen", "127.0.0.1:0"]);
    refused.expect(1);
    assert!(refused.err.contains("m20261123_000001_articles"), "{}", refused.err);
    program.run(&["migrate", "up"]).expect(0);
    let serving = program.serve(&["--no-migrate"]);
    assert_eq!(serving.items("/v1/articles").await, [json!(null); 0]);
}

#[tokio::test]
async fn a_taken_port_is_told_in_one_line() {
    let app = TestApp::spawn().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = Program::on(&app).run(&["serve", "--listen", &address]);
    assert_eq!(refused.expect(1), "");
    let line =
        refused.err.lines().find(|line| line.starts_with("dateline: ")).unwrap_or_else(|| panic!("{}", refused.err));
    assert!(line.contains(&format!("cannot listen at {address}: ")), "{line}");
}

#[tokio::test]
async fn a_key_is_shown_once_opens_its_scope_and_ends_when_it_is_taken_back() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let serving = program.serve(&[]);
    let made = program.run(&["keys", "create", "--scope", "articles:write", "--label", "desk"]);
    let key = made.expect(0).strip_suffix('\n').unwrap().to_owned();
    assert!(key.starts_with("dl_") && !key.contains(char::is_whitespace), "one line with the key: {key}");
    let client = support::client();
    let post = async |body: Value| {
        let request = client.request(Method::POST, format!("{}/v1/articles", serving.base)).bearer_auth(&key);
        request.json(&body).send().await.unwrap().status().as_u16()
    };
    assert_eq!(post(article("Ключ открывает")).await, 201);
    let mut published = article("Публиковать нельзя");
    published["published"] = json!("2026-01-01T00:00:00Z");
    assert_eq!(post(published).await, 403, "another scope");

    let list = program.run(&["keys", "list"]);
    let line = list.expect(0).trim_end().to_owned();
    assert_eq!(line.lines().count(), 1, "{line}");
    for words in [&key[..11], "live", "expires never", "articles:write", "desk"] {
        assert!(line.contains(words), "{words}: {line}");
    }
    assert!(!line.contains(&key[12..]) && !list.err.contains(&key[12..]), "the secret is not kept");
    let id = line.split_whitespace().next().unwrap();
    program.run(&["keys", "revoke", id]).expect(0);
    assert_eq!(post(article("Ключ не открывает")).await, 401);
    assert!(program.run(&["keys", "list"]).expect(0).contains("ended"));
    let twice = program.run(&["keys", "revoke", id]);
    twice.expect(1);
    assert!(twice.err.contains(id), "{}", twice.err);
}

#[tokio::test]
async fn keys_are_made_with_several_scopes_and_an_end_and_refused_without_sense() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    program.run(&["keys", "create", "--scope", "imports,exports", "--scope", "webhooks"]).expect(0);
    program.run(&["keys", "create", "--scope", "admin", "--expires", "2999-01-01T00:00:00Z"]).expect(0);
    let list = program.run(&["keys", "list"]);
    assert!(list.expect(0).contains("imports,exports,webhooks"), "{}", list.out);
    assert!(list.out.contains("expires 2999-01-01T00:00:00Z"), "{}", list.out);

    let wrong = program.run(&["keys", "create", "--scope", "articles:all"]);
    wrong.expect(2);
    let scopes = [
        "articles:write",
        "articles:publish",
        "articles:embargoed",
        "comments:moderate",
        "rates:write",
        "imports",
        "exports",
        "webhooks",
        "admin",
    ];
    assert!(wrong.err.contains("articles:all") && wrong.err.contains(&scopes.join(", ")), "{}", wrong.err);
    for (arguments, code) in [
        (&["keys", "create"][..], 2),
        (&["keys", "create", "--scope", "admin", "--expires", "tomorrow"], 2),
        (&["keys", "create", "--scope", "admin", "--expires", "2001-01-01T00:00:00Z"], 1),
        (&["keys", "revoke", "article_01h455vb4pex5vsknk084sn02q"], 2),
        (&["keys", "revoke", "key_01h455vb4pex5vsknk084sn02q"], 1),
    ] {
        let refused = program.run(arguments);
        assert_eq!(refused.expect(code), "", "{arguments:?}");
        assert!(!refused.err.is_empty(), "{arguments:?}");
    }
    assert_eq!(program.run(&["keys", "list"]).expect(0).lines().count(), 2);
}

#[tokio::test]
async fn migrate_tells_and_changes_the_state() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let states = || {
        let status = program.run(&["migrate", "status"]);
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        status.expect(0).lines().map(words).collect::<Vec<_>>()
    };
    let count = names().len();
    let all = |state: &str| names().iter().map(|name| format!("{state} {name}")).collect::<Vec<_>>();
    assert_eq!(states(), all("Applied"));
    program.run(&["migrate", "down"]).expect(0);
    let (newest, kept) = (&all("Pending")[count - 1..], &all("Applied")[..count - 1]);
    assert_eq!(states(), [kept, newest].concat());
    program.run(&["migrate", "down", &(count - 1).to_string()]).expect(0);
    assert_eq!(states(), all("Pending"));
    assert_eq!(program.run(&["migrate", "up"]).expect(0), format!("{count} migrations applied.\n"));
    assert_eq!(program.run(&["migrate", "up"]).expect(0), "0 migrations applied.\n");
    assert_eq!(states(), all("Applied"));
}

#[test]
fn an_unknown_database_is_refused_with_the_known_ones() {
    let program = Program::bare();
    for arguments in [&["migrate", "status"][..], &["keys", "list"], &["serve"], &["import", "page", "page.txt"]] {
        let mut command = program.command(arguments);
        command.env("DATELINE_DATABASE_URL", "mysql://root:secret@localhost/news");
        let refused = finish(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
        assert_eq!(refused.expect(1), "", "{arguments:?}");
        assert!(refused.err.contains("sqlite:") && refused.err.contains("postgres:"), "{}", refused.err);
        assert!(!refused.err.contains("secret"), "{}", refused.err);
    }
    assert_eq!(std::fs::read_dir(program.folder()).unwrap().count(), 0, "nothing is made");
}

#[test]
fn contract_prints_the_files_and_writes_them() {
    let program = Program::bare();
    let (openapi, graphql) = (dateline::rest::openapi::yaml().unwrap(), dateline::graphql::schema::printed());
    assert_eq!(program.run(&["contract"]).expect(0), openapi);
    assert_eq!(program.run(&["contract", "openapi"]).expect(0), openapi);
    assert_eq!(program.run(&["contract", "graphql"]).expect(0), graphql);
    program.run(&["contract", "--write", "."]).expect(0);
    assert_eq!(std::fs::read_to_string(program.folder().join("openapi.yaml")).unwrap(), openapi);
    assert_eq!(std::fs::read_to_string(program.folder().join("schema.graphql")).unwrap(), graphql);
    let refused = program.run(&["contract", "--write", "nowhere"]);
    refused.expect(1);
    assert!(refused.err.contains("nowhere/openapi.yaml"), "{}", refused.err);
    assert!(!program.folder().join("dateline.db").exists(), "no database is needed");
}

#[tokio::test]
async fn a_reader_that_went_away_is_no_failure() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    for arguments in [&["contract"][..], &["migrate", "status"], &["keys", "list"], &["--help"], &["--version"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let done = finish(program.command(arguments).stdout(writer).stderr(Stdio::piped()).spawn().unwrap());
        assert!(!done.err.contains("panicked"), "{arguments:?}: {}", done.err);
        assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.err);
    }
}

#[test]
fn help_names_every_command_and_its_settings() {
    let program = Program::bare();
    let help = program.run(&["--help"]);
    for command in ["serve", "migrate", "import", "keys", "contract"] {
        assert!(help.expect(0).contains(command), "{command}: {}", help.out);
    }
    let help = program.run(&["serve", "--help"]);
    for words in ["--demo", "--no-migrate", "DATELINE_DATABASE_URL", "DATELINE_LISTEN", "sqlite:dateline.db"] {
        assert!(help.expect(0).contains(words), "{words}: {}", help.out);
    }
    program.run(&["fly"]).expect(2);
}
