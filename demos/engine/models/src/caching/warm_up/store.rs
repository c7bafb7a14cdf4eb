//! The cache: which keys it has. Who was wanted longest ago makes room.

use sim::Micros;

/// A cache of some of all keys, with room for so many: LRU.
#[derive(Clone, Debug)]
pub struct Store {
    /// When each was last wanted, if it is there.
    wanted: Vec<Option<Micros>>,
    count: usize,
    room: usize,
}

impl Store {
    /// A cache with room for so many of `keys`, which is full.
    pub fn full(keys: usize, room: usize) -> Store {
        let mut store = Store { wanted: vec![None; keys], count: 0, room };
        store.restart(keys);
        store
    }

    /// How many keys it has.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many keys it has room for.
    pub fn room(&self) -> usize {
        self.room
    }

    /// It has just the first `many` keys, as far as there is room.
    pub fn restart(&mut self, many: usize) {
        self.count = many.min(self.room).min(self.wanted.len());
        let count = self.count;
        let all = self.wanted.iter_mut().enumerate();
        all.for_each(|(key, at)| *at = (key < count).then_some(Micros::ZERO));
    }

    /// Someone wants a key; whether it is there.
    pub fn get(&mut self, key: usize, now: Micros) -> bool {
        let wanted = &mut self.wanted[key];
        *wanted = wanted.map(|_| now);
        wanted.is_some()
    }

    /// A key comes in, and another one makes room for it.
    pub fn put(&mut self, key: usize, now: Micros) {
        if self.wanted[key].is_none() {
            self.count += 1;
        }
        self.wanted[key] = Some(now);
        self.shrink(self.room);
    }

    /// From now on there is room for so many.
    pub fn shrink(&mut self, room: usize) {
        self.room = room;
        while self.count > room {
            let there = self.wanted.iter().enumerate();
            let there = there.filter_map(|(key, at)| at.map(|at| (at, key)));
            let (_, oldest) = there.min().expect("it is not empty");
            self.wanted[oldest] = None;
            self.count -= 1;
        }
    }
}
