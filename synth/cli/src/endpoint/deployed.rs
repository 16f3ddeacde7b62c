//! [`Deployed`]: a service on AWS, and how it is found.

use std::rc::Rc;

use eventual_analyzer_model::closest;
use eventual_runtime_operator::EmitEvent;
use eventual_synth::{Failure, Result};
use eventual_synth_deploy::{Cloud, Connection as Access};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::Found;
use crate::failure::of_aws;

/// What a stack writes about its service, in the SSM parameter `/eventual/<service>/info`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Info {
    pub(crate) service: String,
    /// Name of its bus.
    pub(crate) bus: String,
    /// URL of its API.
    pub(crate) url: Option<String>,
}

/// A service on AWS.
#[derive(Clone, Debug)]
pub(crate) struct Deployed {
    pub(crate) cloud: Rc<Cloud>,
    pub(crate) info: Info,
}

/// AWS, as the arguments and the environment say.
pub(crate) async fn cloud(profile: Option<&str>, region: Option<&str>) -> Result<Cloud> {
    let connection = Access { profile: profile.map(str::to_owned), region: region.map(str::to_owned) };
    Cloud::connect(&connection).await.map_err(of_aws)
}

/// The services of the account in this region.
pub(crate) async fn list(cloud: &Cloud) -> Result<Vec<Found>> {
    let found = |info: Info| Found { name: info.service, place: cloud.region().to_owned(), url: info.url };
    Ok(infos(cloud).await?.into_iter().map(found).collect())
}

async fn infos(cloud: &Cloud) -> Result<Vec<Info>> {
    let mut infos: Vec<Info> = Vec::new();
    let mut body = json!({ "Path": "/eventual/", "Recursive": true });
    loop {
        let target = "AmazonSSM.GetParametersByPath";
        let answer = cloud.json("looking for services", "ssm", "1.1", target, &body).await.map_err(of_aws)?;
        let parameters = answer["Parameters"].as_array();
        let values = parameters.into_iter().flatten().filter_map(|it| it["Value"].as_str());
        // What is no description of ours belongs to somebody else.
        infos.extend(values.filter_map(|it| serde_json::from_str(it).ok()));
        match answer.get("NextToken").filter(|it| it.is_string()) {
            Some(next) => body["NextToken"] = next.clone(),
            None => break,
        }
    }
    infos.sort_by(|a, b| a.service.cmp(&b.service));
    Ok(infos)
}

impl Deployed {
    /// The service of this name; or says which there are.
    pub(crate) async fn find(cloud: Cloud, name: &str) -> Result<Self> {
        let doing = format!("looking for service `{name}`");
        let body = json!({ "Name": format!("/eventual/{name}/info") });
        let answer = cloud.json(&doing, "ssm", "1.1", "AmazonSSM.GetParameter", &body).await;
        let value = match answer {
            Ok(answer) => answer["Parameter"]["Value"].as_str().unwrap_or_default().to_owned(),
            Err(eventual_synth_deploy::Error::Call { code, .. }) if code == "ParameterNotFound" => {
                return Err(unknown(&cloud, name).await);
            }
            Err(error) => return Err(of_aws(error)),
        };
        let info = serde_json::from_str(&value).map_err(|error| {
            Failure::unexpected(format!("the parameter `/eventual/{name}/info` cannot be read: {error}"))
                .hint("was it written by a newer version? Update the tool")
        })?;
        Ok(Self { cloud: Rc::new(cloud), info })
    }

    /// Address of the service, without a slash at its end.
    pub(crate) fn address(&self) -> Result<String> {
        let url = self.info.url.as_deref().ok_or_else(|| {
            Failure::user(format!("`{}` has no API: it cannot be asked", self.info.service))
        })?;
        let url = url.trim_end_matches('/');
        Ok(match self.cloud.endpoint_url() {
            Some(endpoint) => emulated(url, endpoint).unwrap_or_else(|| url.to_owned()),
            None => url.to_owned(),
        })
    }

    /// Puts an event of the service on its bus.
    pub(crate) async fn emit(&self, event: &EmitEvent) -> Result<()> {
        let entry = json!({
            "EventBusName": self.info.bus,
            "Source": self.info.service,
            "DetailType": event.name,
            "Detail": event.detail.text(),
        });
        let doing = format!("emitting `{}`", event.name);
        let body = json!({ "Entries": [entry] });
        let answer =
            self.cloud.json(&doing, "events", "1.1", "AWSEvents.PutEvents", &body).await.map_err(of_aws)?;
        if answer["FailedEntryCount"].as_u64().unwrap_or_default() > 0 {
            let text = |name: &str| answer["Entries"][0][name].as_str().unwrap_or_default().to_owned();
            let (code, message) = (text("ErrorCode"), text("ErrorMessage"));
            return Err(Failure::user(format!("the event was refused: {code}: {message}")));
        }
        Ok(())
    }

    /// A call of a service by AWS's JSON protocol.
    pub(crate) async fn json(
        &self,
        doing: &str,
        service: &'static str,
        version: &str,
        target: &str,
        body: &Json,
    ) -> Result<Json> {
        self.cloud.json(doing, service, version, target, body).await.map_err(of_aws)
    }
}

async fn unknown(cloud: &Cloud, name: &str) -> Failure {
    let region = cloud.region();
    let failure = Failure::not_found(format!("there is no service `{name}` in {region}"));
    let known = infos(cloud).await.unwrap_or_default();
    let names = || known.iter().map(|it| it.service.as_str());
    let all: Vec<String> = names().map(|it| format!("`{it}`")).collect();
    match closest(name, names()) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None if all.is_empty() => failure.hint("none is deployed there; is it another region or profile?"),
        None => failure.hint(format!("there are {}", all.join(", "))),
    }
}

/// `https://<id>.execute-api.<region>.amazonaws.com/<stage>` as local AWS implementations serve it.
fn emulated(url: &str, endpoint: &str) -> Option<String> {
    let (id, rest) = url.strip_prefix("https://")?.split_once(".execute-api.")?;
    let stage = rest.split_once('/').map_or("prod", |it| it.1);
    Some(format!("{}/restapis/{id}/{stage}/_user_request_", endpoint.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::emulated;

    #[test]
    fn an_emulator_serves_apis_by_path() {
        let url = "https://abc.execute-api.eu-west-1.amazonaws.com/prod";
        assert_eq!(
            emulated(url, "http://localhost:4566/").as_deref(),
            Some("http://localhost:4566/restapis/abc/prod/_user_request_")
        );
        assert_eq!(emulated("https://api.example", "http://localhost:4566"), None);
    }
}
