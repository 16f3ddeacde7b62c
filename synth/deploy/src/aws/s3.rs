//! The calls that publishing needs.

use eventual_runtime_sigv4::encode_path;

use super::failed::answered;
use super::signed::{Access, Call};
use crate::error::Result;

/// A bucket for files, with the account that it must belong to: somebody else may have taken its name.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    access: Access,
    name: String,
    owner: String,
}

/// What is known of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    There,
    NotThere,
    /// The bucket itself is missing.
    NoBucket,
}

impl Bucket {
    pub(crate) fn new(access: Access, name: String, owner: String) -> Self {
        Self { access, name, owner }
    }

    pub(crate) async fn has(&self, key: &str) -> Result<Presence> {
        let doing = format!("looking for `{key}` in bucket `{}`", self.name);
        let answer = self.access.send(&doing, &self.call("HEAD", key, Vec::new(), &[])).await?;
        if answer.status == 404 {
            // HEAD has no body to tell a missing bucket from a missing object.
            let bucket = self.access.send(&doing, &self.call("HEAD", "", Vec::new(), &[])).await?;
            return Ok(if bucket.status == 404 { Presence::NoBucket } else { Presence::NotThere });
        }
        answered(&doing, answer.status, &answer.body)?;
        Ok(Presence::There)
    }

    pub(crate) async fn put(&self, key: &str, bytes: &[u8], content_type: &str) -> Result<Presence> {
        let doing = format!("writing `{key}` to bucket `{}`", self.name);
        let answer = self
            .access
            .send(&doing, &self.call("PUT", key, vec![("content-type", content_type)], bytes))
            .await?;
        if answer.status == 404 {
            return Ok(Presence::NoBucket);
        }
        answered(&doing, answer.status, &answer.body)?;
        Ok(Presence::There)
    }

    fn call<'a>(
        &'a self,
        method: &'static str,
        key: &str,
        mut headers: Vec<(&'static str, &'a str)>,
        body: &'a [u8],
    ) -> Call<'a> {
        headers.push(("x-amz-expected-bucket-owner", &self.owner));
        let url = format!("{}/{}", self.access.endpoint("s3", Some(&self.name)), encode_path(key));
        Call { service: "s3", method, url, headers, body }
    }
}
