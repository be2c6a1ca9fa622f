//! The house as the design draws it: floors, who may name whom inside a folder, libraries in their places, short files.

mod paths;

use std::collections::BTreeMap;
use std::path::Path;

/// The floor of each place in `src/`. A file imports only what lies below its own floor, or inside its own place.
const FLOORS: &[(&str, u8)] = &[
    ("error", 0),
    ("domain", 1),
    ("config", 1),
    ("telemetry", 2),
    ("formats", 2),
    ("importers", 2),
    ("sources", 2),
    ("store", 3),
    ("search", 3),
    ("cache", 3),
    ("fetch", 3),
    ("bus", 3),
    ("app", 4),
    ("usecases", 5),
    ("http", 6),
    ("rest", 7),
    ("graphql", 7),
    ("portal", 7),
    ("jobs", 7),
    ("server", 8),
    ("cli", 9),
];

/// Places of one floor of which the first may import the second.
const SAME_FLOOR: &[(&str, &str)] = &[
    // The site's languages are a setting, and checked by the domain's own type.
    ("config", "domain"),
];

/// The files of a folder by their part. The others are its nouns: they import the shared ones and not each other.
struct Folder {
    place: &'static str,
    /// Any file of the folder may import these.
    shared: &'static [&'static str],
    /// These put the nouns together, so they may import them.
    gathers: &'static [&'static str],
    /// Single exceptions, each with its reason.
    pairs: &'static [(&'static str, &'static str)],
}

const FOLDERS: &[Folder] = &[
    Folder {
        place: "domain",
        shared: &["ids", "lang", "paging", "patch", "refs", "facets", "time", "text", "keys", "decimal", "currencies"],
        gathers: &[],
        // An article is served with its dateline, which has no other use.
        pairs: &[("articles", "datelines")],
    },
    Folder {
        place: "store",
        shared: &["paging", "dialect", "error", "snapshot"],
        // The schema's state is a part of `Store` itself.
        gathers: &["schema"],
        // A comment is seen where its article is; a copy is looked at before it is given its name.
        pairs: &[("comments", "articles"), ("backup", "verify")],
    },
    Folder { place: "usecases", shared: &["resolve", "reading", "once"], gathers: &[], pairs: &[] },
    Folder {
        place: "http",
        shared: &["actor", "body", "client", "limits", "problem", "query", "reading", "fixed", "once"],
        gathers: &["layers"],
        pairs: &[],
    },
    Folder {
        place: "rest",
        shared: &["print"],
        gathers: &["openapi"],
        // The document is served beside the index.
        pairs: &[("meta", "openapi"), ("meta", "openapi30")],
    },
    Folder {
        place: "graphql",
        shared: &["accept", "errors", "loaders", "once", "pages", "scalars", "guard"],
        gathers: &["schema", "node", "handler"],
        // `node` is one of the roots that the schema gathers, though it gathers the nouns itself.
        pairs: &[("handler", "schema"), ("schema", "node")],
    },
    Folder { place: "portal", shared: &["files", "accept"], gathers: &[], pairs: &[] },
    Folder { place: "jobs", shared: &[], gathers: &[], pairs: &[] },
    // A source is a file of its own; what they share stands in mod.rs, which gathers them.
    Folder { place: "sources", shared: &[], gathers: &["mod"], pairs: &[] },
    // `serve --demo` loads the demonstration edition; an imported page tells of its rates in the same words.
    Folder {
        place: "cli",
        shared: &[],
        gathers: &[],
        pairs: &[("serve", "demo"), ("serve", "stop"), ("import", "rates")],
    },
];

/// Where a library may be named, and which of its names; no names stands for all.
type Use = (&'static str, &'static [&'static str]);

const LIBRARIES: &[(&str, &[Use])] = &[
    ("actix_cors", &[("http/", &[])]),
    (
        "actix_web",
        &[
            ("http/", &[]),
            ("rest/", &[]),
            ("portal/", &[]),
            ("graphql/handler.rs", &[]),
            ("graphql/accept.rs", &[]),
            ("server.rs", &[]),
            ("server/", &[]),
            // Who runs the server may stop it.
            ("cli/stop.rs", &["dev"]),
            // The commands need its runtime and nothing else.
            ("cli/mod.rs", &["rt"]),
        ],
    ),
    ("ammonia", &[("domain/text/", &[])]),
    ("any_ascii", &[("domain/text/", &[])]),
    ("async_graphql", &[("graphql/", &[]), ("domain/", &["SimpleObject", "InputObject", "Enum"])]),
    ("brotli_decompressor", &[("fetch/body.rs", &[])]),
    ("clap", &[("config/", &[]), ("cli/", &[])]),
    ("encoding_rs", &[("sources/", &[])]),
    ("flate2", &[("fetch/body.rs", &[]), ("http/fixed.rs", &[])]),
    ("getrandom", &[("usecases/keys.rs", &[]), ("usecases/comments/", &[])]),
    ("hmac", &[("domain/comments/", &[])]),
    ("icu_locale_core", &[("domain/lang.rs", &[])]),
    ("indicatif", &[("cli/generate/", &["ProgressBar", "ProgressStyle"])]),
    ("migrations", &[("store/schema.rs", &[])]),
    ("prometheus_client", &[("telemetry/", &[])]),
    ("quick_xml", &[("sources/", &[])]),
    ("reqwest", &[("fetch/", &[])]),
    ("rust_decimal", &[("domain/decimal.rs", &[])]),
    ("rustix", &[("store/disk.rs", &[])]),
    ("rustls", &[("fetch/mod.rs", &[])]),
    ("scraper", &[("importers/", &[])]),
    ("sea_orm", &[("store/", &[])]),
    ("serde_path_to_error", &[("http/body.rs", &[])]),
    ("thiserror", &[("importers/", &[])]),
    ("tracing_actix_web", &[("http/layers.rs", &[]), ("server.rs", &[])]),
    ("tracing_subscriber", &[("telemetry/", &[])]),
    ("type_safe_id", &[("domain/ids.rs", &[])]),
    ("unicode_normalization", &[("domain/text/", &[])]),
    // The parser alone; who is asked is decided in one place.
    ("url", &[("fetch/", &[]), ("domain/networks.rs", &["Host"])]),
    ("utoipa", &[("rest/", &[]), ("domain/", &["ToSchema"]), ("http/problem.rs", &["ToSchema"])]),
    ("utoipa_swagger_ui", &[("portal/files.rs", &[])]),
    ("webpki_roots", &[("fetch/mod.rs", &[])]),
    ("yaml_serde", &[("rest/openapi.rs", &[])]),
];

/// Libraries that any floor may name: values, encodings, futures, the log.
const ANYWHERE: &[&str] =
    &["base64", "chrono", "chrono_tz", "futures_util", "serde", "serde_json", "sha2", "tokio", "tracing", "uuid"];

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
