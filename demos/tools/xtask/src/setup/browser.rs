//! What the book is tested in: three browsers, their drivers, and axe-core.

use super::tools;
use crate::command::{find, program, read, run, stage};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fmt, fs};

/// The rules that pages are held to; the version that the tests were written for.
const AXE: &str = "4.14.1";

/// A program that the tests need.
struct Need {
    /// The variable that may name it, and that tells the tests where it is.
    variable: &'static str,
    /// What it goes by on `PATH`.
    names: &'static [&'static str],
    /// Debian's package of it.
    package: &'static str,
}

const CHROMIUM: Need = Need {
    variable: "CHROMIUM",
    names: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ],
    package: "chromium",
};

/// It brings its browser, so that the two match.
const CHROMEDRIVER: Need = Need {
    variable: "CHROMEDRIVER",
    names: &["chromedriver"],
    package: "chromium-driver",
};

const FIREFOX: Need = Need {
    variable: "FIREFOX",
    names: &["firefox-esr", "firefox"],
    package: "firefox-esr",
};

/// It brings its browser, which has no mode without a screen.
const WEBKIT_DRIVER: Need = Need {
    variable: "WEBKIT_DRIVER",
    names: &["WebKitWebDriver"],
    package: "webkit2gtk-driver",
};

/// A screen that nobody sees.
const XVFB: Need = Need { variable: "XVFB", names: &["Xvfb"], package: "xvfb" };

const NEEDS: [Need; 5] = [CHROMIUM, CHROMEDRIVER, FIREFOX, WEBKIT_DRIVER, XVFB];

impl Need {
    /// The program that the variable names, or that is on `PATH`.
    fn find(&self) -> Option<PathBuf> {
        let given = env::var_os(self.variable).map(PathBuf::from);
        given.or_else(|| self.names.iter().find_map(|name| find(name, &[])))
    }

    /// The same where it has been installed: an error if it is not there.
    fn found(&self) -> anyhow::Result<PathBuf> {
        let Need { names, package, .. } = self;
        let missing = || format!("{} of {package} is not on PATH", names[0]);
        self.find().with_context(missing)
    }
}

/// What the book is tested in.
#[derive(Debug)]
pub struct Browsers {
    /// Where it all is, by the variables that tell the tests.
    files: Vec<(&'static str, PathBuf)>,
}

impl Browsers {
    /// Finds what the tests need, and installs what is missing.
    pub fn set_up() -> anyhow::Result<Browsers> {
        let missing = NEEDS.iter().filter(|need| need.find().is_none());
        let packages: Vec<_> = missing.map(|need| need.package).collect();
        if !packages.is_empty() {
            apt_get(&packages)
                .context("the tests need Chromium, Firefox and WebKit on PATH")?;
        }
        must_match(&CHROMIUM.found()?, &CHROMEDRIVER.found()?)?;
        let files = NEEDS.iter().map(|need| Ok((need.variable, need.found()?)));
        let mut files: Vec<_> = files.collect::<anyhow::Result<_>>()?;
        files.push(("GECKODRIVER", geckodriver()?));
        files.push(("AXE_JS", axe()?));
        Ok(Browsers { files })
    }

    /// Tells `command` where everything is.
    pub fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.files.iter().map(|(variable, file)| (variable, file)))
    }
}

impl fmt::Display for Browsers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = self.files.iter().map(|(_, file)| file.display().to_string());
        f.write_str(&files.collect::<Vec<_>>().join(", "))
    }
}

/// Installs Chromium, where it is missing.
pub fn set_up_chromium() -> anyhow::Result<()> {
    match chromium() {
        Some(_) => Ok(()),
        None => {
            apt_get(&[CHROMIUM.package]).context("pictures are taken by Chromium")
        }
    }
}

/// Chromium, by `$CHROMIUM` or on `PATH`.
pub fn chromium() -> Option<PathBuf> {
    CHROMIUM.find()
}

/// What drives Firefox, by `$GECKODRIVER` or compiled: Debian has no package of it.
fn geckodriver() -> anyhow::Result<PathBuf> {
    if let Some(given) = env::var_os("GECKODRIVER") {
        return Ok(given.into());
    }
    tools::GECKODRIVER.install()?;
    tools::GECKODRIVER.find()
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
    let what = packages.join(" ");
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
