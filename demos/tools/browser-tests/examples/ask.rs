//! Scratch.
use browser_tests::{book::Book, browser::*, server::Clock};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let rt =
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    rt.block_on(async {
        let book = Book::read().unwrap();
        let b = Browser::start(&book, Clock::Coarse).await.unwrap();
        let w: u32 = a[2].parse().unwrap();
        b.resize(Screen { width: w, height: 800 }).await.unwrap();
        b.open(&a[1]).await.unwrap();
        pause(std::time::Duration::from_millis(800)).await;
        for s in &a[3..] {
            if let Some(f) = s.strip_prefix("shot:") {
                b.driver.screenshot(std::path::Path::new(f)).await.unwrap();
                continue;
            }
            let v: serde_json::Value = b.run(s, vec![]).await.unwrap();
            println!("{}", serde_json::to_string_pretty(&v).unwrap());
        }
        println!("{:?}", b.complaints().await.unwrap());
        b.driver.clone().quit().await.unwrap();
    });
}
