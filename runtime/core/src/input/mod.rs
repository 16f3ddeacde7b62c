//! From a request to the input of a command: gather the parts, read them as the type asks, validate.

mod gather;
mod node;
mod problem;
mod text;
mod validate;

pub use gather::{FieldSource, InputSpec};
pub use problem::Problem;
pub use validate::{Probe, ValidateNothing, ValidateWithGarde};

pub(crate) use gather::gather;
pub(crate) use node::Node;
pub use text::{match_path, percent_decode};

use serde::de::DeserializeOwned;

use crate::http::{Response, invalid_input};

/// The input of one call while its parameters are being read. Collects every problem before it gives up.
#[derive(Debug)]
pub struct Input {
    node: Option<Node>,
    problems: Vec<Problem>,
}

impl Input {
    pub(crate) fn new(node: Node) -> Self {
        Self { node: Some(node), problems: Vec::new() }
    }

    pub(crate) fn rejected(problem: Problem) -> Self {
        Self { node: None, problems: vec![problem] }
    }

    /// The whole input as one value.
    pub fn whole<T: DeserializeOwned>(&mut self) -> Option<T> {
        let node = self.node.take()?;
        T::deserialize(node).map_err(|problem| self.problems.push(problem)).ok()
    }

    /// One field of the input, removed from it. A field that is not there is `None` for an `Option` and a
    /// problem for everything else.
    pub fn field<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let node = self.node.as_mut()?.take_field(name);
        T::deserialize(node).map_err(|problem| self.problems.push(problem.within(name))).ok()
    }

    /// Where validation reports what is wrong.
    pub fn problems(&mut self) -> &mut Vec<Problem> {
        &mut self.problems
    }

    /// Whether nothing is wrong so far.
    pub fn is_valid(&self) -> bool {
        self.problems.is_empty()
    }

    /// Status 400 that names every problem.
    pub fn rejection(&self) -> Response {
        invalid_input(&self.problems)
    }
}
