//! The whole way: mdBook, the real preprocessor, real demos, WASM.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const PREPROCESSOR: &str = env!("CARGO_BIN_EXE_mdbook-demos");

/// The workspace: `demos/tools/mdbook-demos` is three folders down.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../..")
        .canonicalize()
        .expect("it is there")
}

/// A book of one chapter, in the workspace's target folder: the preprocessor
/// builds the guides of the workspace that the book is in. It is set up as the
/// real book is, with its theme, but for the command.
fn book(command: &str, chapter: &str) -> TempDir {
    let target = workspace().join("target");
    fs::create_dir_all(&target).expect("the workspace can be written to");
    let book =
        tempfile::tempdir_in(target).expect("the workspace can be written to");
    let real =
        fs::read_to_string(workspace().join("book.toml")).expect("it is there");
    let (_, rest) =
        real.split_once("[preprocessor.demos]\n").expect("it is set up");
    let (setup, _) = rest.split_once("\n\n").expect("more follows");
    let setup = setup
        .replace("cargo run --quiet --package mdbook-demos --", command)
        .replace("\"theme/", &format!("\"{}/theme/", workspace().display()));
    let toml =
        format!("[build]\ncreate-missing = false\n[preprocessor.demos]\n{setup}\n");
    let files = [
        ("book.toml", toml.as_str()),
        ("src/SUMMARY.md", "- [Transactions](transactions.md)\n- [Soon]()\n"),
        ("src/transactions.md", chapter),
        ("book/index.html", "what readers see now\n"),
    ];
    for (path, text) in files {
        let path = book.path().join(path);
        fs::create_dir_all(path.parent().expect("it has one"))
            .expect("the book is ours");
        fs::write(path, text).expect("the book is ours");
    }
    book
}

/// Fails unless the book is as it was before.
fn assert_untouched(book: &TempDir) {
    assert!(!book.path().join("src/generated").exists());
    let site = fs::read_to_string(book.path().join("book/index.html"));
    assert_eq!(site.expect("the old site is there"), "what readers see now\n");
}

/// Runs `mdbook build`: the one that `cargo xtask` installs, or another.
fn build(book: &TempDir) -> (Output, String) {
    let installed = workspace().join("target/tools/bin/mdbook");
    let mdbook = if installed.exists() { installed } else { "mdbook".into() };
    let output = Command::new(mdbook)
        .args(["build".as_ref(), book.path().as_os_str()])
        .output()
        .expect("mdBook is installed: `cargo xtask build` does that");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, stderr)
}

/// The files in a folder, each with when it was written.
fn files(folder: PathBuf) -> BTreeMap<String, std::time::Duration> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let file = |entry: fs::DirEntry| {
        let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        let written = about.modified().ok()?;
        let since = written.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some((entry.file_name().into_string().ok()?, since))
    };
    entries.filter_map(file).collect()
}

#[test]
fn all_problems_are_reported_and_nothing_is_written() {
    let book = book(
        PREPROCESSOR,
        "# Transactions\n\n\
         {{#demo transactions/two-phase-comit}}\n\n\
         {{#demo transactions/two-phase-commit loss=200}}\n\n\
         ```rust\n\
         {{#include ../src/SUMMARY.md:nowhere}}\n\
         {{#include ../demos/nowhere.rs:rule}}\n\
         ```\n",
    );
    let (output, stderr) = build(&book);
    assert!(!output.status.success(), "{stderr}");
    let problems = [
        "there is no demo `two-phase-comit` in `transactions`\n --> CHAPTER:3:9\n",
        "`loss` cannot be `200`\n --> CHAPTER:5:39\n",
        "there is no anchor `nowhere` in src/SUMMARY.md\n --> CHAPTER:8:12\n",
        "there is no file demos/nowhere.rs\n --> CHAPTER:9:12\n",
        "error: 4 problems in the book; nothing was written\n",
    ];
    for problem in problems {
        let problem = problem.replace("CHAPTER", "src/transactions.md");
        assert!(stderr.contains(&problem), "{problem} is missing from:\n{stderr}");
    }
    assert_untouched(&book);
}

/// mdBook asks a preprocessor whether it supports HTML, and takes one that does
/// not compile for a no: see `renderers` in `book.toml`.
#[test]
fn a_preprocessor_that_does_not_compile_fails_the_build() {
    let command = "cargo run --quiet --package does-not-compile --";
    let book = book(command, "{{#demo transactions/two-phase-commit}}\n");
    let (output, stderr) = build(&book);
    assert!(!output.status.success(), "{stderr}");
    assert_untouched(&book);
}

#[test]
fn a_demo_is_built_once_and_a_second_build_changes_no_file() {
    let book = book(
        PREPROCESSOR,
        "# Transactions\n\n{{#demo transactions/two-phase-commit}}\n",
    );
    let generated = book.path().join("src/generated");
    fs::create_dir_all(&generated).expect("the book is ours");
    fs::write(generated.join("transactions-0.js"), "stale")
        .expect("the book is ours");
    let (output, stderr) = build(&book);
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("WARN") && !stderr.contains("ERROR"), "{stderr}");
    let first = files(generated.clone());
    assert_eq!(first.len(), 4, "player and engine, module and WASM: {first:?}");
    let made = |path| fs::read_to_string(book.path().join(path));
    let page = made("book/transactions.html").expect("the page was written");
    let script = made("theme/generated/book.js").expect("the script was made");
    for name in first.keys() {
        let says_where = if name.starts_with("player") { &script } else { &page };
        let path = format!("\"generated/{name}\"");
        assert!(says_where.contains(&path), "{name}:\n{says_where}");
        assert!(book.path().join("book/generated").join(name).exists());
    }
    assert!(
        page.contains("<figure class=\"demo\" id=\"two-phase-commit\""),
        "{page}"
    );
    assert!(page.contains("<svg"), "the frame is drawn:\n{page}");
    let (output, stderr) = build(&book);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(files(generated), first);
}

#[test]
fn the_theme_becomes_a_style_sheet_and_a_script() {
    let book = book(PREPROCESSOR, "# Transactions\n");
    let (output, stderr) = build(&book);
    assert!(output.status.success(), "{stderr}");
    let made = |name| {
        let path = book.path().join("theme/generated").join(name);
        fs::read_to_string(path).expect("it was made")
    };
    let (css, js) = (made("book.css"), made("book.js"));
    assert!(css.find("--paper:") < css.find(".demo-head {"), "tokens come first");
    assert!(css.contains("@media print") && js.contains("bringToLife"));
}

#[test]
fn a_missing_style_sheet_is_named() {
    let book = book(PREPROCESSOR, "# Transactions\n");
    let path = book.path().join("book.toml");
    let toml = fs::read_to_string(&path).expect("the book is ours");
    fs::write(&path, toml.replace("tokens.css", "tokes.css"))
        .expect("the book is ours");
    let (output, stderr) = build(&book);
    assert!(!output.status.success(), "{stderr}");
    assert!(stderr.contains("cannot read "), "{stderr}");
    assert!(stderr.contains("/theme/css/tokes.css"), "{stderr}");
    assert_untouched(&book);
}

#[test]
fn other_renderers_are_told_no() {
    let supports = |renderer| {
        let status =
            Command::new(PREPROCESSOR).args(["supports", renderer]).status();
        status.expect("the preprocessor runs").code()
    };
    assert_eq!(supports("html"), Some(0));
    assert_eq!(supports("markdown"), Some(1));
}

#[test]
fn bad_arguments_end_with_2_and_say_nothing_on_stdout() {
    let output =
        Command::new(PREPROCESSOR).args(["trace", "nothing/here"]).output();
    let output = output.expect("the preprocessor runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .starts_with("there is no guide `nothing`")
    );
}
