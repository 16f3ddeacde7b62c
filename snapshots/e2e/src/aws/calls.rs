//! The calls that tests make most.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Method;

use super::Aws;
use crate::error::{Error, Result};
use crate::wait::wait_for;

const ARRIVAL: Duration = Duration::from_secs(30);

/// A message taken from a queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its body as it is; a Lambda destination's record or an EventBridge event is JSON.
    pub body: String,
    /// Its string attributes: EventBridge says there why it could not deliver (`ERROR_CODE`).
    pub attributes: BTreeMap<String, String>,
}

impl Aws {
    /// Puts one event on a bus.
    ///
    /// # Errors
    /// If the bus does not take it.
    pub fn put_event(&self, bus: &str, source: &str, detail_type: &str, detail: &Value) -> Result<()> {
        let entry = json!({
            "EventBusName": bus, "Source": source, "DetailType": detail_type, "Detail": detail.to_string()
        });
        let answer = self.json("events", "AWSEvents.PutEvents", &json!({ "Entries": [entry] }))?;
        if answer["FailedEntryCount"] == 0 { Ok(()) } else { Err(Error::new(format!("PutEvents: {answer}"))) }
    }

    /// Takes up to ten messages from a queue (by URL) and deletes them; none if there are none now.
    ///
    /// # Errors
    /// If there is no such queue.
    pub fn take_messages(&self, queue_url: &str) -> Result<Vec<Message>> {
        let request = json!({
            "QueueUrl": queue_url, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"], "WaitTimeSeconds": 0
        });
        let answer = self.json("sqs", "AmazonSQS.ReceiveMessage", &request)?;
        let mut messages = Vec::new();
        for message in answer["Messages"].as_array().into_iter().flatten() {
            let handle = &message["ReceiptHandle"];
            self.json(
                "sqs",
                "AmazonSQS.DeleteMessage",
                &json!({ "QueueUrl": queue_url, "ReceiptHandle": handle }),
            )?;
            let attributes = message["MessageAttributes"].as_object().into_iter().flatten();
            messages.push(Message {
                body: message["Body"].as_str().unwrap_or_default().to_owned(),
                attributes: attributes
                    .filter_map(|(name, value)| {
                        Some((name.clone(), value["StringValue"].as_str()?.to_owned()))
                    })
                    .collect(),
            });
        }
        Ok(messages)
    }

    /// Waits for the next message of a queue (by URL), up to half a minute.
    ///
    /// # Errors
    /// If none comes; if more than one has come.
    pub fn next_message(&self, queue_url: &str) -> Result<Message> {
        wait_for(&format!("a message in {queue_url}"), ARRIVAL, || {
            let mut messages = self.take_messages(queue_url)?;
            if messages.len() > 1 {
                return Err(Error::new(format!("more than one message in {queue_url}: {messages:#?}")));
            }
            Ok(messages.pop())
        })
    }

    /// The URL of a queue, from its ARN or name.
    pub fn queue_url(&self, arn_or_name: &str) -> String {
        let name = arn_or_name.rsplit(':').next().unwrap_or(arn_or_name);
        format!("{}/{}/{name}", self.endpoint(), crate::emulator::ACCOUNT)
    }

    /// Invokes a function (by name) and waits for its answer; a failing function answers with an error object.
    ///
    /// # Errors
    /// If there is no such function.
    pub fn invoke(&self, function: &str, payload: &Value) -> Result<Value> {
        let path = format!("/2015-03-31/functions/{function}/invocations");
        self.rest("lambda", &Method::POST, &path, &[], payload.to_string())?.success()?.json()
    }

    /// What a function (by name) printed so far, all its instances together.
    ///
    /// # Errors
    /// If it has no log group.
    pub fn function_log(&self, function: &str) -> Result<String> {
        self.log(&format!("/aws/lambda/{function}"))
    }

    /// What stands in a log group, one line per message.
    ///
    /// # Errors
    /// If there is no such group.
    pub fn log(&self, group: &str) -> Result<String> {
        let request = json!({ "logGroupName": group });
        let answer = self.json("logs", "Logs_20140328.FilterLogEvents", &request)?;
        let events = answer["events"].as_array().into_iter().flatten();
        Ok(events
            .filter_map(|event| event["message"].as_str())
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join("\n"))
    }

    /// An item of a DynamoDB table, in DynamoDB's JSON (`{"id": {"S": ".."}}`), if it is there.
    ///
    /// # Errors
    /// If there is no such table.
    pub fn get_item(&self, table: &str, key: &Value) -> Result<Option<Value>> {
        let request = json!({ "TableName": table, "Key": key, "ConsistentRead": true });
        let mut answer = self.json("dynamodb", "DynamoDB_20120810.GetItem", &request)?;
        Ok(answer.get_mut("Item").map(Value::take))
    }

    /// Makes a bucket.
    ///
    /// # Errors
    /// If S3 refuses.
    pub fn create_bucket(&self, bucket: &str) -> Result<()> {
        self.rest("s3", &Method::PUT, &format!("/{bucket}"), &[], "")?.success().map(drop)
    }

    /// Puts an object.
    ///
    /// # Errors
    /// If there is no such bucket.
    pub fn put_object(&self, bucket: &str, key: &str, bytes: impl Into<Vec<u8>>) -> Result<()> {
        self.rest("s3", &Method::PUT, &format!("/{bucket}/{key}"), &[], bytes)?.success().map(drop)
    }
}
