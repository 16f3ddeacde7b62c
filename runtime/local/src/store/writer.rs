//! The thread that commits.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use redb::Database;

use super::{Key, Shared, TABLE, Value, failed, locked};

/// How long writes may wait for company while nothing waits for them.
const LAZINESS: Duration = Duration::from_millis(20);

/// Commits whatever is written, all of it that waits at once, until the store closes and nothing is left.
pub(crate) fn run(shared: &Shared, database: &Arc<Database>) {
    let mut certain = 0;
    loop {
        let (queue, number) = {
            let mut pending = locked(&shared.pending);
            while pending.queue.is_empty() {
                if pending.closing {
                    return;
                }
                pending = shared.wake.wait(pending).unwrap_or_else(PoisonError::into_inner);
            }
            let waited = shared.wake.wait_timeout_while(pending, LAZINESS, |pending| {
                pending.wanted <= certain && !pending.closing
            });
            let (mut pending, _) = waited.unwrap_or_else(PoisonError::into_inner);
            while pending.held > 0 {
                pending = shared.wake.wait(pending).unwrap_or_else(PoisonError::into_inner);
            }
            (std::mem::take(&mut pending.queue), pending.last)
        };
        // Of a key that was written often only the last value is worth writing.
        let changes: BTreeMap<Key, Value> = queue.into_iter().collect();
        if let Err(error) = commit(database, &changes) {
            // What is not in the file will never be: nothing more can be promised.
            let _ = shared.certain.send_replace(Err(failed(error)));
            return;
        }
        {
            let mut pending = locked(&shared.pending);
            for key in changes.keys() {
                if pending.overlay.get(key).is_some_and(|(written, _)| *written <= number) {
                    pending.overlay.remove(key);
                }
            }
        }
        certain = number;
        let _ = shared.certain.send_replace(Ok(number));
    }
}

fn commit(database: &Database, changes: &BTreeMap<Key, Value>) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        let mut table = transaction.open_table(TABLE)?;
        for (key, value) in changes {
            match value {
                Some(value) => table.insert(key.as_slice(), &**value)?,
                None => table.remove(key.as_slice())?,
            };
        }
    }
    transaction.commit()?;
    Ok(())
}
