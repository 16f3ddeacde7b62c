//! Lesson 2: the life of an order, as a choreography. No function is in charge: each function reacts to one event and
//! emits the next.
//!
//! ```text
//! create_order ─ OrderCreated ─▶ take_payment ─ PaymentProcessed ─▶ ship ─ OrderShipped ─▶ tell_customer
//! ```

pub mod api;
pub mod auth;
pub mod events;
pub mod payment;
pub mod shipping;

eventual::service!(
    /// Takes orders, has them paid, ships them.
    pub struct Orders = "orders"
);
