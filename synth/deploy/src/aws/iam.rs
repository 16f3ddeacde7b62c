//! One call: what may a role do?

use aws_sdk_iam::Client;
use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum};

use super::failed::failed;
use super::signed::Access;
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
/// in which IAM answers.
pub(crate) async fn simulate(access: &Access, question: &Question<'_>) -> Result<Vec<(String, String)>> {
    let context = question.context.iter().map(|(key, values)| {
        let one = values.len() == 1;
        ContextEntry::builder()
            .context_key_name(key)
            .context_key_type(if one { ContextKeyTypeEnum::String } else { ContextKeyTypeEnum::StringList })
            .set_context_key_values(Some(values.clone()))
            .build()
    });
    let request = Client::new(&access.config)
        .simulate_principal_policy()
        .policy_source_arn(question.role)
        .set_action_names(Some(question.actions.to_vec()))
        .resource_arns(question.resource)
        .set_context_entries(Some(context.collect()));
    let mut results = request.into_paginator().items().send();
    let mut decisions = Vec::new();
    while let Some(result) = results.next().await {
        let result = result
            .map_err(|error| failed(&format!("simulating the policies of `{}`", question.role), &error))?;
        decisions.push((result.eval_action_name, result.eval_decision.as_str().to_owned()));
    }
    Ok(decisions)
}

#[cfg(test)]
mod tests {
    use aws_config::Region;

    use super::*;
    use crate::aws::fake::{Fake, error};

    const ROLE: &str = "arn:aws:iam::1:role/r";

    fn page(results: &[(&str, &str)], marker: &str) -> String {
        let results = results.iter().map(|(action, decision)| {
            format!(
                "<member><EvalActionName>{action}</EvalActionName><EvalDecision>{decision}</EvalDecision>\
                 <ResourceSpecificResults><member><EvalResourceName>q</EvalResourceName>\
                 <EvalResourceDecision>explicitDeny</EvalResourceDecision></member></ResourceSpecificResults></member>"
            )
        });
        format!(
            "<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>{}\
             </EvaluationResults>{marker}</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>",
            results.collect::<String>()
        )
    }

    async fn ask(access: &Access) -> Result<Vec<(String, String)>> {
        let question = Question {
            role: ROLE,
            actions: &["sqs:SendMessage".into(), "sqs:PurgeQueue".into()],
            resource: "arn:aws:sqs:eu-west-1:1:q",
            context: &[("events:source".into(), vec!["shop".into()])],
        };
        simulate(access, &question).await
    }

    #[tokio::test]
    async fn each_action_has_its_decision() {
        let answer = page(&[("sqs:SendMessage", "allowed"), ("sqs:PurgeQueue", "implicitDeny")], "");
        let fake = Fake::new().on("Action=SimulatePrincipalPolicy", &[(200, &answer)]);
        let found = ask(&fake.access().await).await.unwrap();
        assert_eq!(found[0], ("sqs:SendMessage".to_owned(), "allowed".to_owned()));
        assert_eq!(found[1].1, "implicitDeny");
        assert_eq!(found.len(), 2);
        let call = fake.calls().remove(0);
        assert!(call.starts_with("POST https://iam.amazonaws.com/"), "{call}");
        assert!(call.contains("ActionNames.member.2=sqs%3APurgeQueue"), "{call}");
        assert!(call.contains("ContextEntries.member.1.ContextKeyValues.member.1=shop"), "{call}");
        let kind = "ContextEntries.member.1.ContextKeyType=string";
        assert!(call.contains(kind) && !call.contains("stringList"), "{call}");
    }

    #[tokio::test]
    async fn decisions_of_all_pages_count() {
        let first =
            page(&[("sqs:SendMessage", "allowed")], "<IsTruncated>true</IsTruncated><Marker>two</Marker>");
        let second = page(&[("sqs:PurgeQueue", "explicitDeny")], "<IsTruncated>false</IsTruncated>");
        let fake = Fake::new()
            .on("Action=SimulatePrincipalPolicy", &[(200, &first)])
            .on("Marker=two", &[(200, &second)]);
        let found = ask(&fake.access().await).await.unwrap();
        let expected = [("sqs:SendMessage", "allowed"), ("sqs:PurgeQueue", "explicitDeny")];
        assert_eq!(found, expected.map(|(action, decision)| (action.to_owned(), decision.to_owned())));
    }

    #[tokio::test]
    async fn a_caller_who_may_not_simulate_reads_why() {
        let denied = error("AccessDenied", "no right to iam:SimulatePrincipalPolicy");
        let fake = Fake::new().on("Action=SimulatePrincipalPolicy", &[(403, &denied)]);
        let error = ask(&fake.access().await).await.unwrap_err().to_string();
        let expected = "not allowed while simulating the policies of `arn:aws:iam::1:role/r`: no right to \
                        iam:SimulatePrincipalPolicy";
        assert_eq!(error, expected);
    }

    #[tokio::test]
    async fn iam_is_one_for_all_regions_of_a_partition() {
        let answer = page(&[], "");
        for (region, host) in [
            ("ap-south-1", "iam.amazonaws.com"),
            ("cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn"),
            ("us-gov-east-1", "iam.us-gov.amazonaws.com"),
        ] {
            let fake = Fake::new().on("Action=SimulatePrincipalPolicy", &[(200, &answer)]);
            let access = fake.access().await;
            let config = access.config.to_builder().region(Region::new(region)).build();
            ask(&Access { config, ..access }).await.unwrap();
            let call = fake.calls().remove(0);
            assert!(call.starts_with(&format!("POST https://{host}/\n")), "{region}: {call}");
        }
    }
}
