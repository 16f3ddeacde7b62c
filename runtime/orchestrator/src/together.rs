//! Doing what does not depend on each other side by side.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use crate::error::StoreError;

/// So much is under way at once. A store answers in milliseconds, so this is thousands of operations a second, and few
/// enough not to be throttled by one that just woke up.
const MOST: usize = 32;

/// Runs futures side by side; their values in the order given. After a failure none is begun any more, and those under way
/// are finished: what they do may be half done otherwise.
pub async fn together<T, F>(futures: impl IntoIterator<Item = F>) -> Result<Vec<T>, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    let mut waiting = futures.into_iter();
    let mut running: Vec<(usize, Pin<Box<F>>)> = Vec::new();
    let mut values: Vec<Option<T>> = Vec::new();
    let mut failure = None;
    poll_fn(|context| {
        loop {
            while failure.is_none() && running.len() < MOST {
                let Some(future) = waiting.next() else { break };
                running.push((values.len(), Box::pin(future)));
                values.push(None);
            }
            let before = running.len();
            running.retain_mut(|(at, future)| match future.as_mut().poll(context) {
                Poll::Pending => true,
                Poll::Ready(Ok(value)) => {
                    values[*at] = Some(value);
                    false
                }
                Poll::Ready(Err(error)) => {
                    failure.get_or_insert(error);
                    false
                }
            });
            if running.is_empty() && before == 0 {
                return Poll::Ready(());
            }
            // A place that became free may be taken at once.
            if running.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    match failure {
        Some(error) => Err(error),
        None => Ok(values.into_iter().flatten().collect()),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    /// Counts how many of it are under way; ready at the second poll.
    async fn work(number: usize, under_way: &Cell<usize>, most: &Cell<usize>) -> Result<usize, StoreError> {
        under_way.set(under_way.get() + 1);
        most.set(most.get().max(under_way.get()));
        let mut polled = false;
        poll_fn(|_| if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }).await;
        under_way.set(under_way.get() - 1);
        if number == 40 { Err(StoreError("it is 40".to_owned())) } else { Ok(number) }
    }

    fn run(count: usize) -> (Result<Vec<usize>, StoreError>, usize, usize) {
        let (under_way, most, begun) = (Cell::new(0), Cell::new(0), Cell::new(0));
        let futures = (0..count).map(|number| {
            begun.set(begun.get() + 1);
            work(number, &under_way, &most)
        });
        let mut all = pin!(together(futures));
        loop {
            if let Poll::Ready(result) = all.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return (result, most.get(), begun.get());
            }
        }
    }

    #[test]
    fn values_come_in_order_and_not_all_is_under_way_at_once() {
        assert_eq!(run(0).0, Ok(vec![]));
        let (values, most, begun) = run(40);
        assert_eq!((values, most, begun), (Ok((0..40).collect()), MOST, 40));
    }

    #[test]
    fn after_a_failure_nothing_is_begun() {
        let (values, _, begun) = run(1_000);
        assert_eq!(values, Err(StoreError("it is 40".to_owned())));
        assert!(begun < 100, "{begun} were begun");
    }
}
