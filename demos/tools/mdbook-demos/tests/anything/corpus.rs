//! Addresses that are worth trying again: `corpus/GUIDE.txt` has some of a guide's
//! demos, `every.txt` has queries for each of all demos. What begins with `#` says why.

use std::fs;
use std::path::Path;

/// The queries that are kept for a demo of a guide.
pub fn queries(guide: &str, demo: &str) -> Vec<String> {
    let own = lines(guide);
    let own = own.iter().filter_map(|address| {
        let (name, query) = address.split_once('?')?;
        (name == demo).then(|| query.to_owned())
    });
    own.chain(lines("every")).collect()
}

fn lines(name: &str) -> Vec<String> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/anything/corpus");
    let text = fs::read_to_string(folder.join(name).with_extension("txt"));
    let text = text.unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}
