//! One-time schedules of EventBridge Scheduler: timers beyond what a queue can delay.

use eventual_runtime_sigv4::{encode_part, timestamp};
use serde_json::json;

use super::config::{Client, Service};
use super::error::AwsError;
use super::exchange::Call;

const SCHEDULER: Service =
    Service { prefix: "scheduler", signing_name: "scheduler", endpoint_variable: "SCHEDULER" };

/// A call of a target at one moment; the schedule deletes itself after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Name, unique within the group; at most 64 of `A-Za-z0-9-_.`.
    pub name: String,
    /// Group that the schedule belongs to.
    pub group: String,
    /// When, in seconds since the Unix epoch.
    pub at_epoch_seconds: u64,
    /// ARN of the queue or function to call.
    pub target_arn: String,
    /// ARN of the role that may call it.
    pub role_arn: String,
    /// What it is called with, JSON text.
    pub input: String,
    /// Message group, if the target is a FIFO queue.
    pub message_group_id: Option<String>,
}

/// Creates a schedule; false if there is one of that name, which is left as it is.
///
/// # Errors
/// If Scheduler refuses the call or does not answer.
pub async fn create_schedule(client: &Client, schedule: &Schedule) -> Result<bool, AwsError> {
    let mut target = json!({
        "Arn": schedule.target_arn,
        "RoleArn": schedule.role_arn,
        "Input": schedule.input,
    });
    if let Some(group) = &schedule.message_group_id {
        target["SqsParameters"] = json!({ "MessageGroupId": group });
    }
    let mut call = Call::new("scheduler:CreateSchedule", SCHEDULER, "POST", path(&schedule.name))
        .header("content-type", "application/json");
    call.body = json!({
        "GroupName": schedule.group,
        "ScheduleExpression": format!("at({})", local_time(schedule.at_epoch_seconds)),
        "FlexibleTimeWindow": { "Mode": "OFF" },
        "ActionAfterCompletion": "DELETE",
        "Target": target,
    })
    .to_string()
    .into_bytes();
    match client.send(&call).await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some("ConflictException") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Deletes a schedule; false if there is none of that name.
///
/// # Errors
/// If Scheduler refuses the call or does not answer.
pub async fn delete_schedule(client: &Client, group: &str, name: &str) -> Result<bool, AwsError> {
    let mut call = Call::new("scheduler:DeleteSchedule", SCHEDULER, "DELETE", path(name));
    call.query.push(("groupName".to_owned(), group.to_owned()));
    match client.send(&call).await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(false),
        Err(error) => Err(error),
    }
}

fn path(name: &str) -> String {
    format!("/schedules/{}", encode_part(name))
}

/// `2030-01-31T08:00:00`, which Scheduler takes as UTC.
fn local_time(epoch_seconds: u64) -> String {
    let compact = timestamp(epoch_seconds);
    let part = |from: usize, to: usize| compact.get(from..to).unwrap_or_default();
    let (date, time) = ([part(0, 4), part(4, 6), part(6, 8)], [part(9, 11), part(11, 13), part(13, 15)]);
    format!("{}T{}", date.join("-"), time.join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::fake::{client, refusal, success};

    #[tokio::test(start_paused = true)]
    async fn a_schedule_is_created_once() {
        let client = client(|count| match count {
            0 => success(json!({"ScheduleArn": "a"})),
            _ => refusal(409, json!({"__type": "ConflictException"})),
        });
        let schedule = Schedule {
            name: "run-1.timer-2".into(),
            group: "orders".into(),
            at_epoch_seconds: 1_893_484_800,
            target_arn: "arn:queue".into(),
            role_arn: "arn:role".into(),
            input: "{}".into(),
            message_group_id: Some("run-1".into()),
        };
        assert!(create_schedule(&client, &schedule).await.unwrap());
        assert!(!create_schedule(&client, &schedule).await.unwrap());
        let requests = client.requests();
        assert_eq!(requests[0].line(), "POST /schedules/run-1.timer-2");
        assert_eq!(
            requests[0].json(),
            json!({
                "GroupName": "orders",
                "ScheduleExpression": "at(2030-01-01T08:00:00)",
                "FlexibleTimeWindow": {"Mode": "OFF"},
                "ActionAfterCompletion": "DELETE",
                "Target": {"Arn": "arn:queue", "RoleArn": "arn:role", "Input": "{}",
                    "SqsParameters": {"MessageGroupId": "run-1"}},
            })
        );
    }

    #[tokio::test(start_paused = true)]
    async fn deleting_twice_is_no_error() {
        let client = client(|count| match count {
            0 => success(json!({})),
            _ => refusal(404, json!({"__type": "ResourceNotFoundException"})),
        });
        assert!(delete_schedule(&client, "orders", "a").await.unwrap());
        assert!(!delete_schedule(&client, "orders", "a").await.unwrap());
        assert_eq!(client.requests()[0].line(), "DELETE /schedules/a?groupName=orders");
    }
}
