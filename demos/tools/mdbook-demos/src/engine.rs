//! The engines in use: built, bound to JavaScript, put where mdBook
//! copies it from.
//!
//! mdBook empties its output before it writes pages and copies all of `src/`,
//! so the files go into `src/generated/`, which git ignores and therefore
//! mdBook's watcher too. Their names hold a hash of what is in them: browsers
//! may keep them for ever, and a second build changes no file.

use crate::files::{Disk, prune, write_if_changed};
use crate::guides::Unit;
use crate::{memory, sources};
use anyhow::{Context, Result, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wasm_bindgen_cli_support::Bindgen;
use xxhash_rust::xxh64::xxh64;

/// The folder in `src/` that the files are in.
pub const FOLDER: &str = "generated";

/// Counts the ways of binding there were: what was bound in another is stale.
/// (The version of wasm-bindgen is in the WASM already.)
const BINDING: u32 = 5;

/// What wasm-bindgen calls the module, when its input is called `guide`. The WASM
/// imports it by this name.
const GLUE: &str = "guide_bg.js";

/// Where a page finds an engine, or the player, from the root of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// The JavaScript module.
    pub module: String,
    /// The WASM that it is given.
    pub wasm: String,
}

/// What wasm-bindgen makes of an engine.
struct Bound {
    js: Vec<u8>,
    wasm: Vec<u8>,
}

/// Builds these engines and puts them into the book's sources.
/// Nothing is written there unless all of them could be built.
pub fn build(
    units: &BTreeSet<Unit>,
    root: &Path,
    src: &Path,
) -> Result<BTreeMap<Unit, Engine>> {
    let compiler = compiler();
    let mut bound = BTreeMap::new();
    for unit in units {
        bound.insert(*unit, make(*unit, root, src, &compiler)?);
    }
    let folder = src.join(FOLDER);
    let mut engines = BTreeMap::new();
    let mut names = BTreeSet::new();
    for (unit, Bound { js, wasm }) in bound {
        let js_name = format!("{unit}-{:016x}.js", xxh64(&js, 0));
        let wasm_name = format!("{unit}_bg-{:016x}.wasm", xxh64(&wasm, 0));
        write_if_changed(&folder.join(&js_name), &js)?;
        write_if_changed(&folder.join(&wasm_name), &wasm)?;
        let module = format!("{FOLDER}/{js_name}");
        let engine = Engine { module, wasm: format!("{FOLDER}/{wasm_name}") };
        names.extend([js_name, wasm_name]);
        engines.insert(unit, engine);
    }
    prune(&folder, &names)?;
    Ok(engines)
}

/// What the compiler says of itself; nothing if it cannot be asked, which cargo
/// will say better.
fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or("rustc".into());
    let said = Command::new(rustc).arg("-vV").output();
    said.map_or_else(
        |_| String::new(),
        |said| String::from_utf8_lossy(&said.stdout).into_owned(),
    )
}

/// Builds an engine and binds it to JavaScript, or takes what was made of the
/// same sources before: both take seconds.
fn make(unit: Unit, root: &Path, src: &Path, compiler: &str) -> Result<Bound> {
    let files = Disk { root: root.to_owned() };
    let made_of = sources::stamp(unit, &files, compiler);
    let stamp = format!("{made_of:016x} {BINDING}\n");
    let name = unit.to_string();
    let folder = memory::folder().context("this program is in no folder")?;
    let cache = folder.join(&name);
    let is_fresh =
        fs::read_to_string(cache.join("stamp")).is_ok_and(|s| s == stamp);
    if is_fresh && let Ok(bound) = Bound::read(&cache) {
        return Ok(bound);
    }
    let input = compile(unit, root, progress(&name, src))?;
    bind(&name, &input, &cache, &stamp)
}

/// Whether cargo says what it is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// It takes a while: the engine was never built.
    Shown,
    /// It takes seconds, and happens whenever a file is saved.
    Hidden,
}

fn progress(name: &str, src: &Path) -> Progress {
    let mut entries =
        fs::read_dir(src.join(FOLDER)).into_iter().flatten().flatten();
    let start = format!("{name}-");
    let is_its =
        |file: fs::DirEntry| file.file_name().to_string_lossy().starts_with(&start);
    match entries.any(is_its) {
        true => Progress::Hidden,
        false => Progress::Shown,
    }
}

/// Compiles an engine for the browser and says where its WASM is.
///
/// The crate type is given here, not in the manifest: a manifest that names
/// `cdylib` and `rlib` loses the link-time optimisation, and half the size.
fn compile(unit: Unit, root: &Path, progress: Progress) -> Result<PathBuf> {
    let mut cargo =
        Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.current_dir(root).args(["rustc", "--package", unit.package, "--lib"]);
    cargo.args(["--crate-type", "cdylib", "--profile", "wasm"]);
    cargo.args(["--target", "wasm32-unknown-unknown"]);
    if let Some(engine) = unit.engine {
        cargo.args(["--no-default-features", "--features", engine]);
    }
    cargo.arg("--config").arg(short_paths());
    cargo.args(["--message-format", "json-render-diagnostics"]);
    if progress == Progress::Hidden {
        cargo.arg("--quiet");
    }
    // Set by the `cargo run` that started this; they are not the engine's.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name == "CARGO_MANIFEST_DIR"
            || name == "CARGO_MANIFEST_PATH"
            || name.starts_with("CARGO_PKG_")
        {
            cargo.env_remove(name);
        }
    }
    if unit.engine.is_some() {
        // The other engines' demos are unused here, which is the point.
        cargo.args(["--", "--allow=dead_code"]);
    }
    let output = cargo
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo")?;
    ensure!(output.status.success(), "the engine of `{unit}` does not compile");
    let messages =
        String::from_utf8(output.stdout).context("cargo speaks UTF-8")?;
    artifact(&messages, unit.package)
        .with_context(|| format!("cargo made no WASM of `{unit}`"))
}

/// Makes panics name the file of a crate without saying where this machine keeps
/// it: the same sources give the same WASM everywhere, and a smaller one.
fn short_paths() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home.unwrap_or_default().join("registry").join("src");
    let remap = format!("--remap-path-prefix={}=crates", sources.display());
    format!("target.wasm32-unknown-unknown.rustflags=[{remap:?}]")
}

/// The WASM file that cargo's messages say it made of a crate.
fn artifact(messages: &str, package: &str) -> Option<PathBuf> {
    let crate_name = package.replace('-', "_");
    let files = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| {
            let name = &message["target"]["name"];
            *name == *crate_name || *name == *package
        })
        .filter_map(|message| message["filenames"].as_array().cloned());
    let mut paths =
        files.flatten().filter_map(|file| file.as_str().map(PathBuf::from));
    paths.rfind(|path| path.extension().is_some_and(|e| e == "wasm"))
}

/// Binds an engine's WASM to JavaScript, and keeps what comes of it.
fn bind(name: &str, input: &Path, cache: &Path, stamp: &str) -> Result<Bound> {
    let bytes = fs::read(input).with_context(|| input.display().to_string())?;
    // Another build may be at it too: each works in a folder of its own.
    let draft = cache.with_extension(std::process::id().to_string());
    Bindgen::new()
        .input_bytes("guide", bytes)
        .bundler(true)? // `theme/js/demos.js` does what a bundler would
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&draft)
        .with_context(|| format!("wasm-bindgen fails on `{name}`"))?;
    if draft.join("snippets").exists() {
        bail!(
            "`{name}` brings JavaScript of its own, which the book does not copy"
        );
    }
    let bound = Bound::read(&draft)?;
    fs::write(draft.join("stamp"), stamp)?;
    let _ = fs::remove_dir_all(cache);
    if fs::rename(&draft, cache).is_err() {
        let _ = fs::remove_dir_all(&draft);
    }
    Ok(bound)
}

impl Bound {
    fn read(folder: &Path) -> io::Result<Bound> {
        let js = fs::read(folder.join(GLUE))?;
        let wasm = fs::read(folder.join("guide_bg.wasm"))?;
        Ok(Bound { js, wasm })
    }
}
