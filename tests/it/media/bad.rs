//! What must not come in: files that are no pictures, are damaged, or are too much; and addresses that play tricks.

use reqwest::Method;
use serde_json::json;

use super::{files, picture, send};
use crate::support::TestApp;
use crate::wire;

#[tokio::test]
async fn what_is_no_picture_of_a_known_kind_is_refused_by_its_bytes() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    let bmp = [b"BM".to_vec(), vec![0; 100]].concat();
    let avif = b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B".to_vec();
    let half_magic = b"\x89PNG\r\n".to_vec();
    for file in [script, bmp, avif, half_magic, b"\xff\xd8".to_vec(), b"RIFF\0\0\0\0WAVEfmt ".to_vec(), vec![0]] {
        assert_eq!(send(&app, &key, "image/jpeg", file).await.problem(415), "UNSUPPORTED_MEDIA_TYPE");
    }
    for media in ["application/octet-stream", "application/json", "text/html", "application/x-www-form-urlencoded", ""]
    {
        let reply = send(&app, &key, media, files::png(8, 8, 0)).await;
        assert_eq!(reply.problem(415), "UNSUPPORTED_MEDIA_TYPE", "{media}");
        assert_eq!(reply.json()["errors"][0]["header"], "Content-Type");
    }
    assert_eq!(send(&app, &key, "image/png", Vec::new()).await.problem(422), "UNPROCESSABLE_CONTENT");
    let packed = app.request(Method::POST, "/v1/media").bearer_auth(&key).header("content-type", "image/png");
    let packed = app.send(packed.header("content-encoding", "gzip").body(files::png(8, 8, 0))).await;
    assert_eq!(packed.problem(415), "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(app.get_as(&key, "/v1/media").await.json()["items"], json!([]));
}

#[tokio::test]
async fn a_file_that_is_cut_off_anywhere_is_refused_or_whole() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (jpeg, png) = (files::jpeg(64, 64), files::png(64, 64, 0));
    let (webp, gif) = (files::webp(64, 64), files::gif(64, 64));
    for (name, file) in [("jpeg", jpeg), ("png", png), ("webp", webp), ("gif", gif)] {
        for part in [30, 60, 90] {
            let cut = file[..file.len() * part / 100].to_vec();
            let reply = send(&app, &key, "image/png", cut).await;
            assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{name} {part}");
        }
        // Garbage in the place of its middle.
        let mut broken = file.clone();
        let middle = broken.len() / 3..broken.len();
        broken[middle].fill(0xff);
        assert_eq!(send(&app, &key, "image/png", broken).await.problem(422), "UNPROCESSABLE_CONTENT", "{name}");
    }
    // Its very end alone.
    let jpeg = files::jpeg(64, 64);
    let cut = jpeg[..jpeg.len() - 2].to_vec();
    assert_eq!(send(&app, &key, "image/jpeg", cut).await.problem(422), "UNPROCESSABLE_CONTENT");
    let longer = [jpeg, b"what some cameras write behind the end".to_vec()].concat();
    send(&app, &key, "image/jpeg", longer).await.expect(201);
}

#[tokio::test]
async fn a_head_that_tells_of_too_many_pixels_is_refused_before_memory_is_taken() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (width, height) in
        [(16_000, 16_000), (8_000, 6_251), (16_384, 1), (1, 16_384), (u32::MAX >> 1, u32::MAX >> 1), (0, 8)]
    {
        let started = std::time::Instant::now();
        let reply = send(&app, &key, "image/png", files::bomb(width, height)).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{width} {height}");
        assert!(started.elapsed().as_secs() < 2, "{width} {height}");
    }
    let said = send(&app, &key, "image/png", files::bomb(8_000, 8_000)).await.json();
    assert_eq!(said["detail"], "The body: has 8000 × 8000 pixels: 50 million is the most");
    // Within the bound the missing pixels are the fault.
    let said = send(&app, &key, "image/png", files::bomb(1_000, 1_000)).await;
    assert_eq!(said.problem(422), "UNPROCESSABLE_CONTENT");
}

#[tokio::test]
async fn a_file_has_ten_megabytes_at_most() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let most = 10 * 1024 * 1024;
    let limits = app.get("/v1/limits").await.json();
    let limit = limits["items"].as_array().unwrap().iter().find(|limit| limit["name"] == "mediaBytes").unwrap();
    assert_eq!((&limit["anonymous"], &limit["unit"]), (&json!(most), &json!("BYTES")));
    // What follows the end of a JPEG does not matter, so a file can be made as long as is wanted.
    let of = |length: usize| {
        let mut file = files::jpeg(32, 32);
        file.resize(length, 0);
        file
    };
    assert_eq!(send(&app, &key, "image/jpeg", of(most + 1)).await.problem(413), "PAYLOAD_TOO_LARGE");
    let parts: &[(&str, Option<&str>, &[u8])] = &[("file", Some("a.jpg"), &of(most + 1))];
    assert_eq!(super::upload::form(&app, &key, parts).await.problem(413), "PAYLOAD_TOO_LARGE");
    let made = send(&app, &key, "image/jpeg", of(most)).await.expect(201);
    assert_eq!(made["bytes"], most);
    let less = TestApp::spawn_with(|settings| settings.limits.media_bytes.0 = 1_024).await;
    let key = less.editor().await;
    assert_eq!(send(&less, &key, "image/jpeg", of(1_025)).await.problem(413), "PAYLOAD_TOO_LARGE");
    send(&less, &key, "image/jpeg", of(1_024)).await.expect(201);
}

#[tokio::test]
async fn addresses_of_other_sizes_and_tricks_find_nothing() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = picture(&app, &key, 64, 64).await;
    let id = super::id(&made);
    let reply = app.get_as(&key, &format!("/media/{id}/641.webp")).await;
    assert_eq!(reply.problem(404), "NOT_FOUND");
    assert_eq!(
        reply.json()["detail"],
        "Pictures end in one of the widths 320, 640, 960, 1280, 1920 and .webp or .jpg: 640.webp."
    );
    for name in [
        "0.webp",
        "-320.webp",
        "+320.webp",
        "0320.webp",
        "320",
        "320.png",
        "320.jpeg",
        "320.WEBP",
        "320.webp.jpg",
        "original",
        "320%2ewebp%00",
    ] {
        let reply = app.get_as(&key, &format!("/media/{id}/{name}")).await;
        assert!([400, 404].contains(&reply.status), "{name}: {}", reply.text);
    }
    for path in [
        format!("/media/{id}%2f..%2f{id}/320.webp"),
        "/media/..%2f..%2ftest.db/320.webp".to_owned(),
        format!("/media/{}/320.webp", id.to_uppercase()),
        "/media/article_01h455vb4pex5vsknk084sn02q/320.webp".to_owned(),
    ] {
        let reply = app.get_as(&key, &path).await;
        assert!([400, 404].contains(&reply.status), "{path}: {}", reply.text);
    }
    // As it is written, without a client that tidies it.
    for path in ["/media/../../../../etc/passwd", &format!("/media/{id}/../../test.db"), "/media//320.webp"] {
        let reply = wire::ask(&app.base, format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
        assert!([400, 404].contains(&reply.status), "{path}: {}", reply.text);
    }
    assert_eq!(app.get_as(&key, &format!("/media/{id}/320.webp?width=9")).await.problem(400), "BAD_USER_INPUT");
    assert_eq!(app.get("/media/media_01h455vb4pex5vsknk084sn02q/320.webp").await.problem(404), "NOT_FOUND");
}
