//! Values that CloudFormation computes when it deploys: intrinsic functions and pseudo parameters.

mod functions;
pub mod pseudo;

pub use functions::{base64, if_, import_value, join, no_value, select, split, sub};
