//! Half-written code is the normal input of an analyzer: whatever stands in a file, there is an answer.

use std::path::Path;

use eventual_analyzer::{Analysis, Features, MemorySource, Style, analyze_with};

const SAMPLE: &str = r##"//! Orders: ä ö ü.
use eventual::prelude::*;
use std::{collections::HashMap, time::SystemTime as Clock};
eventual::service!(pub struct Orders = "orders");
#[derive(Serialize, Event)] #[event(name = "order.created")] pub struct OrderCreated { pub id: String }
#[derive(AnyOf)] enum Any { Created(OrderCreated) }
/// Places "it".
#[cfg(feature = "server")]
#[command(method = "POST", path = "/orders/{id}", middleware = [a::b], environment(TABLE = "t"))]
pub async fn create<'a>(id: String, r#type: Vec<[u8; 3]>, user: &User) -> Result<OrderId> { let x = '{'; Ok(id) }
#[subscription(events = [OrderCreated], retry(max_attempts = 5), filter = r#"{"a": [1]}"#)]
async fn on(event: Any) -> Result<()> { /* { */ Ok(()) }
#[workflow(timeout = "30d")]
async fn process(map: HashMap<String, u8>) -> Result<()> {
    loop { let now = Clock::now(); for (k, v) in &map { step(k, v).await?; } }
}
impl Orders { #[task] async fn inside(self) -> Result<()> { tokio::select! { _ = a() => {} } } }
mod inner { #![cfg(unix)] pub(super) const fn f(x: impl Fn() -> u8) -> [u8; { 1 + 1 }] { [1, 2] } }
#[api(GET "/health")] async fn health(_: Request) -> Response { Response::default() }
"##;

fn analyze(text: &str) -> Analysis {
    let mut source = MemorySource::default();
    source.insert("/s/Cargo.toml", "[package]\nname = \"s\"\n[dependencies]\neventual-rs = \"1\"");
    source.insert("/s/src/lib.rs", text);
    analyze_with(Path::new("/s"), &Features::Unknown, &source)
}

#[test]
fn a_file_cut_somewhere_has_an_answer() {
    for (end, _) in SAMPLE.char_indices().step_by(7) {
        let analysis = analyze(&SAMPLE[..end]);
        assert!(analysis.model.is_some());
        analysis.render(Style::Plain);
    }
}

#[test]
fn a_file_with_a_character_missing_has_an_answer() {
    for (at, c) in SAMPLE.char_indices().step_by(7) {
        let analysis = analyze(&format!("{}{}", &SAMPLE[..at], &SAMPLE[at + c.len_utf8()..]));
        analysis.render(Style::Plain);
    }
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    let (first, second) = (analyze(SAMPLE), analyze(SAMPLE));
    assert_eq!(first.to_json(), second.to_json());
    assert_eq!(first.model, second.model);
    assert!(!first.diagnostics.is_empty());
}
