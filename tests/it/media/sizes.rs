//! Sizes: what is served, how it looks, who may keep it, and that it is made once.

use dateline::domain::media::{Form, Size};
use reqwest::Method;
use serde_json::{Value, json};

use super::{article_with, files, id, kept, picture, send};
use crate::support::{Reply, TestApp};

fn shape(reply: &Reply) -> (u32, u32) {
    files::read(&reply.bytes).dimensions()
}

#[test]
fn no_size_is_larger_than_the_picture_and_none_stands_twice() {
    let fitted = |width, picture| {
        let fitted = Size { width, form: Form::Webp }.fitted(picture);
        (fitted.size.width, fitted.width, fitted.height)
    };
    assert_eq!(fitted(320, (4_000, 3_000)), (320, 320, 240));
    assert_eq!(fitted(1920, (4_000, 3_000)), (1920, 1920, 1440));
    assert_eq!(fitted(960, (800, 600)), (960, 800, 600));
    assert_eq!(fitted(1920, (800, 600)), (960, 800, 600), "the smallest that shows as much");
    assert_eq!(fitted(640, (100, 10)), (320, 100, 10));
    assert_eq!(fitted(320, (16_383, 1)), (320, 320, 1));
    assert_eq!(fitted(320, (1, 16_383)), (320, 1, 16_383));
    assert_eq!(fitted(320, (640, 3)), (320, 320, 2), "rounded");
}

#[tokio::test]
async fn a_picture_is_shown_in_every_size_and_form() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = picture(&app, &key, 2_000, 1_000).await;
    article_with(&app, &key, &made, 10).await;
    let told: Vec<(i64, &str)> = made["renditions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["width"].as_i64().unwrap(), one["contentType"].as_str().unwrap()))
        .collect();
    let expected = [320, 640, 960, 1280, 1920].map(|width| [(width, "image/webp"), (width, "image/jpeg")]);
    assert_eq!(told, expected.as_flattened());
    for one in made["renditions"].as_array().unwrap() {
        let reply = app.get(one["url"].as_str().unwrap()).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(reply.header("content-type"), one["contentType"].as_str().unwrap());
        let (width, height) = shape(&reply);
        assert_eq!((json!(width), json!(height)), (one["width"].clone(), one["height"].clone()));
        assert_eq!(files::colours(&files::read(&reply.bytes)), ['r', 'g', 'b', 'w']);
        assert_eq!(reply.header("content-encoding"), "identity");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(made["src"], format!("/media/{}/960.jpg", id(&made)));
    let srcset = [320, 640, 960, 1280, 1920].map(|width| format!("/media/{}/{width}.webp {width}w", id(&made)));
    assert_eq!(made["srcset"], srcset.join(", "));
}

#[tokio::test]
async fn a_small_picture_has_few_sizes_and_every_width_answers() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = picture(&app, &key, 400, 300).await;
    article_with(&app, &key, &made, 10).await;
    let widths: Vec<&Value> = made["renditions"].as_array().unwrap().iter().map(|one| &one["width"]).collect();
    assert_eq!(widths, [&json!(320), &json!(320), &json!(400), &json!(400)]);
    assert_eq!(made["srcset"], format!("/media/{0}/320.webp 320w, /media/{0}/640.webp 400w", id(&made)));
    for width in [640, 960, 1280, 1920] {
        let reply = app.get(&format!("/media/{}/{width}.jpg", id(&made))).await;
        assert_eq!(shape(&reply), (400, 300), "{width}");
    }
    assert_eq!(kept(&app, id(&made)), ["640.jpg", "original"], "kept once");
    let dot = picture(&app, &key, 1, 1).await;
    assert_eq!(dot["src"], format!("/media/{}/320.jpg", id(&dot)));
    assert_eq!(shape(&app.get_as(&key, dot["src"].as_str().unwrap()).await), (1, 1));
}

#[tokio::test]
async fn a_picture_stands_upright_and_tells_nothing_of_its_camera() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    // What is seen above left, right, below left, right, for each orientation of EXIF.
    for (orientation, seen, is_high) in [
        (1_u8, ['r', 'g', 'b', 'w'], false),
        (2, ['g', 'r', 'w', 'b'], false),
        (3, ['w', 'b', 'g', 'r'], false),
        (4, ['b', 'w', 'r', 'g'], false),
        (5, ['r', 'b', 'g', 'w'], true),
        (6, ['b', 'r', 'w', 'g'], true),
        (7, ['w', 'g', 'b', 'r'], true),
        (8, ['g', 'w', 'r', 'b'], true),
    ] {
        let file = files::turned(800, 400, orientation);
        assert!(String::from_utf8_lossy(&file).contains(files::PLACE));
        let made = send(&app, &key, "image/jpeg", file).await.expect(201);
        let expected = if is_high { (400, 800) } else { (800, 400) };
        assert_eq!((&made["width"], &made["height"]), (&json!(expected.0), &json!(expected.1)), "{orientation}");
        for form in ["webp", "jpg"] {
            let reply = app.get_as(&key, &format!("/media/{}/320.{form}", id(&made))).await;
            let picture = files::read(&reply.bytes);
            assert_eq!(picture.dimensions(), if is_high { (320, 640) } else { (320, 160) }, "{orientation}");
            assert_eq!(files::colours(&picture), seen, "{orientation} {form}");
            let text = String::from_utf8_lossy(&reply.bytes);
            for word in [files::PLACE, "Exif", "EXIF", "ICC"] {
                assert!(!text.contains(word), "{form} holds {word}");
            }
        }
    }
}

#[tokio::test]
async fn colours_become_those_of_every_screen_and_transparency_white() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let colour = [200, 100, 60];
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let shown = async |file: Vec<u8>| {
        let made = send(&app, &key, "image/jpeg", file).await.expect(201);
        let mut seen = Vec::new();
        for form in ["jpg", "webp"] {
            let reply = app.get_as(&key, &format!("/media/{}/320.{form}", id(&made))).await;
            let [red, green, blue, _] = files::read(&reply.bytes).get_pixel(32, 32).0.map(i32::from);
            seen.push([red, green, blue]);
        }
        seen
    };
    let near = |seen: Vec<[i32; 3]>, expected: [i32; 3]| {
        let far = |one: &[i32; 3]| one.iter().zip(expected).any(|(a, b)| (a - b).abs() > 4);
        assert!(!seen.iter().any(far), "{seen:?} {expected:?}");
    };
    near(shown(files::flat(colour)).await, [200, 100, 60]);
    // By the matrices of Display P3 and sRGB (CSS Color 4): what the wide space calls 200 is more in the narrow one.
    near(shown(files::with_profile(&files::flat(colour), &profile)).await, [215, 93, 47]);
    near(shown(files::with_profile(&files::flat(colour), b"no profile")).await, [200, 100, 60]);

    let half = send(&app, &key, "image/png", files::transparent(64, 64)).await.expect(201);
    let jpg = app.get_as(&key, &format!("/media/{}/320.jpg", id(&half))).await;
    assert_eq!(files::colours(&files::read(&jpg.bytes)), ['w', 'w', 'b', 'b']);
    let webp = app.get_as(&key, &format!("/media/{}/320.webp", id(&half))).await;
    assert_eq!(files::colours(&files::read(&webp.bytes)), ['-', '-', 'b', 'b']);
}

#[tokio::test]
async fn readers_may_keep_it_for_good_and_ask_whether_it_holds() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = picture(&app, &key, 500, 500).await;
    article_with(&app, &key, &made, 10).await;
    let path = format!("/media/{}/320.webp", id(&made));
    let reply = app.get(&path).await;
    assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(reply.header("surrogate-key"), format!("media:{}", id(&made)));
    assert_eq!(reply.header("vary"), "Authorization");
    let tag = reply.header("etag").to_owned();
    assert!(tag.starts_with('"'), "strong: {tag}");
    for named in [tag.as_str(), "*", &format!("\"x\", W/{tag}")] {
        let known = app.send(app.request(Method::GET, &path).header("if-none-match", named)).await;
        assert_eq!((known.status, known.bytes.len(), known.header("etag")), (304, 0, tag.as_str()), "{named}");
        assert_eq!(known.header("cache-control"), reply.header("cache-control"));
    }
    let head = app.send(app.request(Method::HEAD, &path)).await;
    assert_eq!((head.status, head.bytes.len(), head.header("etag")), (200, 0, tag.as_str()));
    assert_eq!(head.header("content-length"), reply.bytes.len().to_string());
    assert_eq!(head.header("content-type"), "image/webp");
    let other = app.get(&format!("/media/{}/320.jpg", id(&made))).await;
    assert_ne!(other.header("etag"), tag);
    // Who shows a key gets it for himself.
    assert_eq!(app.get_as(&key, &path).await.header("cache-control"), "private, no-cache");
    assert_eq!(app.send(app.request(Method::POST, &path)).await.problem(405), "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn a_size_is_made_once_and_kept() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = picture(&app, &key, 900, 600).await;
    article_with(&app, &key, &made, 10).await;
    let path = format!("/media/{}/640.webp", id(&made));
    let replies = futures_util::future::join_all((0..12).map(|_| app.get(&path))).await;
    assert!(replies.iter().all(|reply| reply.status == 200 && reply.bytes == replies[0].bytes));
    assert_eq!(kept(&app, id(&made)), ["640.webp", "original"]);
    // It comes from where it is kept from now on, also for another server.
    let file = app.app.config.media.media_dir.as_ref().unwrap().join(id(&made)).join("640.webp");
    assert_eq!(std::fs::read(&file).unwrap(), replies[0].bytes);
    std::fs::write(&file, b"another").unwrap();
    assert_eq!(app.get(&path).await.bytes, b"another");
    assert_eq!(app.beside(|_| {}).await.get(&path).await.bytes, b"another");
    std::fs::remove_file(&file).unwrap();
    assert_eq!(app.get(&path).await.bytes, replies[0].bytes, "made again, the same");
}

#[tokio::test]
async fn addresses_stand_behind_the_public_one_where_it_is_set() {
    let url = "https://news.example.org/api/";
    let app = TestApp::spawn_with(|settings| settings.site.public_url = Some(url.parse().unwrap())).await;
    let key = app.editor().await;
    let made = picture(&app, &key, 400, 200).await;
    let base = format!("https://news.example.org/api/media/{}", id(&made));
    assert_eq!(made["src"], format!("{base}/640.jpg"));
    assert_eq!(made["srcset"], format!("{base}/320.webp 320w, {base}/640.webp 400w"));
    let shown = article_with(&app, &key, &made, 1).await;
    assert_eq!(shown["media"][0]["src"], made["src"]);
    assert_eq!(app.get("/v1/articles").await.json()["items"][0]["media"][0]["srcset"], made["srcset"]);
    for wrong in
        ["news.example.org", "ftp://news.example.org", "https://", "https://a b", "https://u:p@host", "https://host?x"]
    {
        assert!(wrong.parse::<dateline::config::media::PublicUrl>().is_err(), "{wrong}");
    }
}
