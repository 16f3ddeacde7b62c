//! A command stays the `async fn` it was written as: call it.

use hello::{Greeting, greet, hello};

#[tokio::test]
async fn hello_greets_by_name() {
    assert_eq!(hello("sam".into()).await, "hello sam");
}

#[tokio::test]
async fn greet_repeats_itself() {
    let greeting = Greeting { name: "sam".into(), times: 2 };
    assert_eq!(greet(greeting).await, ["hello sam", "hello sam"]);
}
