//! Opening the store, and what can be wrong with it.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use eventual_runtime_local_protocol::ServeError;
use redb::backends::FileBackend;
use redb::{Builder, Database, DatabaseError, StorageError};
use tokio::sync::watch;

use super::backend::Unsynced;
use super::{Pending, Shared, Store, writer};

/// What the content of the store looks like. Changes with every change that older programs cannot read.
const VERSION: u32 = 1;
const VERSION_KEY: &[u8] = b"\0version";
/// Name of the file in the folder of the store.
const FILE: &str = "state.redb";
/// Memory for pages of the file.
const CACHE_BYTES: usize = 64 << 20;
/// How long to look for a chance to open the store between two tries.
const PAUSE: Duration = Duration::from_millis(5);

/// What the store survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The death of the process, at any moment. A loss of power may cost the last seconds or the whole store,
    /// as for any file that is not synced.
    #[default]
    Process,
    /// A loss of power too: every commit waits for the disk.
    Power,
}

impl Store {
    /// Opens the store in this folder, or makes it. Waits so long for another process that has it open.
    pub(crate) fn open(
        folder: &Path,
        durability: Durability,
        patience: Duration,
    ) -> Result<Self, ServeError> {
        let unwritable = |source: io::Error| ServeError::Folder { folder: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(unwritable)?;
        let path = folder.join(FILE);
        let start = Instant::now();
        let database = loop {
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let file = file.map_err(unwritable)?;
            match open(file, durability) {
                Ok(database) => break database,
                Err(DatabaseError::DatabaseAlreadyOpen) if start.elapsed() < patience => thread::sleep(PAUSE),
                Err(error) => return Err(refused(error, folder)),
            }
        };
        let store = Self::around(Arc::new(database)).map_err(ServeError::System)?;
        store.check_version(folder)?;
        Ok(store)
    }

    fn around(database: Arc<Database>) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            database: Mutex::new(Some(Arc::clone(&database))),
            pending: Mutex::new(Pending::default()),
            wake: Condvar::new(),
            certain: watch::Sender::new(Ok(0)),
        });
        let writing = Arc::clone(&shared);
        let writer = thread::Builder::new().name("eventual-store".to_owned());
        let writer = writer.spawn(move || writer::run(&writing, &database))?;
        Ok(Self { shared, writer: Mutex::new(Some(writer)) })
    }

    fn check_version(&self, folder: &Path) -> Result<(), ServeError> {
        let damaged = |reason: String| ServeError::Damaged { folder: folder.to_owned(), reason };
        match self.get(VERSION_KEY).map_err(|error| damaged(error.0))? {
            Some(found) => {
                let found = String::from_utf8_lossy(&found).parse::<u32>();
                match found {
                    Ok(found) if found > VERSION => {
                        Err(ServeError::Newer { folder: folder.to_owned(), found, known: VERSION })
                    }
                    Ok(_) => Ok(()),
                    Err(_) => Err(damaged("its version is no number".to_owned())),
                }
            }
            None => {
                let write = self.write(|draft| {
                    draft.put(VERSION_KEY.to_vec(), VERSION.to_string().into_bytes());
                    Ok(())
                });
                write.map(|_| ()).map_err(|error| damaged(error.0))
            }
        }
    }
}

/// Removes the store in this folder.
pub(crate) fn remove(folder: &Path) -> Result<(), ServeError> {
    match fs::remove_file(folder.join(FILE)) {
        Err(source) if source.kind() != ErrorKind::NotFound => {
            Err(ServeError::Folder { folder: folder.to_owned(), source })
        }
        _ => Ok(()),
    }
}

fn open(file: fs::File, durability: Durability) -> Result<Database, DatabaseError> {
    let file = FileBackend::new(file)?;
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    match durability {
        Durability::Process => builder.create_with_backend(Unsynced(file)),
        Durability::Power => builder.create_with_backend(file),
    }
}

fn refused(error: DatabaseError, folder: &Path) -> ServeError {
    let folder = folder.to_owned();
    match error {
        DatabaseError::DatabaseAlreadyOpen => ServeError::InUse { folder },
        DatabaseError::Storage(StorageError::Io(source)) if source.kind() != ErrorKind::InvalidData => {
            ServeError::Folder { folder, source }
        }
        other => ServeError::Damaged { folder, reason: other.to_string() },
    }
}
