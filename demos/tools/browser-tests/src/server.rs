//! The built book over HTTP, under a prefix, as GitHub Pages serves a project.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Where the book begins: a URL that forgets it finds nothing.
pub const PREFIX: &str = "/distributed-systems/";

/// How the pages may measure time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// As on GitHub Pages: in steps of 100 µs.
    Coarse,
    /// In steps of 5 µs, which browsers grant to pages that are isolated.
    Fine,
}

/// How the way to the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Every request is answered.
    Up,
    /// Connections end without an answer.
    Down,
    /// Connections stay open without an answer.
    Silent,
}

/// How long a silent server keeps a connection open: longer than any test waits.
const SILENCE: Duration = Duration::from_secs(120);

/// The book on a port of this machine, for as long as this program runs.
pub struct Server {
    /// The port.
    pub port: u16,
    now: Arc<Mutex<(PathBuf, Network)>>,
}

impl Server {
    /// Serves the files in `folder`.
    pub fn start(folder: PathBuf, clock: Clock) -> io::Result<Server> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let now = Arc::new(Mutex::new((folder, Network::Up)));
        let server = Server { port, now: Arc::clone(&now) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let now = now.lock().unwrap_or_else(PoisonError::into_inner);
                let (folder, network) = now.clone();
                // A browser opens several connections and may leave some idle.
                thread::spawn(move || match network {
                    Network::Up => answer(&folder, clock, stream),
                    Network::Down => Ok(()),
                    Network::Silent => {
                        thread::sleep(SILENCE);
                        drop(stream);
                        Ok(())
                    }
                });
            }
        });
        Ok(server)
    }

    /// Serves another folder from now on: what is published now.
    pub fn publish(&self, folder: PathBuf) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).0 = folder;
    }

    /// The way to the server is like this from now on.
    pub fn set(&self, network: Network) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).1 = network;
    }
}

fn answer(folder: &Path, clock: Clock, mut stream: TcpStream) -> io::Result<()> {
    let mut request = String::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    reader.read_line(&mut request)?;
    let mut header = String::from("-");
    while !header.trim().is_empty() {
        header.clear();
        reader.read_line(&mut header)?;
    }
    let found = path_in(&request).and_then(|path| read(folder, path));
    let (status, (path, content)) = match found {
        Some(found) => ("200 OK", found),
        None => ("404 Not Found", not_found(folder)),
    };
    let (measured, content) = match clock {
        Clock::Coarse => ("", content),
        Clock::Fine => (AS_MEASURED, compressed(&content)?),
    };
    let (kind, length) = (media_type(&path), content.len());
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Cache-Control: max-age=600\r\n{measured}Connection: close\r\n\r\n"
    )?;
    stream.write_all(&content)
}

/// What pages are sent with where they are measured: isolated, for the clock's sake,
/// and as small as hosts send them.
const AS_MEASURED: &str = "Cross-Origin-Opener-Policy: same-origin\r\n\
    Cross-Origin-Embedder-Policy: require-corp\r\nContent-Encoding: gzip\r\n";

fn compressed(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

/// The book's own page for an address that there is not.
fn not_found(folder: &Path) -> (String, Vec<u8>) {
    let words = || ("404.txt".to_owned(), b"There is no such page.".to_vec());
    read(folder, "404.html").unwrap_or_else(words)
}

/// The path below the prefix that `GET /prefix/path?query HTTP/1.1` asks for,
/// unless it leaves the folder.
fn path_in(request: &str) -> Option<&str> {
    let path = request.split_whitespace().nth(1)?.split(['?', '#']).next()?;
    let path = path.strip_prefix(PREFIX)?;
    (!path.split('/').any(|part| part == "..")).then_some(path)
}

/// A file, or the index of a folder, with its path.
fn read(folder: &Path, path: &str) -> Option<(String, Vec<u8>)> {
    let path = match path.is_empty() || path.ends_with('/') {
        true => format!("{path}index.html"),
        false => path.to_owned(),
    };
    Some((path.clone(), fs::read(folder.join(path)).ok()?))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_below_the_prefix_is_served() {
        let path = |path| path_in(path);
        let request = "GET /distributed-systems/css/a.css?v=1 HTTP/1.1\r\n";
        assert_eq!(path(request), Some("css/a.css"));
        assert_eq!(path("GET /css/a.css HTTP/1.1\r\n"), None);
        assert_eq!(path("GET /distributed-systems/../x HTTP/1.1\r\n"), None);
    }
}
