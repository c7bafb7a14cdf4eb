//! `cargo xtask serve`: the book on this machine, rebuilt as it is edited.

use crate::arguments::bad;
use crate::command::{become_program, cargo, run};
use crate::setup;
use anyhow::bail;
use std::io::ErrorKind;
use std::net::{TcpListener, ToSocketAddrs};

/// Where the book is served unless the arguments say otherwise.
const PORT: u16 = 3000;

/// Sets up what is missing, then becomes `mdbook serve`.
pub fn serve(arguments: &[String]) -> anyhow::Result<()> {
    let address = Address::read(arguments)?;
    address.must_be_free()?;
    setup::for_book()?;
    // In the open, where Cargo shows its progress: `mdbook serve` would be
    // silent for as long as the preprocessor compiles.
    run(&mut cargo(&["build", "--package", "mdbook-demos"]))?;
    eprintln!(
        "\nThe book will be at http://{}:{}. Ctrl-C ends.",
        address.host, address.port
    );
    Err(become_program(setup::mdbook()?.arg("serve").args(arguments)))
}

/// Where the book is to be served.
#[derive(Debug, PartialEq, Eq)]
struct Address {
    host: String,
    port: u16,
}

impl Address {
    /// An error if another program has it: mdBook would say so only after it
    /// has built the book.
    fn must_be_free(&self) -> anyhow::Result<()> {
        let Address { host, port } = self;
        let first = (host.as_str(), *port).to_socket_addrs()?.next();
        let taken = first
            .and_then(|first| TcpListener::bind(first).err())
            .is_some_and(|error| error.kind() == ErrorKind::AddrInUse);
        if taken {
            bail!(
                "{host}:{port} is in use, perhaps by another `serve`: \
                 `cargo xtask serve --port {}` takes another port",
                port.wrapping_add(1)
            );
        }
        Ok(())
    }

    /// What the arguments to `mdbook serve` say; an error if there are others.
    fn read(arguments: &[String]) -> anyhow::Result<Address> {
        let mut address = Address { host: "localhost".to_owned(), port: PORT };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            let mut value = || value.clone().or_else(|| rest.next().cloned());
            match name {
                "-o" | "--open" => {}
                "-n" | "--hostname" => {
                    address.host = value().ok_or_else(|| unknown(argument))?;
                }
                "-p" | "--port" => {
                    let port = value().and_then(|port| port.parse().ok());
                    address.port = port.ok_or_else(|| unknown(argument))?;
                }
                _ => return Err(unknown(argument)),
            }
        }
        Ok(address)
    }
}

fn unknown(argument: &str) -> anyhow::Error {
    bad(format!(
        "`cargo xtask serve` does not know what to do with `{argument}`: it takes \
         `-p PORT` (1 to 65535), `-n HOST` and `--open`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<(String, u16), String> {
        let arguments: Vec<_> =
            line.split_whitespace().map(str::to_owned).collect();
        Address::read(&arguments)
            .map(|address| (address.host, address.port))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_arguments_are_those_of_mdbook_serve() {
        assert_eq!(read(""), Ok(("localhost".to_owned(), 3000)));
        assert_eq!(read("-p 8080 --open"), Ok(("localhost".to_owned(), 8080)));
        assert_eq!(read("--port=81 -n ::"), Ok(("::".to_owned(), 81)));
    }

    #[test]
    fn other_arguments_are_answered_with_the_valid_ones() {
        for line in ["--prot 8080", "-p", "-p 80000", "quickly"] {
            let error = read(line).expect_err(line);
            assert!(error.contains("it takes `-p PORT`"), "{error}");
        }
    }
}
