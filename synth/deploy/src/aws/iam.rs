//! One call: what may a role do? Its SDK takes longer to compile than those of CloudFormation and API Gateway together.

use eventual_runtime_sigv4::encode_part;

use super::failed::answered;
use super::signed::{Access, Call};
use crate::error::Result;

/// A question to the simulator: these actions on this resource.
#[derive(Clone, Debug)]
pub(crate) struct Question<'a> {
    /// ARN of the role.
    pub(crate) role: &'a str,
    pub(crate) actions: &'a [String],
    pub(crate) resource: &'a str,
    /// Condition keys with their values, for statements that ask for them.
    pub(crate) context: &'a [(String, Vec<String>)],
}

/// `SimulatePrincipalPolicy`: the decision (`allowed`, `implicitDeny`, `explicitDeny`) for each action, in the order
/// asked.
pub(crate) async fn simulate(access: &Access, question: &Question<'_>) -> Result<Vec<(String, String)>> {
    let doing = format!("simulating the policies of `{}`", question.role);
    let mut form = vec![
        ("Action".to_owned(), "SimulatePrincipalPolicy"),
        ("Version".to_owned(), "2010-05-08"),
        ("PolicySourceArn".to_owned(), question.role),
        ("ResourceArns.member.1".to_owned(), question.resource),
    ];
    for (index, action) in (1..).zip(question.actions) {
        form.push((format!("ActionNames.member.{index}"), action));
    }
    for (index, (key, values)) in (1..).zip(question.context) {
        let entry = format!("ContextEntries.member.{index}");
        form.push((format!("{entry}.ContextKeyName"), key));
        let kind = if values.len() == 1 { "string" } else { "stringList" };
        form.push((format!("{entry}.ContextKeyType"), kind));
        for (index, value) in (1..).zip(values) {
            form.push((format!("{entry}.ContextKeyValues.member.{index}"), value));
        }
    }
    let form: Vec<String> = form.iter().map(|(key, value)| format!("{key}={}", encode_part(value))).collect();
    let body = form.join("&");
    let (url, region) = place(access);
    let headers = vec![("content-type", "application/x-www-form-urlencoded")];
    let call =
        Call { service: "iam", region: Some(region), method: "POST", url, headers, body: body.as_bytes() };
    let answer = access.send(&doing, &call).await?;
    answered(&doing, answer.status, &answer.body)?;
    Ok(decisions(&String::from_utf8_lossy(&answer.body)))
}

/// IAM is one for all regions of a partition.
fn place(access: &Access) -> (String, &'static str) {
    let region = access.config.region().map_or("", AsRef::as_ref);
    let (host, signed_for) = if region.starts_with("cn-") {
        ("iam.cn-north-1.amazonaws.com.cn", "cn-north-1")
    } else if region.starts_with("us-gov-") {
        ("iam.us-gov.amazonaws.com", "us-gov-west-1")
    } else {
        ("iam.amazonaws.com", "us-east-1")
    };
    match access.config.endpoint_url() {
        Some(endpoint) => (format!("{}/", endpoint.trim_end_matches('/')), signed_for),
        None => (format!("https://{host}/"), signed_for),
    }
}

/// Action and decision of each result. Decisions on parts of a result have other names (`EvalResourceDecision`).
fn decisions(xml: &str) -> Vec<(String, String)> {
    let results = xml.split("<EvalActionName>").skip(1);
    let inner = |text: &str, end: &str| text.split(end).next().unwrap_or_default().to_owned();
    results
        .filter_map(|result| {
            let decision = result.split("<EvalDecision>").nth(1)?;
            Some((inner(result, "</EvalActionName>"), inner(decision, "</EvalDecision>")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::fake::Fake;

    #[tokio::test]
    async fn each_action_has_its_decision() {
        let answer = "<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>\
            <member><EvalActionName>sqs:SendMessage</EvalActionName><EvalDecision>allowed</EvalDecision></member>\
            <member><EvalActionName>sqs:PurgeQueue</EvalActionName><EvalDecision>implicitDeny</EvalDecision></member>\
            </EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>";
        let fake = Fake::new().on("Action=SimulatePrincipalPolicy", &[(200, answer)]);
        let question = Question {
            role: "arn:aws:iam::1:role/r",
            actions: &["sqs:SendMessage".into(), "sqs:PurgeQueue".into()],
            resource: "arn:aws:sqs:eu-west-1:1:q",
            context: &[("events:source".into(), vec!["shop".into()])],
        };
        let found = simulate(&fake.access().await, &question).await.unwrap();
        assert_eq!(found[0], ("sqs:SendMessage".to_owned(), "allowed".to_owned()));
        assert_eq!(found[1].1, "implicitDeny");
        let call = fake.calls().remove(0);
        assert!(call.starts_with("POST https://iam.amazonaws.com/"), "{call}");
        assert!(call.contains("ActionNames.member.2=sqs%3APurgeQueue"), "{call}");
        assert!(call.contains("ContextEntries.member.1.ContextKeyValues.member.1=shop"), "{call}");
    }
}
