//! What stands where: the floors, the parts of their folders, and the places of libraries.

/// The floor of each place in `src/`. A file imports only what lies below its own floor, or inside its own place.
pub(super) const FLOORS: &[(&str, u8)] = &[
    ("error", 0),
    ("domain", 1),
    ("config", 1),
    ("telemetry", 2),
    ("formats", 2),
    ("importers", 2),
    ("sources", 2),
    ("pictures", 2),
    ("store", 3),
    ("search", 3),
    ("cache", 3),
    ("fetch", 3),
    ("identity", 3),
    ("files", 3),
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
pub(super) const SAME_FLOOR: &[(&str, &str)] = &[
    // The site's languages are a setting, and checked by the domain's own type.
    ("config", "domain"),
    // Keys of identity providers are fetched like everything else.
    ("identity", "fetch"),
];

/// The files of a folder by their part. The others are its nouns: they import the shared ones and not each other.
pub(super) struct Folder {
    pub(super) place: &'static str,
    /// Any file of the folder may import these.
    pub(super) shared: &'static [&'static str],
    /// These put the nouns together, so they may import them.
    pub(super) gathers: &'static [&'static str],
    /// Single exceptions, each with its reason.
    pub(super) pairs: &'static [(&'static str, &'static str)],
}

pub(super) const FOLDERS: &[Folder] = &[
    Folder {
        place: "domain",
        shared: &[
            "ids",
            "lang",
            "paging",
            "patch",
            "refs",
            "facets",
            "time",
            "text",
            "keys",
            "decimal",
            "currencies",
            "slugs",
        ],
        gathers: &[],
        // An article is served with its pictures, the rates of its day and its dateline, which has no other use; a dateline names
        // places of the gazetteer; the log tells how one was taken back; a
        // revision is an article as it was; an item of a list says where its article stands.
        pairs: &[
            ("articles", "datelines"),
            ("datelines", "places"),
            ("articles", "media"),
            ("articles", "rates"),
            ("changes", "articles"),
            ("lists", "articles"),
            ("resolutions", "articles"),
            ("revisions", "articles"),
        ],
    },
    Folder {
        place: "store",
        shared: &["paging", "dialect", "direct", "error", "snapshot", "slugs", "gather", "round", "rows", "written"],
        // The schema's state is a part of `Store` itself.
        gathers: &["schema"],
        // A comment, a picture and a place are seen where their article is; a copy is looked at before it is given its name; what a link
        // leads to is read as where it stands.
        pairs: &[
            ("comments", "articles"),
            ("media", "articles"),
            ("places", "articles"),
            ("backup", "verify"),
            ("links", "tags"),
            ("links", "authors"),
        ],
    },
    Folder {
        place: "usecases",
        shared: &["resolve", "reading", "once", "opened", "identity"],
        gathers: &[],
        pairs: &[],
    },
    Folder {
        place: "http",
        shared: &["actor", "body", "client", "limits", "problem", "query", "reading", "fixed", "once"],
        gathers: &["layers"],
        pairs: &[],
    },
    Folder {
        place: "rest",
        shared: &["print", "sparse", "article_rates"],
        gathers: &["openapi"],
        // The document is served beside the index.
        pairs: &[("meta", "openapi"), ("meta", "openapi30")],
    },
    Folder {
        place: "graphql",
        shared: &["accept", "asked", "below", "documents", "errors", "loaders", "once", "pages", "scalars", "guard"],
        gathers: &["schema", "node", "handler"],
        // `node` is one of the roots that the schema gathers, though it gathers the nouns itself.
        pairs: &[("handler", "schema"), ("schema", "node")],
    },
    Folder { place: "portal", shared: &["files", "accept"], gathers: &[], pairs: &[] },
    Folder { place: "jobs", shared: &[], gathers: &[], pairs: &[] },
    // A source is a file of its own; what they share stands in mod.rs, which gathers them.
    Folder { place: "sources", shared: &["bank", "text", "xml", "unpack"], gathers: &["mod"], pairs: &[] },
    // `serve --demo` loads the demonstration edition; an imported page tells of its rates in the same words.
    Folder {
        place: "cli",
        shared: &[],
        gathers: &[],
        pairs: &[("serve", "demo"), ("serve", "stop"), ("import", "rates")],
    },
];

/// Where a library may be named, and which of its names; no names stands for all.
pub(super) type Use = (&'static str, &'static [&'static str]);

pub(super) const LIBRARIES: &[(&str, &[Use])] = &[
    ("actix_cors", &[("http/", &[])]),
    ("actix_multipart", &[("http/upload.rs", &[])]),
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
    (
        "flate2",
        &[("fetch/body.rs", &[]), ("http/fixed.rs", &[]), ("sources/unpack.rs", &["read"]), ("domain/places/", &[])],
    ),
    ("getrandom", &[("usecases/keys.rs", &[]), ("usecases/comments/", &[]), ("usecases/opened.rs", &[])]),
    ("hmac", &[("domain/comments/", &[]), ("domain/preview.rs", &[])]),
    ("icu_locale_core", &[("domain/lang.rs", &[])]),
    ("image", &[("pictures/", &[])]),
    (
        "indicatif",
        &[
            ("cli/generate/", &["ProgressBar", "ProgressStyle"]),
            ("cli/rates/sync.rs", &["ProgressBar", "ProgressStyle"]),
        ],
    ),
    ("migrations", &[("store/schema.rs", &[])]),
    // The allocator of the program is the program's choice, not the library's.
    ("mimalloc", &[("main.rs", &[])]),
    ("moxcms", &[("pictures/colours.rs", &[])]),
    ("object_store", &[("files/", &[])]),
    ("prometheus_client", &[("telemetry/", &[])]),
    ("pulldown_cmark", &[("domain/text/markdown.rs", &[])]),
    ("quick_xml", &[("sources/", &[])]),
    ("reqwest", &[("fetch/", &[]), ("files/bucket.rs", &[])]),
    // Beside the one that checks signatures, those who name what rustls makes of it.
    (
        "ring",
        &[
            ("identity/jwks.rs", &[]),
            ("fetch/mod.rs", &["default_provider"]),
            ("files/bucket.rs", &["default_provider"]),
        ],
    ),
    ("rusqlite", &[("store/direct.rs", &[])]),
    ("rust_decimal", &[("domain/decimal.rs", &[])]),
    ("rustix", &[("store/disk.rs", &["fs"]), ("server/connections.rs", &["net"])]),
    ("rustls", &[("fetch/mod.rs", &[]), ("files/bucket.rs", &[])]),
    ("scraper", &[("importers/", &[])]),
    ("sea_orm", &[("store/", &[])]),
    ("serde_path_to_error", &[("http/body.rs", &[])]),
    ("similar", &[("domain/text/diff.rs", &[])]),
    ("thiserror", &[("importers/", &[])]),
    ("tracing_actix_web", &[("http/layers.rs", &[]), ("server.rs", &[])]),
    ("tracing_subscriber", &[("telemetry/", &[])]),
    ("type_safe_id", &[("domain/ids.rs", &[])]),
    ("unicode_normalization", &[("domain/text/", &[]), ("domain/places/", &[])]),
    ("unicode_segmentation", &[("domain/text/", &[])]),
    // The parser alone; who is asked is decided in one place.
    ("url", &[("fetch/", &[]), ("domain/networks.rs", &["Host"])]),
    ("utoipa", &[("rest/", &[]), ("domain/", &["ToSchema"]), ("http/problem.rs", &["ToSchema"])]),
    ("utoipa_swagger_ui", &[("portal/files.rs", &[])]),
    ("webp", &[("pictures/mod.rs", &[])]),
    ("webpki_roots", &[("fetch/mod.rs", &[]), ("files/bucket.rs", &[])]),
    ("yaml_serde", &[("rest/openapi.rs", &[])]),
    ("zip", &[("sources/unpack.rs", &[])]),
];

/// Libraries that any floor may name: values, encodings, futures, the log.
pub(super) const ANYWHERE: &[&str] = &[
    "base64",
    "bytes",
    "chrono",
    "chrono_tz",
    "futures_util",
    "serde",
    "serde_json",
    "sha2",
    "tokio",
    "tracing",
    "uuid",
];
