//! Limiters at work as the guide shows them.

