//! Limiters and a limited service, fed by hand.

