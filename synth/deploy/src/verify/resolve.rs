//! What values of a template are, now that the stack is deployed.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::aws::Place;

/// A deployed template: enough to work out its references.
#[derive(Clone, Debug)]
pub(super) struct Resolver<'a> {
    pub(super) template: &'a Json,
    pub(super) physical: BTreeMap<String, String>,
    pub(super) parameters: BTreeMap<String, String>,
    /// Outputs of nested stacks: logical id → key → value.
    pub(super) outputs: BTreeMap<String, BTreeMap<String, String>>,
    pub(super) place: &'a Place,
    pub(super) stack_name: &'a str,
}

impl Resolver<'_> {
    /// The text of a value, `None` if only CloudFormation knows it.
    pub(super) fn text(&self, value: &Json) -> Option<String> {
        match value {
            Json::String(text) => Some(text.clone()),
            Json::Object(fields) if fields.len() == 1 => {
                let (function, argument) = fields.iter().next()?;
                match (function.as_str(), argument) {
                    ("Ref", Json::String(id)) => self.reference(id),
                    ("Fn::GetAtt", Json::Array(parts)) => {
                        let [id, name @ ..] = parts.as_slice() else { return None };
                        let name = name.iter().map(Json::as_str).collect::<Option<Vec<_>>>()?.join(".");
                        self.attribute(id.as_str()?, &name)
                    }
                    ("Fn::Join", Json::Array(parts)) => {
                        let [separator, items] = parts.as_slice() else { return None };
                        let items = items.as_array()?.iter().map(|item| self.text(item));
                        Some(items.collect::<Option<Vec<_>>>()?.join(separator.as_str()?))
                    }
                    ("Fn::Sub", Json::String(text)) => self.substitute(text, None),
                    ("Fn::Sub", Json::Array(parts)) => {
                        self.substitute(parts.first()?.as_str()?, parts.get(1))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn reference(&self, id: &str) -> Option<String> {
        Some(match id {
            "AWS::AccountId" => self.place.account.clone(),
            "AWS::Region" => self.place.region.clone(),
            "AWS::Partition" => self.place.partition.clone(),
            "AWS::StackName" => self.stack_name.to_owned(),
            "AWS::URLSuffix" if self.place.partition == "aws-cn" => "amazonaws.com.cn".into(),
            "AWS::URLSuffix" => "amazonaws.com".into(),
            _ => return self.parameters.get(id).or_else(|| self.physical.get(id)).cloned(),
        })
    }

    fn attribute(&self, id: &str, name: &str) -> Option<String> {
        if let Some(key) = name.strip_prefix("Outputs.") {
            return self.outputs.get(id)?.get(key).cloned();
        }
        let kind = self.template.pointer(&format!("/Resources/{id}/Type"))?.as_str()?;
        if name == "Arn" { self.arn(kind, self.physical.get(id)?) } else { None }
    }

    /// The ARN of a resource, by its type and physical id.
    fn arn(&self, kind: &str, physical: &str) -> Option<String> {
        if physical.starts_with("arn:") {
            return Some(physical.to_owned());
        }
        let Place { account, region, partition } = self.place;
        let here =
            |service: &str, rest: String| format!("arn:{partition}:{service}:{region}:{account}:{rest}");
        Some(match kind {
            "AWS::DynamoDB::Table" => here("dynamodb", format!("table/{physical}")),
            "AWS::Events::EventBus" => here("events", format!("event-bus/{physical}")),
            "AWS::Events::Rule" => here("events", format!("rule/{}", physical.replace('|', "/"))),
            "AWS::IAM::Role" => format!("arn:{partition}:iam::{account}:role/{physical}"),
            "AWS::Lambda::Function" => here("lambda", format!("function:{physical}")),
            "AWS::Logs::LogGroup" => here("logs", format!("log-group:{physical}:*")),
            "AWS::S3::Bucket" => format!("arn:{partition}:s3:::{physical}"),
            "AWS::SQS::Queue" => here("sqs", physical.rsplit('/').next()?.to_owned()),
            "AWS::Scheduler::ScheduleGroup" => here("scheduler", format!("schedule-group/{physical}")),
            _ => return None,
        })
    }

    fn substitute(&self, text: &str, names: Option<&Json>) -> Option<String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, inside)) = rest.split_once("${") {
            let (name, after) = inside.split_once('}')?;
            out.push_str(before);
            match name.strip_prefix('!') {
                Some(literal) => out.push_str(&format!("${{{literal}}}")),
                None => out.push_str(&self.variable(name, names)?),
            }
            rest = after;
        }
        out.push_str(rest);
        Some(out)
    }

    fn variable(&self, name: &str, names: Option<&Json>) -> Option<String> {
        if let Some(value) = names.and_then(|names| names.get(name)) {
            return self.text(value);
        }
        match name.split_once('.') {
            Some((id, attribute)) => self.attribute(id, attribute),
            None => self.reference(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_become_what_they_are() {
        let place = Place { account: "1".into(), region: "eu-west-1".into(), partition: "aws".into() };
        let template = json!({ "Resources": {
            "Queue": { "Type": "AWS::SQS::Queue" }, "Odd": { "Type": "AWS::Odd::Thing" },
        } });
        let physical = |id: &str, value: &str| (id.to_owned(), value.to_owned());
        let resolver = Resolver {
            template: &template,
            physical: [physical("Queue", "https://sqs/1/orders"), physical("Odd", "x")].into(),
            parameters: [physical("Given", "g")].into(),
            outputs: [("Inner".to_owned(), [physical("Bus", "b")].into())].into(),
            place: &place,
            stack_name: "S",
        };
        let text = |value: Json| resolver.text(&value);
        assert_eq!(
            text(json!({ "Fn::GetAtt": ["Queue", "Arn"] })).unwrap(),
            "arn:aws:sqs:eu-west-1:1:orders"
        );
        assert_eq!(text(json!({ "Fn::GetAtt": ["Inner", "Outputs.Bus"] })).unwrap(), "b");
        assert_eq!(text(json!({ "Fn::Sub": "${Given}/${AWS::Region}/${!x}" })).unwrap(), "g/eu-west-1/${x}");
        assert_eq!(
            text(json!({ "Fn::Sub": ["${q}/*", { "q": { "Fn::GetAtt": ["Queue", "Arn"] } }] })).unwrap(),
            "arn:aws:sqs:eu-west-1:1:orders/*"
        );
        assert_eq!(
            text(json!({ "Fn::Join": ["", ["a", { "Ref": "Queue" }]] })).unwrap(),
            "ahttps://sqs/1/orders"
        );
        assert_eq!(text(json!({ "Fn::GetAtt": ["Odd", "Arn"] })), None);
    }
}
