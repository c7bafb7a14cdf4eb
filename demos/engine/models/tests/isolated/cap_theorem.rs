//! Nodes and structures, fed by hand, of the guide *CAP theorem*.
