//! The picture: the trees of both replicas above their rows, what is on its way, and
//! the bytes so far beside those of a full scan.

use super::{AntiEntropy, bars, flights, trees};
use models::replication::merkle::{A, B, Node, Tree};
use sim::NodeId;
use stage::parts::geometry::Point;
use stage::parts::{Area, picture};
use stage::{Element, Layout, Moment};

/// Where things lie.
pub struct Place {
    pub layout: Layout,
    pub size: (u32, u32),
}

impl Place {
    fn of(layout: Layout) -> Place {
        let size = match layout {
            Layout::Wide => (620, 316),
            Layout::Narrow => (340, 434),
        };
        Place { layout, size }
    }

    /// Where a replica's tree is, with its rows: as wide as a whole number for each of
    /// 64 leaves, so that equal parts of the tree are equal in the page's bytes.
    pub fn side(&self, node: NodeId) -> Area {
        let is_b = node == B;
        let (at, width, height) = match (self.layout, is_b) {
            (Layout::Wide, false) => (Point::new(8.0, 22.0), 256.0, 194.0),
            (Layout::Wide, true) => (Point::new(356.0, 22.0), 256.0, 194.0),
            (Layout::Narrow, false) => (Point::new(10.0, 20.0), 320.0, 148.0),
            (Layout::Narrow, true) => (Point::new(10.0, 190.0), 320.0, 148.0),
        };
        Area { at, width, height }
    }

    /// The rows of a replica: a column for each leaf.
    pub fn strip(&self, node: NodeId) -> Area {
        let side = self.side(node);
        let height = match self.layout {
            Layout::Wide => 46.0,
            Layout::Narrow => 36.0,
        };
        let at = Point::new(side.at.x, side.end().y - height);
        Area { at, height, ..side }
    }

    /// Where a node of a replica's tree is.
    pub fn node(&self, of: NodeId, tree: &Tree, node: Node) -> Point {
        let side = self.side(of);
        let strip = self.strip(of);
        let room = strip.at.y - 10.0 - (side.at.y + 6.0);
        let share = (node.place as f32 + 0.5) / (1_u32 << node.level) as f32;
        let down = room * node.level as f32 / tree.depth().max(1) as f32;
        Point::new(side.at.x + side.width * share, side.at.y + 6.0 + down)
    }

    /// The column of a leaf.
    pub fn leaf(&self, of: NodeId, tree: &Tree, place: u32) -> Area {
        let strip = self.strip(of);
        let width = strip.width / (1_u32 << tree.depth()) as f32;
        let at = Point::new(strip.at.x + width * place as f32, strip.at.y);
        Area { at, width, ..strip }
    }

    /// Where a key is in the column of its leaf.
    pub fn key(&self, of: NodeId, tree: &Tree, key: u32) -> Point {
        let place = tree.leaf_of(key);
        let leaf = self.leaf(of, tree, place);
        let keys = tree.keys(place);
        let number = (key - keys.start) as f32 + 0.5;
        let count = (keys.end - keys.start).max(1) as f32;
        // A wide column has its keys beside each other as well.
        let columns = (leaf.width / 7.0).max(1.0) as u32;
        let rows = (count / columns as f32).max(1.0);
        let (column, row) = ((number / rows) as u32, number % rows);
        let width = leaf.width / columns as f32;
        let x = leaf.at.x + width * (column.min(columns - 1) as f32 + 0.5);
        Point::new(x, leaf.at.y + 4.0 + (leaf.height - 8.0) * row / rows)
    }

    /// The top left of the bars.
    pub fn bars(&self) -> Point {
        match self.layout {
            Layout::Wide => Point::new(4.0, 232.0),
            Layout::Narrow => Point::new(6.0, 350.0),
        }
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, AntiEntropy>) -> Element {
    let place = Place::of(moment.layout);
    let sides = [A, B].map(|node| trees::draw(moment, &place, node));
    picture(place.size, "Two trees of hashes, and the rows below them")
        .children(sides)
        .child(flights::draw(moment, &place))
        .child(bars::draw(moment, &place))
}
