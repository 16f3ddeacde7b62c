use super::Target;
use crate::http::Request;
use crate::input::{Input, InputSpec, gather};

/// Collects the input of a command from the request; the macro then reads its parameters one by one.
pub fn read_input(spec: &InputSpec, request: &Request, target: &Target) -> Input {
    gather(spec, request, target.path())
}
