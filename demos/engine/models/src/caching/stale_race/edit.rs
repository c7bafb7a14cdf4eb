//! What a reader may do to a race.

use super::steps::Order;
use std::fmt;
use std::str::FromStr;

/// What a reader may do: `order-r-w-d-f` puts the steps in another order. One that
/// these settings do not have does nothing.
///
/// ```
/// # use models::caching::stale_race::Edit;
/// let edit: Edit = "order-w1-w2-s2-s1".parse().unwrap();
/// assert_eq!(edit.to_string(), "order-w1-w2-s2-s1");
/// assert!("order-q".parse::<Edit>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit(pub Order);

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("order")?;
        self.0.iter().try_for_each(|step| write!(f, "-{step}"))
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let steps = text.strip_prefix("order-");
        let order = steps.and_then(|steps| {
            steps.split('-').map(str::parse).collect::<Result<_, _>>().ok()
        });
        let wrong = || format!("`{text}` is no edit: order-r-w-d-f is");
        order.map(Edit).ok_or_else(wrong)
    }
}
