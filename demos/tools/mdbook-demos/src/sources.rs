//! What an engine is made of, as one number.
//!
//! Cargo could say whether an engine is up to date. But a book is built whenever
//! a file is saved, asking for every engine takes a while, and of a guide's two
//! engines cargo knows only the one that it built last.

use crate::files::Files;
use crate::guides::{PLAYER, Unit};
use xxhash_rust::xxh64::Xxh64;

/// The number: another one, and the engine has to be built. `compiler` is what
/// the compiler says of itself.
pub fn stamp(unit: Unit, files: &impl Files, compiler: &str) -> u64 {
    let mut hash = Xxh64::new(0);
    hash.update(compiler.as_bytes());
    hash.update(unit.to_string().as_bytes());
    for path in ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"] {
        add(path, files, &mut hash);
    }
    let own = format!("demos/guides/{}", unit.package);
    let crates = match unit {
        PLAYER => ["demos/engine/sim", "demos/engine/stage", "demos/engine/player"]
            .as_slice(),
        _ => {
            &["demos/engine/sim", "demos/engine/stage", "demos/engine/models", &own]
        }
    };
    for path in crates {
        add(path, files, &mut hash);
    }
    hash.digest()
}

/// Adds a file, or all in a folder but its tests.
fn add(path: &str, files: &impl Files, hash: &mut Xxh64) {
    if let Some(text) = files.read(path) {
        hash.update(path.as_bytes());
        hash.update(text.as_bytes());
        return;
    }
    for name in files.list(path) {
        if name != "tests" {
            add(&format!("{path}/{name}"), files, hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const UNIT: Unit = Unit { package: "clocks", engine: None };

    fn project() -> BTreeMap<&'static str, &'static str> {
        let paths = [
            "Cargo.lock",
            "demos/engine/sim/src/lib.rs",
            "demos/engine/sim/tests/all.rs",
            "demos/guides/clocks/src/lib.rs",
            "demos/guides/consensus/src/lib.rs",
            "src/clocks.md",
        ];
        paths.map(|path| (path, "old")).into()
    }

    /// Whether an engine is another one after a file has changed.
    fn changes(unit: Unit, path: &'static str) -> bool {
        let mut changed = project();
        changed.insert(path, "new");
        stamp(unit, &changed, "1.95") != stamp(unit, &project(), "1.95")
    }

    fn is_changed_by(path: &'static str) -> bool {
        changes(UNIT, path)
    }

    #[test]
    fn an_engine_depends_on_its_own_sources() {
        assert!(is_changed_by("Cargo.lock"));
        assert!(is_changed_by("demos/engine/sim/src/lib.rs"));
        assert!(is_changed_by("demos/engine/sim/src/new.rs"), "a file is added");
        assert!(is_changed_by("demos/guides/clocks/src/lib.rs"));
        let (one, other) = ("1.95", "1.96");
        assert_ne!(
            stamp(UNIT, &project(), one),
            stamp(UNIT, &project(), other),
            "another compiler"
        );
    }

    #[test]
    fn an_engine_depends_on_nothing_else() {
        assert!(!is_changed_by("demos/engine/sim/tests/all.rs"));
        assert!(!is_changed_by("demos/guides/consensus/src/lib.rs"));
        assert!(!is_changed_by("src/clocks.md"));
    }

    #[test]
    fn the_player_knows_no_guide_and_no_guide_the_player() {
        assert!(changes(PLAYER, "demos/engine/stage/src/lib.rs"));
        assert!(changes(PLAYER, "demos/engine/player/src/lib.rs"));
        assert!(!changes(UNIT, "demos/engine/player/src/lib.rs"));
        assert!(!changes(PLAYER, "demos/engine/models/src/lib.rs"));
        assert!(!changes(PLAYER, "demos/guides/clocks/src/lib.rs"));
    }

    #[test]
    fn the_engines_of_a_guide_differ() {
        let engine = |name| Unit { package: "clocks", engine: Some(name) };
        let stamp = |name| stamp(engine(name), &project(), "1.95");
        assert_ne!(stamp("one"), stamp("two"));
    }
}
