//! The service `{{name}}`.

pub mod greeting;
pub mod members;
pub mod welcome;

eventual::service!(
    /// Greets people and welcomes new members.
    pub struct {{type}} = "{{name}}"
);
