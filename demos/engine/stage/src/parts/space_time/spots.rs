//! Where marks lie: at their moment, or so far from it that two marks of one
//! node can be told apart and pressed.

use super::{SpaceTime, Stamp};
use crate::demo::Layout;
use crate::element::Text;
use crate::parts::geometry::Point;
use sim::{Event, MessageId, Micros, NodeId};

/// How far marks of one node are from each other at least.
const APART: f32 = 15.0;
/// How far beyond the end of its line a mark may lie.
const BEYOND: f32 = 8.0;

/// What tells marks apart: the node, the moment, the message that is sent or
/// received, and which one it is of those that agree in all that.
type Mark = (NodeId, Micros, Option<MessageId>, usize);

/// Where the marks of the whole run lie.
#[derive(Default)]
pub(super) struct Spots {
    places: Vec<(Mark, Point)>,
    /// By the keys of the stamps.
    stamps: Vec<(Text, Point)>,
}

impl Spots {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = Point> {
        self.places.iter().map(|(_, place)| *place)
    }

    /// Where the stamp with this key lies, if there is one.
    pub fn stamp(&self, key: &str) -> Option<Point> {
        self.stamps.iter().find(|(k, _)| k == key).map(|(_, place)| *place)
    }

    fn mark(&self, mark: Mark) -> Option<Point> {
        self.places.iter().find(|(m, _)| *m == mark).map(|(_, place)| *place)
    }
}

impl SpaceTime<'_> {
    /// Where everything that happens in the whole run lies, so that what comes
    /// later never moves what is there. Without stamps nothing is pressed, and
    /// all lies at its moment.
    pub(super) fn spots(&self) -> Spots {
        let mut spots = Spots::default();
        if self.stamps.is_empty() {
            return spots;
        }
        for (index, _) in self.lanes.iter().enumerate() {
            let node = NodeId(index as u32);
            let marks = self.marks(node);
            let places = self.spread(node, marks.iter().map(|mark| mark.1));
            spots.places.extend(marks.into_iter().zip(places));
        }
        for (index, stamp) in self.stamps.iter().enumerate() {
            let what = |stamp: &Stamp| (stamp.node, stamp.at, stamp.message);
            let before = self.stamps[..index].iter().map(what);
            let alike = before.filter(|other| *other == what(stamp)).count();
            let mark = (stamp.node, stamp.at, stamp.message, alike);
            let moment = || self.place(stamp.node, stamp.at);
            let place = spots.mark(mark).unwrap_or_else(moment);
            spots.stamps.push((stamp.key.clone(), place));
        }
        spots
    }

    /// Where a message is sent or received.
    pub(super) fn end_of(
        &self,
        spots: &Spots,
        message: MessageId,
        (node, at): (NodeId, Micros),
    ) -> Point {
        let mark = (node, at, Some(message), 0);
        spots.mark(mark).unwrap_or_else(|| self.place(node, at))
    }

    /// The marks on a node's line, in order.
    fn marks(&self, of: NodeId) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::new();
        for record in self.records.iter().filter(|record| self.shows(record.at)) {
            let (node, message) = match &record.event {
                Event::Sent { message, from, .. } => (*from, Some(*message)),
                Event::Received { message, to, .. } => (*to, Some(*message)),
                Event::Noted { node: Some(node), .. } => (*node, None),
                Event::Noted { node: None, .. }
                | Event::Lost { .. }
                | Event::Expired { .. }
                | Event::Stopped { .. }
                | Event::Restarted { .. }
                | Event::Faulted { .. } => continue,
            };
            if node == of {
                let is_alike =
                    |mark: &&Mark| (mark.1, mark.2) == (record.at, message);
                let count = marks.iter().filter(is_alike).count();
                marks.push((node, record.at, message, count));
            }
        }
        marks
    }

    /// Places on a node's line for these moments, in order and apart: as late as
    /// it takes, and at the end of the line as early.
    fn spread(
        &self,
        node: NodeId,
        moments: impl Iterator<Item = Micros>,
    ) -> Vec<Point> {
        let mut end = self.place(node, self.window.1);
        let mut places: Vec<_> = moments.map(|at| self.place(node, at)).collect();
        let mut least = f32::MIN;
        for place in &mut places {
            let at = self.along(place);
            *at = at.max(least);
            least = *at + APART;
        }
        let mut most = *self.along(&mut end) + BEYOND;
        for place in places.iter_mut().rev() {
            let at = self.along(place);
            *at = at.min(most);
            most = *at - APART;
        }
        places
    }

    /// The coordinate of a point that is its time.
    fn along<'a>(&self, point: &'a mut Point) -> &'a mut f32 {
        match self.layout {
            Layout::Wide => &mut point.x,
            Layout::Narrow => &mut point.y,
        }
    }
}
