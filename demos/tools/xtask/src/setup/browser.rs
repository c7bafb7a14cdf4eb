//! What the book is tested in: Chromium, its driver, and axe-core.

use super::tools;
use crate::command::{find, program, read, run, stage};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fmt, fs};

/// The rules that pages are held to; the version that the tests were written for.
const AXE: &str = "4.14.1";

/// The names that Chromium goes by.
const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A browser to test the book in.
#[derive(Debug)]
pub struct Browser {
    chromium: PathBuf,
    chromedriver: PathBuf,
    axe: PathBuf,
}

impl Browser {
    /// Finds what the tests need, and installs what is missing.
    pub fn set_up() -> anyhow::Result<Browser> {
        let pair = || Some((chromium()?, chromedriver()?));
        if pair().is_none() {
            apt_get(&["chromium", "chromium-driver"])
                .context("the tests need Chromium and ChromeDriver on PATH")?;
        }
        let (chromium, chromedriver) =
            pair().context("Chromium and ChromeDriver are not on PATH")?;
        must_match(&chromium, &chromedriver)?;
        Ok(Browser { chromium, chromedriver, axe: axe()? })
    }

    /// Tells `command` where everything is.
    pub fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("CHROMIUM", &self.chromium)
            .env("CHROMEDRIVER", &self.chromedriver)
            .env("AXE_JS", &self.axe)
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with axe-core {AXE}", self.chromium.display())
    }
}

/// Installs Chromium, where it is missing.
pub fn set_up_chromium() -> anyhow::Result<()> {
    match chromium() {
        Some(_) => Ok(()),
        None => apt_get(&["chromium"]).context("pictures are taken by Chromium"),
    }
}

/// Chromium, by `$CHROMIUM` or on `PATH`.
pub fn chromium() -> Option<PathBuf> {
    let given = env::var_os("CHROMIUM").map(PathBuf::from);
    given.or_else(|| BROWSERS.iter().find_map(|name| find(name, &[])))
}

fn chromedriver() -> Option<PathBuf> {
    let given = env::var_os("CHROMEDRIVER").map(PathBuf::from);
    given.or_else(|| find("chromedriver", &[]))
}

/// A driver drives the browser of its own major version and no other.
fn must_match(chromium: &Path, chromedriver: &Path) -> anyhow::Result<()> {
    let version = |file: &Path| read(program(file).arg("--version"));
    let (browser, driver) = (version(chromium)?, version(chromedriver)?);
    if major(&browser) != major(&driver) {
        bail!(
            "{} and {} do not match: set CHROMIUM and CHROMEDRIVER to a pair of \
             the same major version",
            browser.trim(),
            driver.trim()
        );
    }
    Ok(())
}

/// The major version in `Chromium 156.0.8078.79 built on …`.
fn major(printed: &str) -> Option<&str> {
    let is_version = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
    printed.split_whitespace().find(is_version)?.split('.').next()
}

/// Installs axe-core by npm into the folder of tools.
fn axe() -> anyhow::Result<PathBuf> {
    let prefix = tools::folder().join("npm");
    let package = prefix.join("node_modules/axe-core");
    let file = package.join("axe.min.js");
    let manifest = fs::read_to_string(package.join("package.json"));
    let is_current = manifest.is_ok_and(|m| m.contains(&format!("\"{AXE}\"")));
    if is_current && file.is_file() {
        return Ok(file);
    }
    if find("npm", &[]).is_none() {
        apt_get(&["npm"]).context("the tests take axe-core from npm")?;
    }
    eprintln!("Installing axe-core {AXE} into target/tools with npm.");
    fs::create_dir_all(&prefix)?;
    read(program("npm").args(["install", "--no-save", "--ignore-scripts"]).args(
        ["--prefix", &prefix.to_string_lossy(), &format!("axe-core@{AXE}")],
    ))?;
    Ok(file)
}

/// Installs Debian packages, where there is `apt-get` and the right to use it.
fn apt_get(packages: &[&str]) -> anyhow::Result<()> {
    let what = packages.join(" and ");
    let Some(mut sudo) = find("apt-get", &[]).and(administrator()) else {
        bail!(
            "please install {what}: only Debian's apt-get, as root, is done for you"
        );
    };
    stage(&format!("{what}, with apt-get"), || {
        run(sudo().args(["apt-get", "update", "--quiet=2"]))?;
        let install = ["apt-get", "install", "--yes", "--quiet=2"];
        run(sudo().args(install).arg("--no-install-recommends").args(packages))
    })
    .with_context(|| format!("please install {what}"))
}

/// How to run a command as root, if that takes no password.
fn administrator() -> Option<impl FnMut() -> Command> {
    let is_root = read(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let words: &[&str] = match is_root {
        true => &["env"],
        false => &["sudo", "--non-interactive", "env"],
    };
    let as_root = move || {
        let mut command = program(words[0]);
        command.args(&words[1..]).arg("DEBIAN_FRONTEND=noninteractive");
        command
    };
    read(as_root().arg("true")).is_ok().then_some(as_root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_first_number() {
        assert_eq!(major("Chromium 156.0.8078.79 built on Debian"), Some("156"));
        assert_eq!(major("ChromeDriver 156.0.8078.79 (a21ce9)"), Some("156"));
        assert_eq!(major("Google Chrome\n"), None);
    }
}
