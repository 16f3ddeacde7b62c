//! DynamoDB with requests and answers as its API documents them: callers build items with attribute types.

use serde_json::Value;

use super::config::{Client, Service};
use super::error::AwsError;
use super::json::JsonService;

const DYNAMO_DB: JsonService = JsonService {
    service: Service { prefix: "dynamodb", signing_name: "dynamodb", endpoint_variable: "DYNAMODB" },
    target: "DynamoDB_20120810",
    version: "1.0",
};

/// `GetItem`.
///
/// # Errors
/// If DynamoDB refuses the call or does not answer.
pub async fn get_item(client: &Client, request: &Value) -> Result<Value, AwsError> {
    client.call_json(DYNAMO_DB, "dynamodb:GetItem", request).await
}

/// `PutItem`. A retry after a lost answer meets the caller's own write: a condition may then fail although the
/// item was put.
///
/// # Errors
/// If DynamoDB refuses the call (`ConditionalCheckFailedException`) or does not answer.
pub async fn put_item(client: &Client, request: &Value) -> Result<Value, AwsError> {
    client.call_json(DYNAMO_DB, "dynamodb:PutItem", request).await
}

/// `UpdateItem`. A retry after a lost answer applies the update again, as with [`put_item`].
///
/// # Errors
/// If DynamoDB refuses the call (`ConditionalCheckFailedException`) or does not answer.
pub async fn update_item(client: &Client, request: &Value) -> Result<Value, AwsError> {
    client.call_json(DYNAMO_DB, "dynamodb:UpdateItem", request).await
}

/// `DeleteItem`.
///
/// # Errors
/// If DynamoDB refuses the call (`ConditionalCheckFailedException`) or does not answer.
pub async fn delete_item(client: &Client, request: &Value) -> Result<Value, AwsError> {
    client.call_json(DYNAMO_DB, "dynamodb:DeleteItem", request).await
}

/// `Query`: one page. The next one starts at the answer's `LastEvaluatedKey`.
///
/// # Errors
/// If DynamoDB refuses the call or does not answer.
pub async fn query(client: &Client, request: &Value) -> Result<Value, AwsError> {
    client.call_json(DYNAMO_DB, "dynamodb:Query", request).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::client::fake::{client, refusal, success};

    #[tokio::test(start_paused = true)]
    async fn a_failed_condition_is_told_by_its_code_and_not_tried_again() {
        let client = client(|_| {
            refusal(
                400,
                json!({"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
                    "message": "The conditional request failed", "Item": {"v": {"N": "3"}}}),
            )
        });
        let error = put_item(&client, &json!({"TableName": "t"})).await.unwrap_err();
        assert_eq!(error.code(), Some("ConditionalCheckFailedException"));
        assert_eq!(error.status(), Some(400));
        assert!(!error.to_string().contains('3'), "user data in a message: {error}");
        let AwsError::Refused { body, .. } = error else { panic!("{error}") };
        assert_eq!(body["Item"]["v"]["N"], "3");
        assert_eq!(client.requests().len(), 1);
        assert_eq!(client.requests()[0].header("x-amz-target"), Some("DynamoDB_20120810.PutItem"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_throttled_read_is_tried_again_on_the_same_connection() {
        let client = client(|count| match count {
            0 => refusal(400, json!({"__type": "ProvisionedThroughputExceededException"})),
            _ => success(json!({"Item": {"id": {"S": "a"}}})),
        });
        let answer = get_item(&client, &json!({"TableName": "t"})).await.unwrap();
        assert_eq!(answer["Item"]["id"]["S"], "a");
        assert_eq!(client.idle.lock().unwrap().len(), 1);
    }
}
