//! Everything that is deployed, to compare before and after.

use std::collections::BTreeSet;

use roxmltree::Document;
use serde_json::{Value, json};
use ureq::http::Method;

use super::Aws;
use crate::error::{Context, Result};

impl Aws {
    /// What exists in the account, as `kind name`: stacks, functions, queues, buses, rules, schedules and their groups, REST and HTTP
    /// APIs, tables, buckets, roles and log groups. Two are compared to see that destroying leaves nothing.
    ///
    /// # Errors
    /// If a service does not answer.
    pub fn inventory(&self) -> Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        let mut add = |kind: &str, names: Vec<String>| {
            found.extend(names.into_iter().map(|name| format!("{kind} {name}")));
        };
        let queues = self.json("sqs", "AmazonSQS.ListQueues", &json!({}))?;
        add("queue", strings(&queues["QueueUrls"], ""));
        let tables = self.json("dynamodb", "DynamoDB_20120810.ListTables", &json!({}))?;
        add("table", strings(&tables["TableNames"], ""));
        let groups = self.json("logs", "Logs_20140328.DescribeLogGroups", &json!({}))?;
        add("log group", strings(&groups["logGroups"], "logGroupName"));
        let buses = self.json("events", "AWSEvents.ListEventBuses", &json!({}))?;
        for bus in strings(&buses["EventBuses"], "Name") {
            let rules = self.json("events", "AWSEvents.ListRules", &json!({ "EventBusName": bus }))?;
            add("rule", strings(&rules["Rules"], "Arn"));
            add("event bus", vec![bus]);
        }
        for (kind, service, path, list, name) in [
            ("function", "lambda", "/2015-03-31/functions", "Functions", "FunctionName"),
            ("REST API", "apigateway", "/restapis", "item", "id"),
            ("HTTP API", "apigateway", "/v2/apis", "items", "apiId"),
            ("schedule", "scheduler", "/schedules", "Schedules", "Name"),
            ("schedule group", "scheduler", "/schedule-groups", "ScheduleGroups", "Name"),
        ] {
            let answer = self.rest(service, &Method::GET, path, &[], "")?.success()?.json()?;
            add(kind, strings(&answer[list], name));
        }
        add("role", tags(&self.query("iam", "2010-05-08", "ListRoles", &[])?, "RoleName")?);
        add("bucket", tags(&self.rest("s3", &Method::GET, "/", &[], "")?.success()?.text(), "Name")?);
        // Deleted stacks are no longer described.
        add("stack", tags(&self.cloudformation("DescribeStacks", &[])?, "StackName")?);
        Ok(found)
    }
}

/// The names in a JSON list: its elements, or a field of each.
fn strings(list: &Value, field: &str) -> Vec<String> {
    let elements = list.as_array().into_iter().flatten();
    elements
        .filter_map(|element| if field.is_empty() { element.as_str() } else { element[field].as_str() })
        .map(str::to_owned)
        .collect()
}

/// The texts of all elements of one name in an XML answer.
fn tags(xml: &str, tag: &str) -> Result<Vec<String>> {
    let document = Document::parse(xml).context(|| format!("not XML: {xml}"))?;
    let elements = document.descendants().filter(|node| node.tag_name().name() == tag);
    Ok(elements.filter_map(|node| node.text()).map(str::to_owned).collect())
}
