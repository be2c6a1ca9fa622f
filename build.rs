//! Lays out the gazetteer for the program, and takes the built GraphiQL into it, when `portal/dist/graphiql` is there; see
//! `portal/README.md`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "build/gazetteer.rs"]
mod gazetteer;

/// Always there, so that a build is not repeated for a folder that is missing.
const WATCHED: &str = "portal/dist";
const BUILT: &str = "portal/dist/graphiql";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={WATCHED}");
    for source in ["build/gazetteer.rs", gazetteer::PACKED].iter().chain(&gazetteer::SOURCES) {
        println!("cargo::rerun-if-changed={source}");
    }
    let variable = |name: &str| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(name.to_owned()));
    let (project, out) = (variable("CARGO_MANIFEST_DIR")?, variable("OUT_DIR")?);
    gazetteer::write(&project.join(gazetteer::PACKED), &out.join("gazetteer"))?;
    let root = project.join(BUILT);
    let mut files = Vec::new();
    if root.is_dir() {
        collect(&root, &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&root).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
        if let Some(name) = name.strip_suffix(".gz") {
            writeln!(table, "    ({name:?}, include_bytes!({file:?})),").map_err(io::Error::other)?;
        }
    }
    table.push_str("]\n");
    fs::write(out.join("graphiql.rs"), table)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
