//! Whole objects of S3, with the conditions that make it a store of record.

use eventual_runtime_sigv4::encode_path;

use super::config::{Client, Service};
use super::error::AwsError;
use super::exchange::Call;
use super::hash::sha256_hex;
use crate::http1::Response;

const S3: Service = Service { prefix: "s3", signing_name: "s3", endpoint_variable: "S3" };

/// An object as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its content.
    pub body: Vec<u8>,
    /// Its version for [`PutCondition::IfMatch`], quotes included.
    pub etag: String,
}

/// When an object may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutCondition {
    /// Whatever is there.
    Always,
    /// If there is no object of that key.
    IfAbsent,
    /// If the object there has this entity tag.
    IfMatch(String),
}

/// What became of a conditional write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutOutcome {
    /// The object was written and has this entity tag now.
    Written(String),
    /// The condition did not hold. After a lost answer that may be the caller's own write: read to know.
    ConditionFailed,
}

/// Reads an object; `None` if there is none. S3 says so only to callers that may list the bucket; others are
/// refused.
///
/// # Errors
/// If S3 refuses the call or does not answer.
pub async fn get_object(client: &Client, bucket: &str, key: &str) -> Result<Option<Object>, AwsError> {
    let call = call(client, "s3:GetObject", "GET", bucket, key, Vec::new())?;
    match client.send(&call).await {
        Ok(response) => Ok(Some(Object { etag: etag(&response, "s3:GetObject")?, body: response.body })),
        Err(error) if error.code() == Some("NoSuchKey") => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes an object if the condition holds.
///
/// # Errors
/// If S3 refuses the call for another reason or does not answer.
pub async fn put_object(
    client: &Client,
    bucket: &str,
    key: &str,
    body: Vec<u8>,
    condition: &PutCondition,
) -> Result<PutOutcome, AwsError> {
    let mut call = call(client, "s3:PutObject", "PUT", bucket, key, body)?;
    match condition {
        PutCondition::Always => {}
        PutCondition::IfAbsent => call = call.header("if-none-match", "*"),
        PutCondition::IfMatch(etag) => call = call.header("if-match", etag.as_str()),
    }
    match client.send(&call).await {
        Ok(response) => Ok(PutOutcome::Written(etag(&response, "s3:PutObject")?)),
        Err(error) if error.status() == Some(412) => Ok(PutOutcome::ConditionFailed),
        // `If-Match` on an object that was deleted.
        Err(error) if error.code() == Some("NoSuchKey") => Ok(PutOutcome::ConditionFailed),
        Err(error) => Err(error),
    }
}

fn etag(response: &Response, call: &'static str) -> Result<String, AwsError> {
    let etag = response.header("etag").map(str::to_owned);
    etag.ok_or_else(|| AwsError::Answer { call, reason: "no `ETag`".to_owned() })
}

fn call(
    client: &Client,
    name: &'static str,
    method: &'static str,
    bucket: &str,
    key: &str,
    body: Vec<u8>,
) -> Result<Call, AwsError> {
    let key = encode_path(key);
    // The bucket is part of the host, except where that cannot work: emulators, and names with dots, which no
    // wildcard certificate covers.
    let in_path = client.endpoint(S3)?.overridden || bucket.contains('.');
    let path = if in_path { format!("/{bucket}/{key}") } else { format!("/{key}") };
    let mut call = Call::new(name, S3, method, path).header("x-amz-content-sha256", sha256_hex(&body));
    call.host_prefix = (!in_path).then(|| bucket.to_owned());
    call.body = body;
    Ok(call)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::fake::{client, response};

    fn refusal(status: u16, code: &str) -> String {
        response(status, &[], &format!("<Error><Code>{code}</Code><Message>m</Message></Error>"))
    }

    #[tokio::test(start_paused = true)]
    async fn an_object_is_written_once_and_read_back() {
        let client = client(|count| match count {
            0 => response(200, &[("ETag", "\"e1\"")], ""),
            1 => refusal(412, "PreconditionFailed"),
            2 => response(200, &[("ETag", "\"e1\"")], "journal"),
            _ => refusal(404, "NoSuchKey"),
        });
        let put = || put_object(&client, "b", "runs/ö 1", b"journal".to_vec(), &PutCondition::IfAbsent);
        assert_eq!(put().await.unwrap(), PutOutcome::Written("\"e1\"".into()));
        assert_eq!(put().await.unwrap(), PutOutcome::ConditionFailed);
        let object = get_object(&client, "b", "runs/ö 1").await.unwrap().unwrap();
        assert_eq!((object.body.as_slice(), object.etag.as_str()), (b"journal".as_slice(), "\"e1\""));
        assert_eq!(get_object(&client, "b", "none").await.unwrap(), None);

        let requests = client.requests();
        assert_eq!(requests[0].line(), "PUT /runs/%C3%B6%201");
        assert_eq!(requests[0].header("host"), Some("b.s3.eu-west-1.amazonaws.com"));
        assert_eq!(requests[0].header("if-none-match"), Some("*"));
        assert_eq!(
            requests[0].header("x-amz-content-sha256"),
            Some("81dd6b775afcccb6dbb8a25a58ea844271bbefaeea7cb1d91c1687d7450f850c")
        );
    }

    #[tokio::test(start_paused = true)]
    async fn two_writers_at_once_are_a_reason_to_try_again() {
        let client = client(|count| match count {
            0 => refusal(409, "ConditionalRequestConflict"),
            _ => response(200, &[("ETag", "\"e2\"")], ""),
        });
        let condition = PutCondition::IfMatch("\"e1\"".into());
        let outcome = put_object(&client, "with.dot", "k", vec![], &condition).await.unwrap();
        assert_eq!(outcome, PutOutcome::Written("\"e2\"".into()));
        let requests = client.requests();
        assert_eq!(requests[1].line(), "PUT /with.dot/k");
        assert_eq!(requests[1].header("host"), Some("s3.eu-west-1.amazonaws.com"));
        assert_eq!(requests[1].header("if-match"), Some("\"e1\""));
    }
}
