//! Tests of the guide's models.
