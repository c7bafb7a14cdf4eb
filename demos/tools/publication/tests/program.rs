//! The program as xtask runs it.

use std::fs;
use std::process::{Command, Output};

fn publication(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_publication"));
    command.args(arguments).output().expect("it can be run")
}

#[test]
fn without_a_book_it_says_what_it_is_given() {
    let output = publication(&[]);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("with the folder of the built book"), "{said}");
}

#[test]
fn what_is_wrong_is_said_with_the_page_that_has_it() {
    let book = tempfile::tempdir().expect("there is room");
    let page = "<head><link rel=\"stylesheet\" href=\"lost.css\"></head><p>a</p>";
    for name in ["index.html", "toc.html", "clocks.html"] {
        let text = if name == "clocks.html" { page } else { "<head></head>" };
        fs::write(book.path().join(name), text).expect("it can be written");
    }
    let output = publication(&[&book.path().to_string_lossy()]);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    for part in ["clocks.html", "lost.css"] {
        assert!(said.contains(part), "{said}");
    }
}
