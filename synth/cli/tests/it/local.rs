//! The tool beside a real local service.

use std::time::{Duration, Instant};

use eventual_runtime_local::{ServeOptions, Server};

use crate::transcript::at;

/// How long anything may take, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn what_an_execution_logs_is_shown() {
    let state = tempfile::tempdir().unwrap();
    let options = ServeOptions { port: 0, ..ServeOptions::new(state.path()) };
    let server = Server::new().service::<fulfillment::Fulfillment>("0.1.0", None);
    let running = server.start(&options, |_| {}).unwrap();
    let url = running.serving().services[0].url.clone();
    let order = r#"{"order_id": "o-1", "amount_cents": 9900}"#;
    at(&url, &["start", "fulfil", order, "--name", "o-1"]);
    at(&url, &["signal", "o-1", "OrderCancelled", r#"{"reason": "late"}"#]);
    let start = Instant::now();
    let shown = loop {
        let shown = at(&url, &["logs", "o-1"]);
        if shown.contains("refunded") || start.elapsed() > PATIENCE {
            break shown;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let line = "info  task:refund [o-1] refunded payment of 9900 for o-1";
    assert_eq!(shown.matches(line).count(), 1, "{shown}");
    running.stop();
}
