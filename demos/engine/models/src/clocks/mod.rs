//! The models of the guide.
