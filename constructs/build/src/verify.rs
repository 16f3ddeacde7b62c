//! Reads a linked binary: would it start on Amazon Linux 2023, and what can it reach?

use eventual_analyzer_model::contract::Capability;
use object::read::elf::ElfFile64;
use object::{ImportFlags, Object, ObjectSection};

use crate::BuildError;

/// glibc of Amazon Linux 2023.
const GLIBC: (u32, u32) = (2, 34);
/// Unzipped size of a function (Lambda quotas), 250 MB.
const MAX_SIZE: u64 = 262_144_000;
/// Shared libraries of `provided.al2023` that programs by Rust and C use.
const LIBRARIES: [&str; 9] = [
    "ld-linux-aarch64.so.1",
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libgcc_s.so.1",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
    "libutil.so.1",
];

/// Checks the binary of this handler; what it can reach, sorted.
pub(crate) fn verify(handler: &str, bytes: &[u8]) -> Result<Vec<Capability>, BuildError> {
    let size = bytes.len() as u64;
    if size > MAX_SIZE {
        return Err(BuildError::TooLarge { handler: handler.to_owned(), size });
    }
    let unreadable = |error: object::Error| BuildError::Unreadable {
        handler: handler.to_owned(),
        reason: error.to_string(),
    };
    let file: ElfFile64<'_> = ElfFile64::parse(bytes).map_err(unreadable)?;
    let mut libraries = Vec::new();
    for library in file.import_libraries().map_err(unreadable)? {
        libraries.push(text(library.map_err(unreadable)?.name()));
    }
    let mut imports = Vec::new();
    for import in file.imports().map_err(unreadable)? {
        let import = import.map_err(unreadable)?;
        if let ImportFlags::Elf { version: Some(version), .. } = import.flags() {
            imports.push((text(import.name().name().unwrap_or_default()), text(version)));
        }
    }
    check(handler, &libraries, &imports)?;
    let mut capabilities: Vec<Capability> =
        file.sections().filter_map(|it| Capability::from_section(it.name().ok()?)).collect();
    capabilities.sort();
    capabilities.dedup();
    Ok(capabilities)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Checks shared libraries and imported symbols with their versions.
fn check(handler: &str, libraries: &[String], imports: &[(String, String)]) -> Result<(), BuildError> {
    if let Some(library) = libraries.iter().find(|it| !LIBRARIES.contains(&it.as_str())) {
        return Err(BuildError::SharedLibrary { handler: handler.to_owned(), library: library.clone() });
    }
    let newest = imports.iter().max_by_key(|(_, version)| glibc(version));
    if let Some((symbol, version)) = newest
        && glibc(version) > Some(GLIBC)
    {
        let (symbol, version) = (symbol.clone(), version.clone());
        return Err(BuildError::Glibc { handler: handler.to_owned(), symbol, version });
    }
    Ok(())
}

/// `(2, 38)` for `GLIBC_2.38` and for a patch release of it.
fn glibc(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix("GLIBC_")?.split('.').map(|it| it.parse().unwrap_or(u32::MAX));
    Some((parts.next()?, parts.next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(library: &str, version: &str) -> Result<(), String> {
        let imports = [("printf".to_owned(), "GLIBC_2.2.5".to_owned()), ("f".to_owned(), version.to_owned())];
        check("command_a", &[library.to_owned()], &imports).map_err(|it| it.to_string())
    }

    #[test]
    fn what_amazon_linux_has_is_fine() {
        assert_eq!(checked("libc.so.6", "GLIBC_2.34"), Ok(()));
        assert_eq!(checked("libgcc_s.so.1", "GCC_3.0"), Ok(()));
    }

    #[test]
    fn newer_symbols_and_other_libraries_are_named() {
        let newer = checked("libc.so.6", "GLIBC_2.38").unwrap_err();
        assert!(newer.contains("needs `f` of GLIBC_2.38"), "{newer}");
        let library = checked("libssl.so.3", "GLIBC_2.17").unwrap_err();
        assert!(library.contains("needs the shared library `libssl.so.3`"), "{library}");
    }

    #[test]
    fn this_very_program_is_read() {
        let bytes = fs_err::read(std::env::current_exe().unwrap()).unwrap();
        match verify("command_a", &bytes) {
            Ok(capabilities) => assert_eq!(capabilities, []),
            // A test of a debug build on a newer system may well use newer symbols.
            Err(error) => assert!(matches!(error, BuildError::Glibc { .. }), "{error}"),
        }
        let error = verify("command_a", b"#!/bin/sh").unwrap_err();
        assert!(error.to_string().starts_with("the binary of `command_a` could not be read: "), "{error}");
    }
}
