//! Takes out of compiled Rust code what a stripped program that aborts on panic cannot use, before it is linked.
//! That halves the smallest functions. Both are done to the object files, since the standard library comes
//! compiled and has no setting that leaves them out:
//!
//! - **Unwind tables.** Nothing unwinds. Objects made by C and C++ compilers keep theirs: C++ may throw inside.
//! - **The symboliser of backtraces**, 40 % of a small program. It reads debug information of the program it is in,
//!   of which there is none, so it never finds anything; here it returns at once, and the linker drops what only it
//!   used. Should a later standard library name it otherwise, it stays, and the program is larger but not wrong.

use object::read::archive::ArchiveFile;
use object::read::elf::{ElfFile64, SectionHeader};
use object::{Architecture, LittleEndian, Object, elf};

/// Offsets of fields in an ELF section header of 64 bits.
const FLAGS: usize = 8;
const SIZE: usize = 32;

/// Changes the object files of an archive in place.
pub(crate) fn slim(archive: &mut [u8]) -> object::Result<()> {
    let mut edits = Vec::new();
    let bytes = &*archive;
    for member in ArchiveFile::parse(bytes)?.members() {
        let member = member?;
        // Codegen units of rustc; other objects are those of C code in dependencies.
        if member.name().ends_with(b".rcgu.o") {
            let data = member.data(bytes)?;
            let offset = usize::try_from(member.file_range().0).unwrap_or(usize::MAX);
            let in_file = |(at, bytes): Edit| (offset.saturating_add(at), bytes);
            edits.extend(object_edits(data)?.into_iter().map(in_file));
        }
    }
    for (at, bytes) in edits {
        if let Some(target) = archive.get_mut(at..at + bytes.len()) {
            target.copy_from_slice(&bytes);
        }
    }
    Ok(())
}

/// Bytes to be written at an offset.
type Edit = (usize, Vec<u8>);

fn object_edits(data: &[u8]) -> object::Result<Vec<Edit>> {
    let file: ElfFile64<'_, LittleEndian> = ElfFile64::parse(data)?;
    let endian = LittleEndian;
    let sections = file.elf_section_table();
    let table = usize::try_from(file.elf_header().e_shoff.get(endian)).unwrap_or(usize::MAX);
    let header_size = usize::from(file.elf_header().e_shentsize.get(endian));
    let field = |index: usize, field: usize| table.saturating_add(index * header_size + field);
    let return_instruction: &[u8] = match file.architecture() {
        Architecture::X86_64 => &[0xc3],
        Architecture::Aarch64 => &[0xc0, 0x03, 0x5f, 0xd6],
        _ => return Ok(Vec::new()),
    };
    let mut edits: Vec<Edit> = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let name = String::from_utf8_lossy(sections.section_name(endian, section)?);
        if name == ".eh_frame" {
            let flags = section.sh_flags(endian).0 | elf::SHF_EXCLUDE.0;
            edits.push((field(index, FLAGS), flags.to_le_bytes().to_vec()));
        } else if let Some(function) = name.strip_prefix(".text.")
            && is_symboliser(function)
        {
            let start = usize::try_from(section.sh_offset(endian)).unwrap_or(usize::MAX);
            edits.push((start, return_instruction.to_vec()));
            edits.push((field(index, SIZE), (return_instruction.len() as u64).to_le_bytes().to_vec()));
        } else if let Some(function) = name.strip_prefix(".rela.text.")
            && is_symboliser(function)
        {
            edits.push((field(index, SIZE), 0_u64.to_le_bytes().to_vec()));
        }
    }
    Ok(edits)
}

/// Whether this is `std::backtrace_rs::symbolize::gimli::Cache::with_global`, in any of rustc's manglings: it looks
/// up one address and hands what it finds to a closure. It returns nothing.
fn is_symboliser(function: &str) -> bool {
    ["backtrace_rs", "symbolize", "gimli", "Cache", "with_global"].iter().all(|it| function.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_symboliser_is_known_by_both_of_its_names() {
        for name in [
            "_ZN3std12backtrace_rs9symbolize5gimli5Cache11with_global17h0123456789abcdefE",
            "_RINvMs1_NtNtNtCs1_3std12backtrace_rs9symbolize5gimliNtB6_5Cache11with_globalNCNvB6_7resolves_0E",
        ] {
            assert!(is_symboliser(name), "{name}");
        }
        assert!(!is_symboliser("_ZN3std12backtrace_rs9symbolize5gimli7Mapping9new_debug17h0123E"));
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        assert!(slim(&mut b"#!/bin/sh".to_vec()).is_err());
        let mut empty = b"!<arch>\n".to_vec();
        slim(&mut empty).unwrap();
        assert_eq!(empty, b"!<arch>\n");
    }
}
