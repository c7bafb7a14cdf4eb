//! Running other programs: at the root of the project, in the open, timed.

#![allow(clippy::disallowed_types, reason = "only models have no clock")]

use anyhow::{Context, bail};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use std::{env, fs};

/// The root of the project.
pub fn root() -> PathBuf {
    // Cargo says where the manifest is now; where it was when this was compiled
    // may be another checkout that shares the target directory.
    let manifest = env::var("CARGO_MANIFEST_DIR")
        .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let root = Path::new(&manifest).ancestors().nth(3);
    root.expect("xtask is three folders below the root").to_owned()
}

/// Where Cargo builds.
pub fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// A program that is to run at the root.
pub fn program(name: impl AsRef<Path>) -> Command {
    let mut command = Command::new(name.as_ref());
    command.current_dir(root());
    // `cargo run` tells its child about xtask's package. A nested Cargo would
    // take that for its own, and compile again what reads it.
    for (key, _) in env::vars_os() {
        let name = key.to_string_lossy();
        if name == "CARGO_MANIFEST_DIR"
            || name == "CARGO_MANIFEST_PATH"
            || name.starts_with("CARGO_PKG_")
        {
            command.env_remove(&key);
        }
    }
    command
}

/// The same Cargo that runs this.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command =
        program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Runs a command, whose output is seen; an error if it fails.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let line = line(command);
    let status =
        command.status().with_context(|| format!("cannot run `{line}`"))?;
    match status.success() {
        true => Ok(()),
        false => bail!("`{line}` failed ({status})"),
    }
}

/// What a command prints; an error with its complaints if it fails.
pub fn read(command: &mut Command) -> anyhow::Result<String> {
    let line = line(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run `{line}`"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("`{line}` failed ({}): {}", output.status, complaint.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Becomes this program: its exit code, and Ctrl-C, are its own from here on.
/// Returns only if that fails.
pub fn become_program(command: &mut Command) -> anyhow::Error {
    let line = line(command);
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(command);
    #[cfg(not(unix))]
    let error = match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    };
    anyhow::Error::from(error).context(format!("cannot run `{line}`"))
}

/// Does one piece of a long task under its name, and says how long it took.
pub fn stage<T>(
    name: &str,
    work: impl FnOnce() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    eprintln!("\n── {name}");
    let started = Instant::now();
    let done = work();
    let verdict = if done.is_ok() { "✓" } else { "✕" };
    let seconds = started.elapsed().as_secs_f64();
    eprintln!("{verdict} {name}: {}", elapsed(seconds));
    done
}

/// Another task of xtask's, at work beside this one and, where there is `nice`, behind
/// it. What it says comes when it has ended: two at a time cannot be read.
pub struct Aside {
    task: &'static str,
    child: Child,
    says: PathBuf,
}

/// Starts a task that goes on beside what follows.
pub fn aside(task: &'static str) -> anyhow::Result<Aside> {
    let behind = find("nice", &[]).unwrap_or_else(|| "env".into());
    let says = target().join(format!("{task}.log"));
    let log = File::create(&says)?;
    eprintln!("\n── {task}, aside; what it says goes to {}", says.display());
    let child = program(behind)
        .arg(cargo(&[]).get_program())
        .args(["xtask", task])
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .with_context(|| format!("cannot run `cargo xtask {task}`"))?;
    Ok(Aside { task, child, says })
}

impl Aside {
    /// Waits for its end and passes on what it has said; an error if it failed.
    pub fn join(mut self) -> anyhow::Result<()> {
        let task = self.task;
        let status =
            stage(&format!("{task}, which goes on"), || Ok(self.child.wait()?))?;
        eprintln!("{}", fs::read_to_string(&self.says)?);
        match status.success() {
            true => Ok(()),
            false => bail!("`cargo xtask {task}` failed ({status})"),
        }
    }
}

/// The first of the folders in `PATH` order that holds this program.
pub fn find(name: &str, first: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let folders = first.iter().cloned().chain(env::split_paths(&path));
    folders.map(|folder| folder.join(&file)).find(|file| file.is_file())
}

/// How a command would be typed.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn elapsed(seconds: f64) -> String {
    match seconds as u64 {
        0..=9 => format!("{seconds:.1} s"),
        10..=59 => format!("{seconds:.0} s"),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = Command::new("/usr/bin/mdbook");
        assert_eq!(line(command.arg("build")), "mdbook build");
    }

    #[test]
    fn short_times_have_a_decimal_and_long_ones_minutes() {
        assert_eq!(elapsed(0.44), "0.4 s");
        assert_eq!(elapsed(42.0), "42 s");
        assert_eq!(elapsed(187.9), "3 min 07 s");
    }
}
