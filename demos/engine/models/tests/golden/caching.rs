//! Caches at work as the guide shows them.

mod eviction;
