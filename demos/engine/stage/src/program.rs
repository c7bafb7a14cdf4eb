//! What every WASM file of the book has: memory to allocate, and words for a panic.

use std::cell::Cell;
use std::panic::PanicHookInfo;

/// The standard library's allocator for WASM is 4 KB larger.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

thread_local! {
    /// Text for good, as few things ever break.
    static COMPLAINT: Cell<&'static str> = const { Cell::new("") };
}

/// Lets a panic leave its message for [`complaint`]. To be called once, at the start.
pub fn remember_panics() {
    let remember = |panic: &PanicHookInfo<'_>| {
        COMPLAINT.set(panic.to_string().leak());
    };
    std::panic::set_hook(Box::new(remember));
}

/// What the last panic said; nothing if there was none since this was asked.
pub fn complaint() -> String {
    COMPLAINT.take().into()
}
