//! The store: one ordered table of bytes, whose writes become certain in the order in which they were made.
//!
//! A write is seen by every read as soon as [`Store::write`] returns, and is on its way to the file. One
//! thread commits all that waits at once, so that many writers cost one commit. What a crash leaves is always
//! a *beginning* of what was written: never a later write without an earlier one. So nothing inside of the
//! service waits for the file; only what shows outside does, by [`Store::settled`]: an answer to a caller,
//! the body of a task or of a subscription.

mod backend;
mod keys;
mod open;
mod writer;

pub(crate) use keys::{Keys, Keyspace, number};
pub use open::Durability;
pub(crate) use open::remove;

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use eventual_runtime_orchestrator::StoreError;
use redb::{Database, ReadableDatabase, TableDefinition, TableError};
use tokio::sync::watch;

const TABLE: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("eventual");

type Key = Vec<u8>;
type Value = Option<Arc<[u8]>>;

/// The store of all services of a process.
#[derive(Debug)]
pub(crate) struct Store {
    shared: Arc<Shared>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Shared {
    /// `None` once the store is closed, which gives the file free.
    database: Mutex<Option<Arc<Database>>>,
    pending: Mutex<Pending>,
    wake: Condvar,
    /// How far writes are certain, or why they will never be.
    certain: watch::Sender<Result<u64, StoreError>>,
}

/// What is written and not certain yet.
#[derive(Debug, Default)]
struct Pending {
    /// What reads see in place of what is in the file, with the number of its write.
    overlay: BTreeMap<Key, (u64, Value)>,
    queue: Vec<(Key, Value)>,
    /// Number of the last write.
    last: u64,
    /// This write is waited for until it is certain.
    wanted: u64,
    /// So many want what they write to become certain at once.
    held: usize,
    closing: bool,
}

/// While this is there, nothing that is written becomes certain; then all of it does at once.
#[derive(Debug)]
pub(crate) struct Hold<'a>(&'a Shared);

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        locked(&self.0.pending).held -= 1;
        self.0.wake.notify_all();
    }
}

/// A write in the making: all of it is written, or nothing.
pub(crate) struct Draft<'a> {
    pending: &'a Pending,
    database: &'a Database,
    changes: BTreeMap<Key, Value>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError(format!("the local store failed: {error}"))
}

impl Store {
    /// Reads a value.
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some((_, value)) = locked(&self.shared.pending).overlay.get(key) {
            return Ok(value.as_deref().map(<[u8]>::to_vec));
        }
        // What left the overlay meanwhile is in the file.
        read(&*self.database()?, key)
    }

    /// Reads all keys that begin with `prefix`, in order or, if `newest`, in reverse, until `take` says stop.
    pub(crate) fn scan(
        &self,
        prefix: &[u8],
        from: Option<&[u8]>,
        newest: bool,
        mut take: impl FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), StoreError> {
        let database = self.database()?;
        let low = prefix.to_vec();
        let high = after(prefix);
        let (low, high) = match (from, newest) {
            (Some(from), false) => (Bound::Excluded(from.to_vec()), Bound::Excluded(high)),
            (Some(from), true) => (Bound::Included(low), Bound::Excluded(from.to_vec())),
            (None, _) => (Bound::Included(low), Bound::Excluded(high)),
        };
        // The overlay first: what leaves it afterwards is in the file that is read next.
        let overlay: BTreeMap<Key, Value> = {
            let pending = locked(&self.shared.pending);
            let changed = pending.overlay.range((low.clone(), high.clone()));
            changed.map(|(key, (_, value))| (key.clone(), value.clone())).collect()
        };
        let snapshot = database.begin_read().map_err(failed)?;
        let table = match snapshot.open_table(TABLE) {
            Ok(table) => Some(table),
            Err(TableError::TableDoesNotExist(_)) => None,
            Err(error) => return Err(failed(error)),
        };
        let bounds = (low.as_ref().map(Vec::as_slice), high.as_ref().map(Vec::as_slice));
        let mut file = match &table {
            Some(table) => Some(table.range::<&[u8]>(bounds).map_err(failed)?),
            None => None,
        };
        let mut next_in_file = || -> Result<Option<(Key, Vec<u8>)>, StoreError> {
            let entry = match &mut file {
                Some(range) if newest => range.next_back(),
                Some(range) => range.next(),
                None => None,
            };
            let entry = entry.transpose().map_err(failed)?;
            Ok(entry.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())))
        };
        let mut changed: Vec<(Key, Value)> = overlay.into_iter().collect();
        if !newest {
            changed.reverse();
        }
        let mut stored = next_in_file()?;
        loop {
            let first = match (&stored, changed.last()) {
                (None, None) => return Ok(()),
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (Some((stored, _)), Some((changed, _))) if newest => stored > changed,
                (Some((stored, _)), Some((changed, _))) => stored < changed,
            };
            if first {
                if let Some((key, value)) = &stored
                    && !take(key, value)
                {
                    return Ok(());
                }
                stored = next_in_file()?;
            } else if let Some((key, value)) = changed.pop() {
                if stored.as_ref().is_some_and(|(stored, _)| *stored == key) {
                    stored = next_in_file()?;
                }
                if let Some(value) = value
                    && !take(&key, &value)
                {
                    return Ok(());
                }
            }
        }
    }

    /// Makes a write. Reads in it see all writes before it; nothing comes between. Gives the number of the
    /// write, if anything was written, else of the last one.
    pub(crate) fn write<T>(
        &self,
        body: impl FnOnce(&mut Draft<'_>) -> Result<T, StoreError>,
    ) -> Result<(T, u64), StoreError> {
        if let Err(error) = &*self.shared.certain.borrow() {
            return Err(error.clone());
        }
        let database = self.database()?;
        let mut pending = locked(&self.shared.pending);
        if pending.closing {
            return Err(StoreError("the local service is stopping".to_owned()));
        }
        let mut draft = Draft { pending: &pending, database: &database, changes: BTreeMap::new() };
        let result = body(&mut draft)?;
        let changes = draft.changes;
        let made = changes.len();
        if made > 0 {
            pending.last += 1;
            let number = pending.last;
            for (key, value) in changes {
                pending.overlay.insert(key.clone(), (number, value.clone()));
                pending.queue.push((key, value));
            }
            // The writer waits without a limit only while there is nothing to write.
            if pending.queue.len() == made {
                self.shared.wake.notify_one();
            }
        }
        Ok((result, pending.last))
    }

    /// Lets several writes become certain at once. For a moment: all others wait.
    pub(crate) fn hold(&self) -> Hold<'_> {
        locked(&self.shared.pending).held += 1;
        Hold(&self.shared)
    }

    /// Number of the last write.
    pub(crate) fn last(&self) -> u64 {
        locked(&self.shared.pending).last
    }

    /// Waits until this write and all before it survive the death of the process.
    pub(crate) async fn settled(&self, write: u64) -> Result<(), StoreError> {
        let mut certain = self.shared.certain.subscribe();
        {
            let mut pending = locked(&self.shared.pending);
            if pending.wanted < write {
                pending.wanted = write;
                self.shared.wake.notify_one();
            }
        }
        let reached = certain.wait_for(|it| it.as_ref().map_or(true, |certain| *certain >= write)).await;
        match reached {
            Ok(state) => state.as_ref().map(|_| ()).map_err(Clone::clone),
            Err(_) => Err(StoreError("the local service is stopping".to_owned())),
        }
    }

    /// Commits what was written and gives the file free. Later writes fail.
    pub(crate) fn close(&self) {
        locked(&self.shared.pending).closing = true;
        self.shared.wake.notify_all();
        if let Some(writer) = locked(&self.writer).take() {
            // It does not panic; if it did, nothing could take the report.
            let _ = writer.join();
        }
        *locked(&self.shared.database) = None;
    }

    fn database(&self) -> Result<Arc<Database>, StoreError> {
        let closed = || StoreError("the local service is stopping".to_owned());
        locked(&self.shared.database).clone().ok_or_else(closed)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.close();
    }
}

impl Draft<'_> {
    /// Reads a value.
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let changed = self.changes.get(key).or_else(|| self.pending.overlay.get(key).map(|(_, value)| value));
        match changed {
            Some(value) => Ok(value.as_deref().map(<[u8]>::to_vec)),
            None => read(self.database, key),
        }
    }

    /// Writes a value.
    pub(crate) fn put(&mut self, key: Key, value: impl Into<Arc<[u8]>>) {
        self.changes.insert(key, Some(value.into()));
    }

    /// Takes a value away, if there is one.
    pub(crate) fn remove(&mut self, key: Key) {
        self.changes.insert(key, None);
    }
}

fn read(database: &Database, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    let snapshot = database.begin_read().map_err(failed)?;
    match snapshot.open_table(TABLE) {
        Ok(table) => Ok(table.get(key).map_err(failed)?.map(|value| value.value().to_vec())),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// The first key that does not begin with `prefix`, which is not all `0xff`.
fn after(prefix: &[u8]) -> Key {
    let mut key = prefix.to_vec();
    while let Some(last) = key.pop() {
        if last < u8::MAX {
            key.push(last + 1);
            return key;
        }
    }
    vec![u8::MAX; 16]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn store(folder: &std::path::Path) -> Store {
        Store::open(folder, Durability::Process, Duration::ZERO).unwrap()
    }

    fn put(store: &Store, key: &str, value: &str) -> u64 {
        let put = store.write(|draft| {
            draft.put(key.as_bytes().to_vec(), value.as_bytes().to_vec());
            Ok(())
        });
        put.unwrap().1
    }

    fn keys(store: &Store, newest: bool) -> Vec<String> {
        let mut found = Vec::new();
        let take = |key: &[u8], value: &[u8]| {
            found.push(format!("{}={}", String::from_utf8_lossy(key), String::from_utf8_lossy(value)));
            true
        };
        store.scan(b"k", None, newest, take).unwrap();
        found
    }

    #[test]
    fn a_scan_sees_what_is_in_the_file_and_what_is_on_its_way() {
        let folder = tempfile::tempdir().unwrap();
        {
            let store = store(folder.path());
            ["k1", "k3", "k5", "l"].iter().for_each(|key| {
                put(&store, key, "old");
            });
        }
        let store = store(folder.path());
        let hold = store.hold();
        put(&store, "k2", "new");
        put(&store, "k3", "new");
        let removed = store.write(|draft| {
            draft.remove(b"k5".to_vec());
            Ok(())
        });
        removed.unwrap();
        assert_eq!(keys(&store, false), ["k1=old", "k2=new", "k3=new"]);
        assert_eq!(keys(&store, true), ["k3=new", "k2=new", "k1=old"]);
        assert_eq!(store.get(b"k5").unwrap(), None);
        drop(hold);
    }

    #[test]
    fn what_is_held_becomes_certain_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let hold = store.hold();
        let first = put(&store, "k1", "");
        let early = async { tokio::time::timeout(Duration::from_millis(50), store.settled(first)).await };
        assert!(runtime.block_on(early).is_err());
        let second = put(&store, "k2", "");
        drop(hold);
        runtime.block_on(store.settled(second)).unwrap();
    }

    #[test]
    fn a_store_of_a_newer_program_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        {
            let store = store(folder.path());
            let newer = store.write(|draft| {
                draft.put(b"\0version".to_vec(), b"2".to_vec());
                Ok(())
            });
            newer.unwrap();
        }
        let refused = Store::open(folder.path(), Durability::Process, Duration::ZERO).unwrap_err();
        assert!(refused.to_string().contains("has version 2, and this program reads up to 1"), "{refused}");
    }
}
