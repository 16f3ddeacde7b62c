//! A command: typed input and output over HTTP.

use eventual::prelude::*;

/// Greets somebody.
#[command(method = "GET", path = "/hello/{name}")]
pub async fn hello(name: String) -> String {
    format!("Hello, {name}!")
}
