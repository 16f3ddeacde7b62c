//! Child workflows, and runs that follow each other.

use crate::handlers::*;
use crate::script::cases;
use eventual_runtime_engine::units::*;
use eventual_runtime_engine::*;

cases! {
    a_child_is_started_and_waited_for: { double(1).await } => "
        start => child double#0(1)
        ok 0 4 => done 4";
    a_child_that_fails_fails_like_a_task: { double(1).await } => "
        start => child double#0(1)
        err 0 Broken => fail Broken";
    a_child_may_have_a_name_and_a_limit: { double(1).name("d-1").timeout(Minute.times(1)).await } => "
        start => child double#0(1) as d-1 within 60s
        ok 0 4 => done 4";
    children_run_side_by_side: { let (x, y) = futures::try_join!(double(1), double(2))?; Ok(x + y) } => "
        start => child double#0(1); child double#1(2)
        ok 1 8 => -
        ok 0 4 => done 12";
    children_and_tasks_mix: { let (x, y) = futures::try_join!(double(1), a(2))?; Ok(x + y) } => "
        start => child double#0(1); a#1(2)
        ok 0 4 => -
        ok 1 3 => done 7";
    a_started_child_is_not_waited_for: { Ok(start_child::<Double>(&1, ChildOptions::default())?.execution) } =>
        r#"start => start double#0(1); done "x/0""#;
    a_started_child_may_have_a_name: {
        let options = ChildOptions { execution: Some("d-1".into()), ..ChildOptions::default() };
        Ok(start_child::<Double>(&1, options)?.execution)
    } => r#"start => start double#0(1) as d-1; done "d-1""#;
    a_child_that_still_runs_is_cancelled_with_its_parent: {
        let mut child = double(1);
        let _ = futures::poll!(&mut child);
        a(1).await
    } => "
        start => child double#0(1); a#1(1)
        ok 1 2 => cancel#0; done 2";
    a_child_that_is_over_is_not_told: {
        let mut child = double(1);
        let _ = futures::poll!(&mut child);
        a(1).await
    } => "
        start => child double#0(1); a#1(1)
        ok 0 4 => -
        ok 1 2 => done 2";
    a_child_may_be_abandoned: {
        let mut child = double(1).parent_close(ParentClose::Abandon);
        let _ = futures::poll!(&mut child);
        a(1).await
    } => "
        start => child double#0(1); a#1(1)
        ok 1 2 => done 2";
    a_child_may_be_terminated: {
        let mut child = double(1).parent_close(ParentClose::Terminate);
        let _ = futures::poll!(&mut child);
        a(1).await
    } => "
        start => child double#0(1); a#1(1)
        err 1 Bad => terminate#0; fail Bad";
    a_started_child_may_end_with_its_parent: {
        let options = ChildOptions { parent_close: Some(ParentClose::Cancel), ..ChildOptions::default() };
        start_child::<Double>(&1, options)?;
        a(1).await
    } => "
        start => start double#0(1); a#1(1)
        ok 1 2 => cancel#0; done 2";
    children_are_told_when_the_host_ends_the_parent: { double(1).await } => "
        start => child double#0(1)
        end TimedOut => cancel#0; fail TimedOut";
    a_child_of_an_ended_parent_answers_nobody: { double(1).await } => "
        start => child double#0(1)
        end TimedOut => cancel#0; fail TimedOut
        ok 0 4 => ignored";
    a_run_continues_as_new: |n: u64| { a(n).await?; continue_as_new::<Result<()>>(n + 1).await } => "
        start 3 => a#0(3)
        ok 0 4 => again 4
        ok 0 4 => ignored";
    a_run_continues_only_when_it_says_so: |n: u64| {
        a(n).await?;
        if n < 2 { return continue_as_new(n + 1).await; }
        Ok(n)
    } => "
        start 2 => a#0(2)
        ok 0 3 => done 2";
    unused_signals_go_along: |n: u64| { a(n).await?; continue_as_new::<Result<()>>(n + 1).await } => "
        start 3 => a#0(3)
        sig Go 1 => -
        sig Stop 2 => -
        sig Go 3 => -
        ok 0 4 => again 4 Go1 Stop2 Go3";
    used_signals_do_not_go_along: |n: u64| {
        Go::expect_signal().await;
        a(n).await?;
        continue_as_new::<Result<()>>(n + 1).await
    } => "
        start 3 => -
        sig Go 1 => a#0(3)
        sig Go 2 => -
        ok 0 4 => again 4 Go2";
    continuing_inside_a_helper_ends_the_run: |n: u64| {
        async fn next(n: u64) -> Result<u64> { continue_as_new(n).await }
        let (x, y) = futures::join!(next(n), a(1));
        Ok(x? + y?)
    } => "start 3 => a#0(1); again 3";
    continuing_ends_children: |n: u64| {
        let mut child = double(1);
        let _ = futures::poll!(&mut child);
        continue_as_new::<Result<()>>(n).await
    } => "start 3 => child double#0(1); cancel#0; again 3";
}

cases! {
    next_run_has_the_signals: { Ok((execution_info().run, Go::expect_signal().await.0)) } => "
        start => -
        sig Go 4 => done [0,4]";
}

#[test]
fn the_next_run_has_the_signals_and_other_random_numbers() {
    let workflow = crate::script::workflow!(|round: u64| {
        if round == 0 {
            a(random()).await?;
            return continue_as_new(1).await;
        }
        let early = Go::expect_signal().await.0;
        Ok((early, random(), execution_info().run))
    });
    let begin = Started::new("w", "x", Payload::of(&0).unwrap());
    let (mut first, step) = Execution::start(&workflow, begin.clone(), Timestamp(1)).unwrap();
    let Decision::Task { input, .. } = &step.decisions[0] else { panic!("no task") };
    for event in ["sig Go 8", "ok 0 1"] {
        first.apply(HistoryEvent { at: Timestamp(2), what: crate::script::parse(event) }).unwrap();
    }
    let Status::ContinuedAsNew(next, signals) = first.status() else { panic!("{first:?}") };
    let (second, _) = Execution::start(&workflow, begin.continued(next, signals), Timestamp(3)).unwrap();
    let Status::Succeeded(value) = second.status() else { panic!("{second:?}") };
    let (early, number, run): (u64, u64, u32) = value.read().unwrap();
    assert_eq!((early, run), (8, 1));
    assert_ne!(number, input.read::<u64>().unwrap());
}
