//! Every schedule of a small configuration, shortest first.
