//! What the book is tested in: three browsers, their drivers, and axe-core.

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

/// The names that Firefox goes by.
const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];

/// What the book is tested in.
#[derive(Debug)]
pub struct Browsers {
    /// By the variables that say to the tests where it is.
    told: Vec<(&'static str, PathBuf)>,
}

impl Browsers {
    /// Finds what the tests need, and installs what is missing.
    pub fn set_up() -> anyhow::Result<Browsers> {
        let mut told = Vec::from(chromium_and_driver()?);
        told.extend(firefox_and_driver()?);
        told.extend(webkit_driver_and_screen()?);
        told.push(("AXE_JS", axe()?));
        Ok(Browsers { told })
    }

    /// Tells `command` where everything is.
    pub fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.told.iter().map(|(variable, file)| (variable, file)))
    }
}

impl fmt::Display for Browsers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (_, file) in &self.told {
            writeln!(f, "{}", file.display())?;
        }
        Ok(())
    }
}

/// Programs, by the variables that tell where they are.
type Programs = [(&'static str, PathBuf); 2];

fn chromium_and_driver() -> anyhow::Result<Programs> {
    let driver = || named("CHROMEDRIVER", &["chromedriver"]);
    let pair = || Some((chromium()?, driver()?));
    let (chromium, driver) =
        found_or_installed(pair, &["chromium", "chromium-driver"])?;
    must_match(&chromium, &driver)?;
    Ok([("CHROMIUM", chromium), ("CHROMEDRIVER", driver)])
}

fn firefox_and_driver() -> anyhow::Result<Programs> {
    let firefox =
        found_or_installed(|| named("FIREFOX", &FIREFOX), &["firefox-esr"])?;
    let driver = || named("GECKODRIVER", &["geckodriver"]);
    if driver().is_none() {
        tools::install_all(&[tools::GECKODRIVER])?;
    }
    let driver = driver().context("geckodriver is not on PATH")?;
    Ok([("FIREFOX", firefox), ("GECKODRIVER", driver)])
}

/// WebKit's driver brings its browser, which has no mode without a screen.
fn webkit_driver_and_screen() -> anyhow::Result<Programs> {
    let driver = || named("WEBKIT_DRIVER", &["WebKitWebDriver"]);
    let pair = || Some((driver()?, named("XVFB", &["Xvfb"])?));
    let (driver, screen) =
        found_or_installed(pair, &["webkit2gtk-driver", "xvfb"])?;
    Ok([("WEBKIT_DRIVER", driver), ("XVFB", screen)])
}

/// What `find` finds, if need be after these Debian packages are installed.
fn found_or_installed<T>(
    find: impl Fn() -> Option<T>,
    packages: &[&str],
) -> anyhow::Result<T> {
    let what = packages.join(" and ");
    if let Some(found) = find() {
        return Ok(found);
    }
    apt_get(packages).with_context(|| format!("the tests need {what}"))?;
    find().with_context(|| format!("what {what} brings is not on PATH"))
}

/// The program that a variable names, or the first of these names that there is.
fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let given = env::var_os(variable).map(PathBuf::from);
    let tools = [tools::bin()];
    given.or_else(|| names.iter().find_map(|name| find(name, &tools)))
}

/// Chromium, by `$CHROMIUM` or on `PATH`.
pub fn chromium() -> Option<PathBuf> {
    named("CHROMIUM", &BROWSERS)
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
