//! Lesson 1: commands. Each `async fn` with `#[command]` becomes a Lambda function of its own, answers at
//! `POST /rpc/<name>`, and at a REST route if it says so.

use eventual::prelude::*;

eventual::service!(pub struct Hello = "hello");

/// Greets whoever is named in the path.
#[command(method = "GET", path = "/hello/{name}")]
pub async fn hello(name: String) -> String {
    format!("hello {name}")
}

/// The person to greet, and how often.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Validate)]
pub struct Greeting {
    /// The name to put into the greeting.
    #[garde(length(min = 1, max = 40))]
    pub name: String,
    /// How many times to say it.
    #[garde(range(min = 1, max = 5))]
    pub times: u32,
}

/// Greets as often as asked. A wrong `times` never reaches this code: the gateway and the function both
/// check the one type above.
#[command(method = "POST", path = "/greetings")]
pub async fn greet(greeting: Greeting) -> Vec<String> {
    vec![format!("hello {}", greeting.name); greeting.times as usize]
}
