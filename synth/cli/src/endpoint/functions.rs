//! The functions of a deployed service, found by their tags.

use eventual_synth::Result;
use eventual_synth_deploy::{ServiceCall, read_json};
use serde_json::{Value as Json, json};

use super::deployed::Deployed;
use crate::failure::of_aws;

/// A function of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Function {
    /// Name on AWS.
    pub(crate) name: String,
    /// Key of its handler: `subscription:tell_customer`.
    pub(crate) handler: String,
}

impl Deployed {
    /// All functions, by handler.
    pub(crate) async fn functions(&self) -> Result<Vec<Function>> {
        let mut functions = Vec::new();
        let mut body = json!({
            "TagFilters": [{ "Key": "eventual:service", "Values": [self.info.service] }],
            "ResourceTypeFilters": ["lambda:function"],
        });
        loop {
            let target = "ResourceGroupsTaggingAPI_20170126.GetResources";
            let answer = self.json("looking for functions", "tagging", "1.1", target, &body).await?;
            functions
                .extend(answer["ResourceTagMappingList"].as_array().into_iter().flatten().filter_map(read));
            match answer["PaginationToken"].as_str().filter(|it| !it.is_empty()) {
                Some(next) => body["PaginationToken"] = json!(next),
                None => break,
            }
        }
        functions.sort_by(|a: &Function, b: &Function| a.handler.cmp(&b.handler));
        Ok(functions)
    }

    /// Something that Lambda says of a function.
    pub(crate) async fn function(&self, doing: &str, path: String) -> Result<Json> {
        let call = ServiceCall {
            service: "lambda",
            method: "GET",
            address: None,
            path,
            headers: Vec::new(),
            body: &[],
        };
        let (status, body) = self.cloud.call(doing, &call).await.map_err(of_aws)?;
        read_json(doing, status, &body).map_err(of_aws)
    }
}

fn read(mapping: &Json) -> Option<Function> {
    let name = mapping["ResourceARN"].as_str()?.rsplit(':').next()?.to_owned();
    let tags = mapping["Tags"].as_array()?;
    let handler = tags.iter().find(|it| it["Key"] == "eventual:handler")?["Value"].as_str()?.to_owned();
    Some(Function { name, handler })
}
