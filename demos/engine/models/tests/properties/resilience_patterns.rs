//! Limiters over many seeds: what always holds, and what can happen.

