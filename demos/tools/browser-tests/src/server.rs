//! The built book over HTTP, under a prefix, as GitHub Pages serves a project.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

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

/// Serves the files in `folder` for as long as this program runs; says on which
/// port of this machine.
pub fn serve(folder: PathBuf, clock: Clock) -> io::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A browser opens several connections and may leave some idle.
            thread::spawn(move || answer(&folder, clock, stream));
        }
    });
    Ok(port)
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
    let isolation = match clock {
        Clock::Coarse => "",
        Clock::Fine => {
            "Cross-Origin-Opener-Policy: same-origin\r\n\
             Cross-Origin-Embedder-Policy: require-corp\r\n"
        }
    };
    let (kind, length) = (media_type(&path), content.len());
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Cache-Control: max-age=600\r\n{isolation}Connection: close\r\n\r\n"
    )?;
    stream.write_all(&content)
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
