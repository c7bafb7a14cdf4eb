//! Other implementations and slow obvious ones of the guide *Load balancing*.

mod queue;
