//! Where the book will be: what its cards, its sitemap and its page for no page need to
//! know, and nothing else does.

use anyhow::bail;
use std::env;

/// The setting that says it.
const SETTING: &str = "BOOK_ADDRESS";

/// The address of a site that nobody publishes, under a path as on GitHub Pages: the
/// checks and tests are of what a published book is made of.
const EXAMPLE: &str = "https://book.example/distributed-systems/";

/// The address of a folder on a host, which ends in `/`.
#[derive(Debug, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// What `BOOK_ADDRESS` says; nothing where the book stays on this machine.
    pub fn given() -> anyhow::Result<Option<Address>> {
        let given = env::var(SETTING).unwrap_or_default();
        if given.is_empty() { Ok(None) } else { Address::parse(&given).map(Some) }
    }

    /// The same, or that of an example.
    pub fn given_or_example() -> anyhow::Result<Address> {
        Ok(Address::given()?.unwrap_or_else(|| Address(EXAMPLE.to_owned())))
    }

    fn parse(given: &str) -> anyhow::Result<Address> {
        let with_scheme =
            ["https://", "http://"].iter().find_map(|s| given.strip_prefix(s));
        let Some(rest) = with_scheme else {
            bail!(wrong(given, "it begins with neither https:// nor http://"));
        };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        let is_path = |c: char| c.is_ascii_alphanumeric() || "-._~%/".contains(c);
        if host.is_empty() || !host.chars().all(is_host) {
            bail!(wrong(given, "it names no host"));
        }
        if let Some(other) = path.chars().find(|c| !is_path(*c)) {
            bail!(wrong(given, &format!("there is `{other}` in its path")));
        }
        let path = path.trim_end_matches('/');
        if path.split('/').any(|part| matches!(part, "." | ".."))
            || path.contains("//")
        {
            bail!(wrong(given, "its path is not the shortest"));
        }
        Ok(Address(format!("{}/", given.trim_end_matches('/'))))
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the book is on its host, from `/` to `/`.
    pub fn path(&self) -> &str {
        let start = self.0.find("://").map_or(0, |at| at + "://".len());
        let rest = &self.0[start..];
        &rest[rest.find('/').unwrap_or(0)..]
    }
}

fn wrong(given: &str, why: &str) -> String {
    format!(
        "{SETTING} is `{given}`, and {why}: it must be the address of the folder that the \
         book is in, as in https://example.org/book/, without `?` and `#`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: &str) -> Result<(String, String), String> {
        let address = Address::parse(given).map_err(|error| error.to_string())?;
        Ok((address.as_str().to_owned(), address.path().to_owned()))
    }

    #[test]
    fn an_address_has_a_path_and_ends_in_a_slash() {
        let pair = |address: &str, path: &str| {
            Ok::<_, String>((address.to_owned(), path.to_owned()))
        };
        let home = pair("https://example.org/", "/");
        assert_eq!(read("https://example.org"), home);
        let folder = pair("http://example.org:81/a/b/", "/a/b/");
        assert_eq!(read("http://example.org:81/a/b"), folder);
        assert_eq!(read("http://example.org:81/a/b/"), folder);
    }

    #[test]
    fn what_is_no_address_of_a_folder_is_refused_with_what_would_be() {
        let wrong = [
            ("example.org/book/", "neither https:// nor http://"),
            ("/book/", "neither https:// nor http://"),
            ("ftp://example.org/", "neither https:// nor http://"),
            ("https:///book/", "names no host"),
            ("https://me@example.org/", "names no host"),
            ("https://example.org/?book", "there is `?` in its path"),
            ("https://example.org/book/#top", "there is `#` in its path"),
            ("https://example.org/my book/", "there is ` ` in its path"),
            ("https://example.org/a/../book/", "not the shortest"),
            ("https://example.org/a//book/", "not the shortest"),
        ];
        for (given, why) in wrong {
            let error = read(given).expect_err(given);
            assert!(error.contains(why), "{error}");
            assert!(error.contains("as in https://example.org/book/"), "{error}");
        }
    }

    #[test]
    fn the_example_is_one() {
        let path = "/distributed-systems/".to_owned();
        assert_eq!(read(EXAMPLE), Ok((EXAMPLE.to_owned(), path)));
    }
}
