//! A folder over HTTP, for as long as this program runs.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

/// Serves the files in `folder` to this machine; says where.
pub fn serve(folder: PathBuf) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A browser opens several connections and may leave some idle.
            thread::spawn(move || answer(&folder, stream));
        }
    });
    Ok(address)
}

fn answer(folder: &Path, mut stream: TcpStream) -> io::Result<()> {
    let mut request = String::new();
    BufReader::new(stream.try_clone()?).read_line(&mut request)?;
    let path = file_in(&request).unwrap_or_default();
    let (status, content) = match fs::read(folder.join(path)) {
        Ok(content) => ("200 OK", content),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    let (kind, length) = (media_type(path), content.len());
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&content)
}

/// The path that `GET /path?query HTTP/1.1` asks for, unless it leaves the
/// folder.
fn file_in(request: &str) -> Option<&str> {
    let path = request.split_whitespace().nth(1)?.split(['?', '#']).next()?;
    let path = path.trim_start_matches('/');
    (!path.split('/').any(|part| part == "..")).then_some(path)
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("wasm") => "application/wasm",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_stay_in_the_folder() {
        assert_eq!(file_in("GET /css/a.css?v=1 HTTP/1.1\r\n"), Some("css/a.css"));
        assert_eq!(file_in("GET /../secret HTTP/1.1\r\n"), None);
    }
}
