//! Other implementations and slow obvious ones of the guide *Distributed caching*.
