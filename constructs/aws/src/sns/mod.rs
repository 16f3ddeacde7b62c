//! Topics.

mod topic;

pub use topic::{Topic, TopicProps};
