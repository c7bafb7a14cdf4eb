//! Smooth weighted round robin, as NGINX does it.
//!
//! - Source: `ngx_http_upstream_get_peer` of NGINX; the commit of 2012 by Maxim
//!   Dounin gives the sequence for weights 5, 1, 1: a a b a c a a.
//! - Cost: O(n) a request.
//! - Left out: the effective weight, which NGINX lowers for a while when a server
//!   fails.

// ANCHOR: smooth
/// Servers take turns by weight, so that no server's turns come all at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smooth {
    weights: Vec<i64>,
    current: Vec<i64>,
}

impl Smooth {
    /// Whose turn it is: all gain their weight, and the one that has most pays for
    /// all of them.
    pub fn turn(&mut self) -> usize {
        let mut best = 0;
        for server in 0..self.weights.len() {
            self.current[server] += self.weights[server];
            if self.current[server] > self.current[best] {
                best = server;
            }
        }
        self.current[best] -= self.weights.iter().sum::<i64>();
        best
    }
}
// ANCHOR_END: smooth

impl Smooth {
    /// Servers of these weights, before the first turn.
    pub fn new(weights: impl IntoIterator<Item = u32>) -> Smooth {
        let weights: Vec<_> = weights.into_iter().map(i64::from).collect();
        Smooth { current: vec![0; weights.len()], weights }
    }
}
