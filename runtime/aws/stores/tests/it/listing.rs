use eventual_runtime_engine::{Error, ExecutionState, ExecutionStatus, Payload, Timestamp};
use eventual_runtime_orchestrator::operations::{Cursor, Index, Listing, start};
use eventual_runtime_orchestrator::*;

use crate::aws::{Aws, with_aws};

async fn begin(aws: &Aws, id: &str, workflow: &str, at: u64, fails: bool) {
    let stores = aws.stores();
    let input = Payload::null();
    let begin = Start { workflow: workflow.to_owned(), input, timeout: None, parent: None };
    start(&stores, id, begin, Timestamp(at)).await.unwrap();
    if fails {
        let row = stores.row(id).await.unwrap().unwrap();
        let error = Error::new("No", "x".repeat(400_000));
        let row =
            Row { status: ExecutionStatus::Failed(error), ended: Some(Timestamp(at)), version: 2, ..row };
        assert_eq!(stores.put_row(id, &row).await, Ok(Written::Committed));
    }
}

async fn ids(aws: &Aws, listing: Listing) -> (Vec<String>, bool) {
    let page = aws.stores().list(&listing).await.unwrap();
    (page.executions.into_iter().map(|it| it.0).collect(), page.has_more)
}

#[test]
fn executions_are_found_in_all_shards_the_newest_first() {
    with_aws(|aws| async move {
        for number in 0..20 {
            let workflow = if number % 2 == 0 { "fulfil" } else { "remind" };
            begin(&aws, &format!("e-{number:02}"), workflow, 1_000 + number, number == 4).await;
        }
        let usual = Listing { limit: 3, ..Listing::default() };
        assert_eq!(ids(&aws, usual.clone()).await, (vec!["e-19".into(), "e-18".into(), "e-17".into()], true));
        let cursor = Some(Cursor { started: Timestamp(1_017), id: "e-17".to_owned() });
        let next = Listing { cursor, workflow: Some("fulfil".to_owned()), ..usual.clone() };
        assert_eq!(ids(&aws, next).await, (vec!["e-16".into(), "e-14".into(), "e-12".into()], true));
        let failed = Listing { state: Some(ExecutionState::Failed), ..usual.clone() };
        assert_eq!(ids(&aws, failed).await, (vec!["e-04".into()], false));
        let between = Listing {
            started_after: Some(Timestamp(1_005)),
            started_before: Some(Timestamp(1_007)),
            ..usual
        };
        assert_eq!(ids(&aws, between).await, (vec!["e-06".into(), "e-05".into()], false));
    });
}
