use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

/// SHA-256 of what a file or a folder holds, as hex: names (below the folder), contents and whether they can be
/// executed. Times, owners and the place of the folder do not count. Symbolic links count as what they point to.
///
/// # Errors
/// When something in it cannot be read; the error names the file.
pub fn fingerprint(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    if fs_err::metadata(path)?.is_dir() {
        folder(path, "", &mut hash)?
    } else {
        file(path, "", &mut hash)?
    }
    Ok(hex(&hash.finalize()))
}

pub(crate) fn hash_of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn folder(path: &Path, name: &str, hash: &mut Sha256) -> io::Result<()> {
    let mut entries: Vec<_> = fs_err::read_dir(path)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs_err::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if fs_err::metadata(&path)?.is_dir() {
            folder(&path, &name, hash)?
        } else {
            file(&path, &name, hash)?
        }
    }
    Ok(())
}

fn file(path: &Path, name: &str, hash: &mut Sha256) -> io::Result<()> {
    let content = fs_err::read(path)?;
    // Lengths go in first: without them `a` + `bc` and `ab` + `c` would be one.
    hash.update((name.len() as u64).to_le_bytes());
    hash.update(name.as_bytes());
    hash.update([u8::from(is_executable(path)?)]);
    hash.update((content.len() as u64).to_le_bytes());
    hash.update(&content);
    Ok(())
}

#[cfg(unix)]
fn is_executable(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs_err::metadata(path)?.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_path: &Path) -> io::Result<bool> {
    Ok(false)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
