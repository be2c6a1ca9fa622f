//! The house as the design draws it: floors, who may name whom inside a folder, libraries in their places, short files.

mod paths;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use tables::{ANYWHERE, FLOORS, FOLDERS, LIBRARIES, SAME_FLOOR};

const LONGEST: usize = 400;

type Sources = BTreeMap<String, String>;

/// The Rust files below a folder of the repository, by their path in it.
fn sources(folder: &str) -> Sources {
    fn walk(root: &Path, folder: &Path, found: &mut Sources) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Sources::new();
    walk(&root, &root, &mut found);
    assert!(!found.is_empty(), "{folder}");
    found
}

fn floor(place: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == place).map(|(_, floor)| *floor)
}

/// `lib.rs` declares the places and `main.rs` calls the library; they stand above all floors.
fn is_root(file: &str) -> bool {
    matches!(file, "lib.rs" | "main.rs")
}

/// What one import breaks, in words.
fn import_fault(files: &Sources, file: &str, path: &[String]) -> Option<String> {
    let modules = paths::module(file);
    let (own, place) = (modules.first()?.as_str(), path.first()?.as_str());
    let Some(to) = floor(place) else { return Some(format!("«{place}» stands on no floor")) };
    let Some(from) = floor(own) else { return Some(format!("the file's own place «{own}» stands on no floor")) };
    if own != place {
        let allowed = to < from || SAME_FLOOR.contains(&(own, place));
        return (!allowed).then(|| format!("imports {place} (floor {to}) from floor {from}"));
    }
    let folder = FOLDERS.iter().find(|folder| folder.place == place)?;
    // Inside its own folder a name is a file's, or belongs to mod.rs, which everybody there shares.
    let (noun, other) = (modules.get(1)?.as_str(), path.get(1)?.as_str());
    let is_file =
        files.contains_key(&format!("{place}/{other}.rs")) || files.contains_key(&format!("{place}/{other}/mod.rs"));
    let allowed = !is_file
        || noun == other
        || folder.shared.contains(&other)
        || folder.gathers.contains(&noun) && !folder.gathers.contains(&other)
        || folder.pairs.contains(&(noun, other));
    let backwards = is_file && folder.shared.contains(&noun) && !folder.shared.contains(&other);
    (!allowed || backwards).then(|| format!("imports {place}/{other} from beside it"))
}

fn import_faults(files: &Sources) -> Vec<String> {
    let mut faults = Vec::new();
    for (file, source) in files.iter().filter(|(file, _)| !is_root(file)) {
        let code = paths::code(source);
        let found = paths::own(file, &code).into_iter().filter_map(|path| import_fault(files, file, &path));
        faults.extend(found.map(|fault| format!("{file}: {fault}")));
    }
    faults
}

fn library_faults(files: &Sources) -> Vec<String> {
    let mut faults = Vec::new();
    for (file, source) in files.iter().filter(|(file, _)| !is_root(file)) {
        let code = paths::code(source);
        for (library, uses) in LIBRARIES {
            // A local variable may have a library's name; a path of two words names the library.
            for path in paths::beginning_with(&code, library).into_iter().filter(|path| path.len() > 1) {
                let good = uses.iter().any(|(place, names)| {
                    let here = if place.ends_with('/') { file.starts_with(place) } else { file == place };
                    here && (names.is_empty() || names.contains(&path[1].as_str()))
                });
                if !good {
                    faults.push(format!("{file}: names {}", path.join("::")));
                }
            }
        }
    }
    faults
}

fn length_faults(files: &Sources) -> Vec<String> {
    let lines = |source: &String| source.lines().count();
    let long = files.iter().filter(|(_, source)| lines(source) > LONGEST);
    long.map(|(file, source)| format!("{file}: {} lines", lines(source))).collect()
}

fn head_faults(files: &Sources) -> Vec<String> {
    let bare = files.iter().filter(|(_, source)| !source.starts_with("//! "));
    bare.map(|(file, _)| format!("{file}: does not begin by saying what it is")).collect()
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_file_imports_only_floors_below_its_own_and_no_noun_beside_it() {
    none(&import_faults(&sources("src")));
}

#[test]
fn libraries_are_named_only_in_their_places() {
    none(&library_faults(&sources("src")));
}

#[test]
fn every_dependency_has_a_place() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let (_, rest) = manifest.split_once("\n[dependencies]\n").unwrap();
    let (table, _) = rest.split_once("\n[").unwrap();
    let names: Vec<String> =
        table.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name.replace('-', "_")).collect();
    assert!(names.len() > 20, "{names:?}");
    for name in &names {
        let placed = LIBRARIES.iter().any(|(library, _)| library == name) || ANYWHERE.contains(&name.as_str());
        assert!(placed, "{name} has no place in this test's table");
    }
    for library in LIBRARIES.iter().map(|(library, _)| library).chain(ANYWHERE) {
        assert!(names.iter().any(|name| name == library), "{library} is no dependency any more");
    }
}

#[test]
fn files_are_short_and_say_what_they_are() {
    for folder in ["src", "migrations/src", "tests/it"] {
        none(&length_faults(&sources(folder)));
    }
    none(&head_faults(&sources("src")));
}

/// The real sources with one file more, or another text for one.
fn with(file: &str, source: &str) -> Sources {
    let mut files = sources("src");
    files.insert(file.to_owned(), source.to_owned());
    files
}

#[test]
fn a_wrong_import_is_found() {
    for (file, source) in [
        ("domain/tags.rs", "use crate::store::Store;"),
        ("domain/tags.rs", "use crate::domain::articles::Article;"),
        ("domain/tags.rs", "use super::articles::Article;"),
        ("domain/datelines/dates.rs", "use crate::domain::articles::Article;"),
        ("domain/ids.rs", "use crate::domain::tags::Tag;"),
        ("domain/tags.rs", "fn f() -> crate::usecases::Outcome { todo!() }"),
        ("domain/tags.rs", "use crate::{\n    error::Result,\n    store::{self, tags as rows},\n};"),
        ("store/tags.rs", "use crate::config::Settings;\nuse crate::store::{Conn, articles};"),
        ("importers/page/draft.rs", "use crate::store::Store;"),
        ("usecases/tags.rs", "use crate::usecases::articles;"),
        ("usecases/articles/read.rs", "use crate::usecases::{Outcome, tags::list};"),
        ("usecases/tags.rs", "use crate::http::problem;"),
        ("rest/tags.rs", "use super::articles;"),
        ("rest/tags.rs", "use crate::graphql::schema;"),
        ("rest/tags.rs", "use crate::rest::openapi::json;"),
        ("graphql/tags.rs", "use crate::graphql::articles::ArticleQuery;"),
        ("graphql/tags.rs", "use crate::rest::print;"),
        ("graphql/tags.rs", "use crate::graphql::schema::Schema;"),
        ("graphql/errors.rs", "use super::tags::TagQuery;"),
        ("app.rs", "use crate::server;"),
        ("cli/keys.rs", "use crate::cli::{say, serve};"),
        ("attic.rs", "use crate::error::Result;"),
        ("domain/tags.rs", "use crate::attic::Box;"),
    ] {
        let faults = import_faults(&with(file, source));
        assert!(!faults.is_empty(), "{file}: {source}");
        assert!(faults.iter().all(|fault| fault.starts_with(&format!("{file}: "))), "{faults:?}");
    }
    for (file, source) in [
        (
            "domain/tags.rs",
            "// use crate::store::Store;\n/// [`crate::store::Store`]\nconst A: &str = \"crate::store\";",
        ),
        ("domain/articles/rules.rs", "use crate::domain::datelines::Dateline;\nuse crate::domain::articles::Article;"),
        ("usecases/articles/read.rs", "use crate::usecases::{Outcome, articles::write, resolve};"),
        (
            "store/tags.rs",
            "const QUOTE: char = '\"';\nuse crate::store::{Conn, error::{internal, write as put}, paging};",
        ),
        ("rest/tags.rs", "use super::{Endpoint, print};\nuse crate::rest::endpoints;"),
        ("cli/keys.rs", "use crate::{graphql, rest, server};"),
    ] {
        none(&import_faults(&with(file, source)));
    }
}

#[test]
fn a_library_out_of_place_is_found() {
    for (file, source) in [
        ("domain/tags.rs", "use sea_orm::EntityTrait;"),
        ("domain/tags.rs", "use async_graphql::{Enum, ComplexObject};"),
        ("domain/tags.rs", "use utoipa::{ToSchema, PartialSchema};"),
        ("usecases/tags.rs", "fn f() { let _ = actix_web::HttpResponse::Ok(); }"),
        ("cli/mod.rs", "use actix_web::{rt, HttpServer};"),
        ("graphql/tags.rs", "use actix_web::HttpRequest;"),
        ("http/problem.rs", "use utoipa::OpenApi;"),
        ("app.rs", "#[derive(clap::Args)]\nstruct A;"),
        ("rest/tags.rs", "use scraper::Html;"),
        ("importers/page/mod.rs", "use ammonia::clean;"),
        ("server.rs", "use tracing_subscriber::fmt;"),
        ("rest/tags.rs", "use migrations::Migrator;"),
    ] {
        assert_eq!(library_faults(&with(file, source)).len(), 1, "{file}: {source}");
    }
    none(&library_faults(&with("usecases/tags.rs", "fn f(migrations: u8) -> u8 { migrations } // sea_orm::Value")));
}

#[test]
fn a_long_file_and_one_without_a_head_are_found() {
    let long = "//! Long.\n".repeat(LONGEST + 1);
    assert_eq!(length_faults(&with("domain/tags.rs", &long)), ["domain/tags.rs: 401 lines"]);
    assert_eq!(head_faults(&with("domain/tags.rs", "use std::fmt;\n")).len(), 1);
}
