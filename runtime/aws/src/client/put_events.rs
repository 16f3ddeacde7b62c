use serde_json::{Value, json};
use thiserror::Error;

use super::config::{Client, Service};
use super::error::AwsError;
use super::json::JsonService;
use super::retry;

const EVENT_BRIDGE: JsonService = JsonService {
    service: Service { prefix: "events", signing_name: "events", endpoint_variable: "EVENTBRIDGE" },
    target: "AWSEvents",
    version: "1.1",
};

/// Entries of one request (PutEvents API reference).
const MAX_ENTRIES: usize = 10;
/// Bytes of all entries of one request: 1 MB (EventBridge quotas), less head-room for how AWS counts.
const MAX_BYTES: usize = 1_000_000;

/// An event for a bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventEntry {
    /// Name or ARN of the bus.
    pub bus: String,
    /// Who emits: the name of the service.
    pub source: String,
    /// What happened: the wire name of the event.
    pub detail_type: String,
    /// The event as a JSON object in text form.
    pub detail: String,
    /// What consumers find in `resources`.
    pub resources: Vec<String>,
}

impl EventEntry {
    /// Size as EventBridge counts it ("Calculating Amazon EventBridge event entry size").
    fn size(&self) -> usize {
        self.source.len()
            + self.detail_type.len()
            + self.detail.len()
            + self.resources.iter().map(String::len).sum::<usize>()
    }
}

/// Why events were not all put.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PutEventsError {
    /// An event alone is above the limit. No event was sent.
    #[error(
        "event `{detail_type}` has {size} bytes, more than the {MAX_BYTES} that EventBridge takes; store the \
         data and emit a reference to it"
    )]
    TooLarge {
        /// Name of the event.
        detail_type: String,
        /// Its size in bytes.
        size: usize,
    },
    /// Some events were refused for good, or still after all retries. The others of the call were put.
    #[error("{refused} of {total} events were not put; the first, `{detail_type}`, for `{code}`: {message}")]
    Entries {
        /// Number of events that were not put.
        refused: usize,
        /// Number of events of the call.
        total: usize,
        /// Name of the first event that was not put.
        detail_type: String,
        /// EventBridge's error code for it.
        code: String,
        /// EventBridge's message for it.
        message: String,
    },
    /// A request failed as a whole. Events of requests before it were put.
    #[error(transparent)]
    Call(#[from] AwsError),
}

/// Puts events on their buses, in order, in as few requests as EventBridge's limits allow. Entries that
/// EventBridge refuses for a passing reason are sent again after a pause, and only those.
///
/// # Errors
/// If an event is too large, a request fails, or entries are refused for good.
pub async fn put_events(client: &Client, entries: &[EventEntry]) -> Result<(), PutEventsError> {
    if let Some(entry) = entries.iter().find(|it| it.size() > MAX_BYTES) {
        let detail_type = entry.detail_type.clone();
        return Err(PutEventsError::TooLarge { detail_type, size: entry.size() });
    }
    let mut refused = Vec::new();
    for request in split(entries) {
        put_request(client, request, &mut refused).await?;
    }
    match refused.first() {
        None => Ok(()),
        Some(first) => Err(PutEventsError::Entries {
            refused: refused.len(),
            total: entries.len(),
            detail_type: first.detail_type.clone(),
            code: first.code.clone(),
            message: first.message.clone(),
        }),
    }
}

struct Refused {
    detail_type: String,
    code: String,
    message: String,
}

/// Consecutive runs of entries that fit into one request each.
fn split(entries: &[EventEntry]) -> Vec<&[EventEntry]> {
    let mut requests = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, entry) in entries.iter().enumerate() {
        if index - start == MAX_ENTRIES || bytes + entry.size() > MAX_BYTES {
            requests.push(&entries[start..index]);
            (start, bytes) = (index, 0);
        }
        bytes += entry.size();
    }
    if start < entries.len() {
        requests.push(&entries[start..]);
    }
    requests
}

async fn put_request(
    client: &Client,
    entries: &[EventEntry],
    refused: &mut Vec<Refused>,
) -> Result<(), AwsError> {
    let mut pending: Vec<&EventEntry> = entries.iter().collect();
    let mut failures = 0;
    loop {
        let answer = client.call_json(EVENT_BRIDGE, "events:PutEvents", &document(&pending)).await?;
        failures += 1;
        let results = answer.get("Entries").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if results.len() != pending.len() {
            let reason = format!("{} results for {} entries", results.len(), pending.len());
            return Err(AwsError::Answer { call: "events:PutEvents", reason });
        }
        let mut again = Vec::new();
        for (entry, result) in pending.into_iter().zip(results) {
            let text = |name: &str| result.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let code = text("ErrorCode");
            if code.is_empty() {
                continue;
            }
            if retry::is_transient(0, &code) && failures < retry::MAX_ATTEMPTS {
                again.push(entry);
            } else {
                let detail_type = entry.detail_type.clone();
                refused.push(Refused { detail_type, code, message: text("ErrorMessage") });
            }
        }
        if again.is_empty() {
            return Ok(());
        }
        pending = again;
        retry::pause(failures).await;
    }
}

fn document(entries: &[&EventEntry]) -> Value {
    let trace = std::env::var("_X_AMZN_TRACE_ID").ok();
    let entries = entries.iter().map(|it| {
        let mut entry = json!({
            "EventBusName": it.bus,
            "Source": it.source,
            "DetailType": it.detail_type,
            "Detail": it.detail,
        });
        if !it.resources.is_empty() {
            entry["Resources"] = json!(it.resources);
        }
        if let Some(trace) = &trace {
            entry["TraceHeader"] = trace.as_str().into();
        }
        entry
    });
    json!({ "Entries": entries.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::*;
    use crate::client::fake::{client, refusal, success};

    fn entry(detail_type: &str, detail: &str) -> EventEntry {
        EventEntry {
            bus: "orders".into(),
            source: "orders".into(),
            detail_type: detail_type.into(),
            detail: detail.into(),
            resources: Vec::new(),
        }
    }

    fn names(request: &Value) -> Vec<&str> {
        let entries = request["Entries"].as_array().unwrap();
        entries.iter().map(|it| it["DetailType"].as_str().unwrap()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn an_event_is_put_on_its_bus() {
        let client = client(|_| success(json!({"Entries": [{"EventId": "1"}]})));
        put_events(&client, &[entry("OrderCreated", r#"{"id":1}"#)]).await.unwrap();
        let requests = client.requests();
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0].header("x-amz-target"), Some("AWSEvents.PutEvents"));
        assert_eq!(requests[0].header("host"), Some("events.eu-west-1.amazonaws.com"));
        assert_eq!(requests[0].header("x-amz-security-token"), Some("TOKEN"));
        let scope = "/eu-west-1/events/aws4_request";
        assert!(requests[0].header("authorization").unwrap().contains(scope));
        assert_eq!(
            requests[0].json()["Entries"][0],
            json!({"EventBusName": "orders", "Source": "orders", "DetailType": "OrderCreated", "Detail": "{\"id\":1}"})
        );
    }

    #[tokio::test(start_paused = true)]
    async fn only_refused_entries_are_sent_again_and_after_a_pause() {
        let client = client(|count| match count {
            0 => success(json!({"FailedEntryCount": 2, "Entries": [
                {"ErrorCode": "ThrottlingException"}, {"EventId": "1"}, {"ErrorCode": "InternalFailure"}]})),
            1 => success(json!({"Entries": [{"EventId": "2"}, {"ErrorCode": "InternalFailure"}]})),
            _ => success(json!({"Entries": [{"EventId": "3"}]})),
        });
        let start = Instant::now();
        let mut entries = [entry("A", "{}"), entry("B", "{}"), entry("C", "{}")];
        entries[2].resources = vec!["origin:1#2".into()];
        put_events(&client, &entries).await.unwrap();
        let requests: Vec<_> = client.requests().iter().map(|it| it.json()).collect();
        for (request, place) in requests.iter().zip([2, 1, 0]) {
            assert_eq!(request["Entries"][place]["Resources"], json!(["origin:1#2"]));
        }
        assert_eq!(
            requests.iter().map(names).collect::<Vec<_>>(),
            [vec!["A", "B", "C"], vec!["A", "C"], vec!["C"]]
        );
        assert!(start.elapsed() > Duration::ZERO, "no pause");
        assert!(start.elapsed() <= Duration::from_millis(310), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn entries_refused_for_good_are_named() {
        let client = client(|_| {
            success(json!({"Entries": [
                {"EventId": "1"}, {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}]}))
        });
        let error = put_events(&client, &[entry("A", "{}"), entry("B", "{")]).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "1 of 2 events were not put; the first, `B`, for `MalformedDetail`: Detail is malformed."
        );
        assert_eq!(client.requests().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn entries_that_stay_refused_end_the_call() {
        let client = client(|_| success(json!({"Entries": [{"ErrorCode": "ThrottlingException"}]})));
        let error = put_events(&client, &[entry("A", "{}")]).await.unwrap_err();
        assert!(matches!(error, PutEventsError::Entries { refused: 1, .. }), "{error}");
        assert_eq!(client.requests().len(), retry::MAX_ATTEMPTS as usize);
    }

    #[tokio::test(start_paused = true)]
    async fn a_throttled_request_is_sent_again_and_a_denied_one_is_not() {
        let throttled = client(|count| match count {
            0 => refusal(400, json!({"__type": "ThrottlingException"})),
            1 => refusal(500, json!({})),
            _ => success(json!({"Entries": [{"EventId": "1"}]})),
        });
        put_events(&throttled, &[entry("A", "{}")]).await.unwrap();
        assert_eq!(throttled.requests().len(), 3);

        let denied = client(|_| refusal(400, json!({"__type": "AccessDeniedException", "Message": "no"})));
        let error = put_events(&denied, &[entry("A", "{}")]).await.unwrap_err();
        assert_eq!(error.to_string(), "`events:PutEvents` was refused with 400 `AccessDeniedException`: no");
        assert_eq!(denied.requests().len(), 1);
    }

    #[test]
    fn requests_stay_within_the_limits() {
        let counts = |entries: &[EventEntry]| split(entries).iter().map(|it| it.len()).collect::<Vec<_>>();
        assert!(counts(&[]).is_empty());
        assert_eq!(counts(&vec![entry("A", "{}"); 25]), [10, 10, 5]);
        let large = entry("A", &"x".repeat(400_000));
        assert_eq!(counts(&vec![large; 5]), [2, 2, 1]);
    }

    #[tokio::test]
    async fn an_event_above_the_limit_is_named_before_any_is_sent() {
        let client = client(|_| success(json!({})));
        let entries = [entry("Small", "{}"), entry("Large", &"x".repeat(1_000_000))];
        let error = put_events(&client, &entries).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "event `Large` has 1000011 bytes, more than the 1000000 that EventBridge takes; store the data and \
             emit a reference to it"
        );
        assert_eq!(client.requests().len(), 0);
    }
}
