//! Compares a text with the file that the book quotes.

use std::{env, fs, path::PathBuf};

/// Fails unless `tests/golden/traces/{name}.txt` holds this text. With
/// `UPDATE_GOLDEN=1` in the environment it writes the file instead: look at the
/// difference before you keep it.
pub fn golden(name: &str, text: &str) {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/golden/traces", name]
        .iter()
        .collect::<PathBuf>()
        .with_extension("txt");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).expect("the folder of traces is there");
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        kept,
        text,
        "{} differs: UPDATE_GOLDEN=1 writes it anew",
        path.display()
    );
}
