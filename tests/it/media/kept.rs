//! Files and rows: which comes first, what is found when one is without the other, and where the files are.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use dateline::domain::ids::MediaId;
use dateline::files::Files;
use serde_json::json;

use super::{draft_with, files, id, picture, send};
use crate::program::{Done, Program};
use crate::support::{TestApp, is_postgres};

fn folder(app: &TestApp) -> PathBuf {
    app.app.config.media.media_dir.clone().unwrap()
}

fn verify(app: &TestApp) -> Done {
    Program::on(app).run(&["verify", "--media-dir", folder(app).to_str().unwrap()])
}

/// Makes a file as old as one that nobody brings in any more.
fn age(path: &PathBuf) {
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(2 * 3_600)).unwrap();
}

#[tokio::test]
async fn verify_finds_rows_without_files_and_files_without_rows() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    assert_eq!(verify(&app).expect(0), "No faults.\n");
    assert!(!folder(&app).exists(), "to look makes nothing");
    let (first, second) = (picture(&app, &key, 64, 64).await, picture(&app, &key, 65, 64).await);
    draft_with(&app, &key, &first).await;
    app.get_as(&key, first["src"].as_str().unwrap()).await;
    assert_eq!(verify(&app).expect(0), "No faults.\n");

    // As after a crash between the file and its row: too new to be a fault, then one.
    let orphan = MediaId::generate(app.app.now());
    app.app.files.put_original(orphan, Bytes::from(files::png(9, 9, 0))).await.unwrap();
    let path = folder(&app).join(orphan.to_string()).join("original");
    assert_eq!(verify(&app).expect(0), "No faults.\n");
    age(&path);
    let done = verify(&app);
    assert_eq!(done.code, Some(1));
    let place = folder(&app).display().to_string();
    assert_eq!(done.err, format!("1 files in {place} that belong to no picture: {orphan}/original\n"));
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    let stranger = folder(&app).join("notes.txt");
    std::fs::write(&stranger, "x").unwrap();
    age(&stranger);
    assert!(verify(&app).err.contains("notes.txt"));
    std::fs::remove_file(stranger).unwrap();

    std::fs::remove_file(folder(&app).join(id(&first)).join("original")).unwrap();
    std::fs::write(folder(&app).join(id(&second)).join("original"), b"cut").unwrap();
    let done = verify(&app);
    assert!(done.err.contains(&format!("1 pictures whose file is not in {place}: {}", id(&first))), "{}", done.err);
    let other = format!("1 pictures whose file in {place} has another length than when it came in: {}", id(&second));
    assert!(done.err.contains(&other), "{}", done.err);
    // Sizes that were made are served; one that cannot be made any more is our failure, without a word of where.
    assert_eq!(app.get_as(&key, first["src"].as_str().unwrap()).await.status, 200);
    let gone = app.get_as(&key, &format!("/media/{}/320.webp", id(&first))).await;
    assert_eq!(gone.problem(500), "INTERNAL_SERVER_ERROR");
    assert!(!gone.text.contains(&place));
}

#[tokio::test]
async fn a_row_that_cannot_be_written_leaves_no_file_and_a_file_that_cannot_no_row() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    // A file stands where the folder should be.
    std::fs::write(folder(&app), "x").unwrap();
    let reply = send(&app, &key, "image/png", files::png(8, 8, 0)).await;
    assert_eq!(reply.problem(503), "SERVICE_UNAVAILABLE");
    assert_eq!(app.get_as(&key, "/v1/media").await.json()["items"], json!([]));
    std::fs::remove_file(folder(&app)).unwrap();
    send(&app, &key, "image/png", files::png(8, 8, 0)).await.expect(201);
    // What was said of it is checked before anything is written.
    let about = json!({ "credit": "" }).to_string();
    let parts: &[(&str, Option<&str>, &[u8])] =
        &[("file", Some("a"), &files::png(9, 8, 0)), ("metadata", None, about.as_bytes())];
    super::upload::form(&app, &key, parts).await.problem(422);
    assert_eq!(std::fs::read_dir(folder(&app)).unwrap().count(), 1);
}

#[tokio::test]
async fn the_folder_is_beside_the_database_unless_another_is_named() {
    let app = TestApp::spawn().await;
    let mut settings = app.app.config.media.clone();
    assert_eq!(Files::new(&settings, None).place(), folder(&app).display().to_string());
    settings.media_dir = None;
    let beside = Files::new(&settings, Some("/var/lib/dateline/dateline.db".as_ref()));
    assert_eq!(beside.place(), "/var/lib/dateline/media");
    assert_eq!(Files::new(&settings, Some("dateline.db".as_ref())).place(), "media");
    assert_eq!(Files::new(&settings, None).place(), "media");
    settings.media_bucket = Some("news/pictures".to_owned());
    assert_eq!(Files::new(&settings, None).place(), "the bucket news/pictures");
    if !is_postgres() {
        assert_eq!(app.app.store.file().unwrap().parent(), folder(&app).parent());
        assert_eq!(Program::on(&app).run(&["verify"]).expect(0), "No faults.\n");
    }
    let both = Program::bare().run(&["verify", "--media-dir", "a", "--media-bucket", "b"]);
    assert_eq!(both.code, Some(2), "{}", both.err);
}
