//! Scratch.
use browser_tests::{book::Book, browser::*, figure::Live, server::Clock};
fn main() {
    let rt =
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    rt.block_on(async {
        let book = Book::read().unwrap();
        let b = Browser::start(&book, Clock::Coarse).await.unwrap();
        let page =
            book.pages.iter().find(|p| p.path == "transactions.html").unwrap();
        let f = Live::open(&b, page, &page.figures[0]).await.unwrap();
        for s in [0.6, 0.3, 0.6, 0.3, 0.0, 1.0] {
            f.scrub(s).await.unwrap();
            println!("{s} {}", f.frame().await.unwrap().clock);
        }
        f.scrub(0.6).await.unwrap();
        f.press("offer:0").await.unwrap();
        println!("{}", f.link().await.unwrap());
        for s in [0.6, 0.3, 0.6, 0.3, 0.0, 1.0] {
            f.scrub(s).await.unwrap();
            println!("{s} {}", f.frame().await.unwrap().clock);
        }
        b.driver.clone().quit().await.unwrap();
    });
}
