//! Files go to the bootstrap bucket before the stacks that read them. They are named after their content: what is there
//! is not sent again.

mod zip;

use std::collections::BTreeMap;

use futures::stream::{self, StreamExt, TryStreamExt};

use crate::assembly::{FileAsset, Packaging, Stack};
use crate::aws::Cloud;
use crate::aws::s3::{Bucket, Presence};
use crate::error::{Error, Result};
use crate::event::{Audience, Event};

/// How many files are on their way at once.
const PARALLEL: usize = 8;

/// A file with its destination, placeholders filled in.
struct Job<'a> {
    asset: &'a FileAsset,
    bucket: Bucket,
    key: String,
    /// What is missing if the bucket is.
    not_bootstrapped: Error,
}

/// Publishes the files of these stacks, each once.
pub(crate) async fn publish(cloud: &Cloud, stacks: &[&Stack], audience: &dyn Audience) -> Result<()> {
    let mut jobs: BTreeMap<(String, String), Job<'_>> = BTreeMap::new();
    for stack in stacks {
        let place = cloud.place(stack);
        for asset in &stack.assets {
            let (bucket, key) = (place.fill(&asset.bucket), place.fill(&asset.key));
            let region = asset.region.as_deref().map_or_else(|| place.region.clone(), |it| place.fill(it));
            let role = asset.role.as_deref().map(|role| place.fill(role));
            let access = cloud.acting_as(role.as_deref(), &region, audience).await;
            let not_bootstrapped = Error::NotBootstrapped {
                account: place.account.clone(),
                region: place.region.clone(),
                parameter: stack.bootstrap.as_ref().map_or_else(String::new, |it| it.parameter.clone()),
            };
            let target = Bucket::new(access, bucket.clone(), place.account.clone());
            jobs.insert((bucket, key.clone()), Job { asset, bucket: target, key, not_bootstrapped });
        }
    }
    audience.hear(Event::Publishing { files: jobs.len() });
    let mut done = stream::iter(jobs.into_values()).map(Job::run).buffer_unordered(PARALLEL);
    while let Some(event) = done.try_next().await? {
        audience.hear(event);
    }
    Ok(())
}

impl Job<'_> {
    async fn run(self) -> Result<Event> {
        let name = self.asset.name.clone();
        let before = match self.bucket.has(&self.key).await {
            // Who may write but not look overwrites: the content is the same.
            Err(Error::Denied { .. }) => Presence::NotThere,
            answer => answer?,
        };
        match before {
            Presence::There => return Ok(Event::Published { name, uploaded: None }),
            Presence::NoBucket => return Err(self.not_bootstrapped),
            Presence::NotThere => {}
        }
        let (source, packaging) = (self.asset.source.clone(), self.asset.packaging);
        // Packing is work for a processor, and others wait for the network meanwhile.
        let packed = tokio::task::spawn_blocking(move || match packaging {
            Packaging::Zip => zip::zip(&source),
            Packaging::File => std::fs::read(&source)
                .map_err(|error| Error::File { file: source, reason: error.to_string() }),
        });
        let bytes = packed.await.map_err(|error| Error::File {
            file: self.asset.source.clone(),
            reason: format!("packing it ended early: {error}"),
        })??;
        let size = bytes.len() as u64;
        let content_type = match packaging {
            Packaging::Zip => "application/zip",
            Packaging::File if self.key.ends_with(".json") => "application/json",
            Packaging::File => "application/octet-stream",
        };
        match self.bucket.put(&self.key, &bytes, content_type).await? {
            Presence::NoBucket => Err(self.not_bootstrapped),
            Presence::There | Presence::NotThere => Ok(Event::Published { name, uploaded: Some(size) }),
        }
    }
}
