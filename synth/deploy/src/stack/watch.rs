//! Follows an operation of CloudFormation through the events of a stack and of the stacks nested in it.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::assembly::Stack;
use crate::aws::cloudformation::{CloudFormation, StackEvent, StackState};
use crate::error::Result;
use crate::event::{Audience, Event, Phase, Step};

/// How often is looked for the last events of an operation that has ended: they come late at times.
const LATE: usize = 3;

/// How often a stack is looked at that is as it was before, without an event that tells of the operation.
const STALE: usize = 5;

/// Statuses of a stack with which an operation begins.
const BEGINS: [&str; 4] =
    ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS"];

/// An operation to follow.
pub(crate) struct Watch<'a> {
    pub(crate) cloudformation: &'a CloudFormation,
    pub(crate) stack: &'a Stack,
    /// The stack before the operation.
    pub(crate) before: &'a StackState,
    /// The last event before the operation; `None` to find its beginning in the events.
    pub(crate) after: Option<String>,
    /// How many resources it will touch, as far as is known.
    pub(crate) total: usize,
    pub(crate) pause: Duration,
    pub(crate) audience: &'a dyn Audience,
}

/// How an operation ended.
pub(crate) struct Ended {
    pub(crate) status: String,
    pub(crate) reason: String,
    /// All events of the operation, oldest first.
    pub(crate) events: Vec<StackEvent>,
}

/// A stack whose events are read.
struct Followed {
    id: String,
    last: Option<String>,
}

struct Progress {
    followed: Vec<Followed>,
    events: Vec<StackEvent>,
    through: BTreeSet<(String, String)>,
    /// When the operation began: nested stacks have events of older ones.
    began: Option<f64>,
}

impl Watch<'_> {
    /// Until the stack is no longer in progress.
    pub(crate) async fn follow(self) -> Result<Ended> {
        let root = Followed { id: self.before.id.clone(), last: self.after.clone() };
        let mut progress =
            Progress { followed: vec![root], events: Vec::new(), through: BTreeSet::new(), began: None };
        let mut patience = STALE;
        loop {
            self.look(&mut progress).await?;
            let state = self.cloudformation.stack(&self.before.id).await?;
            // A deleted stack that is not even found by its ARN is gone for long.
            let (status, reason, over) = match state {
                None => ("DELETE_COMPLETE".to_owned(), String::new(), true),
                Some(state) => {
                    let over = !state.is_in_progress();
                    (state.status, state.reason, over)
                }
            };
            // What was asked for may not show yet.
            let is_stale = status == self.before.status && progress.events.is_empty() && patience > 0;
            if over && is_stale {
                patience -= 1;
            } else if over {
                for _ in 0..LATE {
                    self.look(&mut progress).await?;
                    if progress.events.iter().any(|event| event.is_of_stack() && event.status == status) {
                        break;
                    }
                    tokio::time::sleep(self.pause).await;
                }
                let mut events = progress.events;
                events.sort_by(|one, other| one.at.total_cmp(&other.at));
                return Ok(Ended { status, reason, events });
            }
            tokio::time::sleep(self.pause).await;
        }
    }

    /// Reads and tells what is new.
    async fn look(&self, progress: &mut Progress) -> Result<()> {
        let mut fresh = Vec::new();
        let mut index = 0;
        // Stacks that turn up on the way are read in the same round.
        while let Some(followed) = progress.followed.get(index) {
            let (id, last) = (followed.id.clone(), followed.last.clone());
            let mut events = self.read(&id, last.as_deref(), progress.began).await?;
            if let Some(newest) = events.last() {
                let newest = newest.id.clone();
                if let Some(followed) = progress.followed.get_mut(index) {
                    followed.last = Some(newest);
                }
            }
            if index == 0 && progress.began.is_none() {
                progress.began = events.first().map(|event| event.at);
            }
            for event in events.iter().filter(|event| is_nested(event)) {
                if !progress.followed.iter().any(|known| known.id == event.physical_id) {
                    progress.followed.push(Followed { id: event.physical_id.clone(), last: None });
                }
            }
            fresh.append(&mut events);
            index += 1;
        }
        fresh.sort_by(|one, other| one.at.total_cmp(&other.at));
        for event in fresh {
            self.tell(&event, &mut progress.through);
            progress.events.push(event);
        }
        Ok(())
    }

    /// The events of a stack that belong to this operation, after the one that was seen last.
    async fn read(&self, id: &str, last: Option<&str>, began: Option<f64>) -> Result<Vec<StackEvent>> {
        if let Some(last) = last {
            return self.cloudformation.events(id, &|event| event.id == last).await;
        }
        // Going back in time, everything after the beginning has been seen when something older comes.
        let begun = std::sync::atomic::AtomicBool::new(false);
        let is_older = |event: &StackEvent| {
            let older = begun.load(std::sync::atomic::Ordering::Relaxed)
                || began.is_some_and(|began| event.at < began);
            if event.is_of_stack() && BEGINS.contains(&event.status.as_str()) {
                begun.store(true, std::sync::atomic::Ordering::Relaxed);
            }
            older
        };
        self.cloudformation.events(id, &is_older).await
    }

    fn tell(&self, event: &StackEvent, through: &mut BTreeSet<(String, String)>) {
        if event.is_of_stack() {
            return;
        }
        let phase = Phase::of(&event.status);
        if phase != Phase::Going {
            through.insert((event.stack_id.clone(), event.logical_id.clone()));
        }
        self.audience.hear(Event::Resource(Step {
            stack: self.stack.name.clone(),
            logical_id: event.logical_id.clone(),
            path: self.stack.origin(&event.logical_id).map(|origin| origin.path),
            kind: event.kind.clone(),
            status: event.status.clone(),
            phase,
            reason: (!event.reason.is_empty()).then(|| event.reason.clone()),
            done: through.len(),
            total: self.total.max(through.len()),
        }));
    }
}

/// Does the event tell of a stack inside the stack?
fn is_nested(event: &StackEvent) -> bool {
    event.kind == "AWS::CloudFormation::Stack"
        && !event.is_of_stack()
        && event.physical_id.starts_with("arn:")
}
