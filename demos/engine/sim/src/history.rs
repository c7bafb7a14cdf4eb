//! Was what the clients saw linearizable?
