//! A bucket in the folder's place: an S3-compatible store as small as the program needs it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use dateline::config::media::Secret;
use dateline::domain::time::Clock;
use dateline::usecases::media;

use super::{files, id, send};
use crate::support::TestApp;

/// What the store holds, and who asked without a signature.
#[derive(Default)]
struct Held {
    files: BTreeMap<String, Bytes>,
    unsigned: usize,
}

type Shared = Data<Mutex<Held>>;

fn listing(held: &Held, prefix: &str) -> String {
    let found = held.files.iter().filter(|(name, _)| name.starts_with(prefix));
    let rows = found.map(|(name, bytes)| {
        format!(
            "<Contents><Key>{name}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>\"x\"</ETag><Size>{}</Size></Contents>",
            bytes.len()
        )
    });
    format!(
        "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>false</IsTruncated>{}</ListBucketResult>",
        rows.collect::<String>()
    )
}

fn removed(held: &mut Held, body: &str) -> String {
    let names = body.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
    let rows = names.map(|name| {
        held.files.remove(name);
        format!("<Deleted><Key>{name}</Key></Deleted>")
    });
    format!("<?xml version=\"1.0\"?><DeleteResult>{}</DeleteResult>", rows.collect::<String>())
}

async fn answer(request: HttpRequest, body: Bytes, shared: Shared) -> HttpResponse {
    let mut held = shared.lock().unwrap();
    let signed = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    if !signed.is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=who/") && value.contains("/kg-1/s3/"))
    {
        held.unsigned += 1;
    }
    let name = request.path().trim_start_matches("/news").trim_start_matches('/').to_owned();
    let query: BTreeMap<String, String> =
        web::Query::<BTreeMap<String, String>>::from_query(request.query_string()).unwrap().into_inner();
    match request.method().as_str() {
        "PUT" => {
            held.files.insert(name, body);
            HttpResponse::Ok().insert_header(("etag", "\"x\"")).finish()
        }
        "POST" if query.contains_key("delete") => {
            HttpResponse::Ok().body(removed(&mut held, std::str::from_utf8(&body).unwrap()))
        }
        "GET" if query.contains_key("list-type") => {
            HttpResponse::Ok().body(listing(&held, query.get("prefix").map_or("", String::as_str)))
        }
        "GET" => match held.files.get(&name) {
            Some(bytes) => HttpResponse::Ok()
                .insert_header(("etag", "\"x\""))
                .insert_header(("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT"))
                .body(bytes.clone()),
            None => HttpResponse::NotFound().body("<Error><Code>NoSuchKey</Code></Error>"),
        },
        "DELETE" => {
            held.files.remove(&name);
            HttpResponse::NoContent().finish()
        }
        _ => HttpResponse::NotImplemented().finish(),
    }
}

/// The store, and its address.
fn store() -> (Shared, String) {
    let shared: Shared = Data::new(Mutex::default());
    let held = shared.clone();
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(move || {
                let limit = web::PayloadConfig::new(20_000_000);
                App::new().app_data(held.clone()).app_data(limit).default_service(web::to(answer))
            });
            let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
            send.send(server.addrs()[0]).unwrap();
            server.run().await.unwrap();
        });
    });
    (shared, format!("http://{}", receive.recv().unwrap()))
}

fn names(shared: &Shared) -> Vec<String> {
    shared.lock().unwrap().files.keys().cloned().collect()
}

#[tokio::test]
async fn pictures_are_kept_in_a_bucket_by_setting() {
    let (shared, endpoint) = store();
    let app = TestApp::spawn_with(|settings| {
        settings.media.media_dir = None;
        settings.media.media_bucket = Some("news/pictures".to_owned());
        settings.media.media_endpoint = Some(endpoint.clone());
        settings.media.media_region = "kg-1".to_owned();
        settings.media.media_access_key_id = Some("who".to_owned());
        settings.media.media_secret_access_key = Some(Secret("never told".to_owned()));
    })
    .await;
    assert!(!format!("{:?}", app.app.config).contains("never told"));
    let key = app.editor().await;
    let file = files::png(700, 300, 5);
    let made = send(&app, &key, "image/png", file.clone()).await.expect(201);
    let original = format!("pictures/{}/original", id(&made));
    assert_eq!(names(&shared), std::slice::from_ref(&original));
    assert_eq!(shared.lock().unwrap().files[&original], Bytes::from(file));
    let shown = app.get_as(&key, &format!("/media/{}/320.webp", id(&made))).await;
    assert_eq!(files::read(&shown.bytes).dimensions(), (320, 137));
    assert_eq!(names(&shared), [format!("pictures/{}/320.webp", id(&made)), original.clone()]);
    let again = app.beside(|_| {}).await.get_as(&key, &format!("/media/{}/320.webp", id(&made))).await;
    assert_eq!(again.bytes, shown.bytes);

    let now = Clock::system().now();
    let faults = async || media::file_faults(&app.app.store, &app.app.files, now).await.unwrap();
    assert_eq!(faults().await, [""; 0]);
    let kept = shared.lock().unwrap().files.remove(&original).unwrap();
    let missing = format!("1 pictures whose file is not in the bucket news/pictures: {}", id(&made));
    assert_eq!(faults().await, [missing]);
    shared.lock().unwrap().files.insert(original, kept);
    app.change(reqwest::Method::DELETE, &key, &format!("/v1/media/{}", id(&made)), 1, None).await.expect(204);
    assert_eq!(names(&shared), [""; 0]);
    assert_eq!(shared.lock().unwrap().unsigned, 0, "every request is signed");
}

#[tokio::test]
async fn a_bucket_that_does_not_answer_is_told_as_such() {
    let app = TestApp::spawn_with(|settings| {
        settings.media.media_dir = None;
        settings.media.media_bucket = Some("news".to_owned());
        // Nobody listens at the port of discard.
        settings.media.media_endpoint = Some("http://127.0.0.1:9".to_owned());
    })
    .await;
    let key = app.editor().await;
    let reply = send(&app, &key, "image/png", files::png(8, 8, 0)).await;
    assert_eq!(reply.problem(503), "SERVICE_UNAVAILABLE");
    assert!(!reply.text.contains("127.0.0.1"), "{}", reply.text);
    assert_eq!(app.get_as(&key, "/v1/media").await.json()["items"], serde_json::json!([]));
}
