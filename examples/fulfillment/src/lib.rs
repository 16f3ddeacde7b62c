//! Lesson 5: the life of an order, orchestrated. One `async fn` is in charge; it may wait for days, and survives
//! whatever happens meanwhile to the machine it runs on.

pub mod discounts;
pub mod orders;
pub mod reminders;
pub mod tasks;
pub mod tracking;

eventual::service!(
    /// Fulfils orders, step by step.
    pub struct Fulfillment = "fulfillment"
);
