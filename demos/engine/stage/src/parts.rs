//! What pictures are made of. A part draws what it is told; it knows no
//! protocol, and no colour.

pub mod bars;
pub mod chart;
pub mod flow;
pub mod geometry;
pub mod lanes;
pub mod log_row;
pub mod node;
pub mod ring;
pub mod room;
pub mod space_time;
pub mod svg;
pub mod table;
pub mod time_chart;

pub use bars::{Bar, bars};
pub use chart::{Axis, Chart, Series};
pub use flow::{Dots, Grid, Patience, Sample, Side, draw_client};
pub use geometry::{Point, on_circle};
pub use lanes::{Lanes, Stretch, Track, Trigger};
pub use log_row::{draw_cell, draw_crown, draw_ghost};
pub use node::{NodeMark, draw_message, draw_node};
pub use ring::{Coverage, draw_arcs, draw_strokes, keep_apart};
pub use room::{Area, Room, text_width};
pub use space_time::{Flight, Held, Lane, SpaceTime, Stamp};
pub use svg::{Anchor, angles, label, line, lines, path, picture, row};
pub use table::{Row, Table};
pub use time_chart::{Frame, TimeChart};
