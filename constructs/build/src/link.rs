//! One run of the linker per handler, over the one library that has them all.

use std::path::Path;
use std::process::Command;

use crate::BuildError;
use crate::generate::ENTRY_PREFIX;
use crate::toolchain::Toolchain;

/// What a binary is linked from.
pub(crate) struct Linker<'a> {
    pub(crate) toolchain: &'a Toolchain,
    /// The static library.
    pub(crate) archive: &'a Path,
    /// `-lc` and its kin, in the order that rustc says.
    pub(crate) libraries: &'a [String],
    /// Folder for files in the making.
    pub(crate) scratch: &'a Path,
}

impl Linker<'_> {
    /// The stripped program that starts at this symbol. Checks that no other entry is in it.
    pub(crate) fn link(&self, handler: &str, symbol: &str) -> Result<Vec<u8>, BuildError> {
        let program = self.scratch.join(handler);
        let map = self.scratch.join(format!("{handler}.map"));
        let mut search = std::ffi::OsString::from("-B");
        search.push(&self.toolchain.lld_dir);
        let mut map_flag = std::ffi::OsString::from("-Wl,-Map=");
        map_flag.push(&map);
        let output = Command::new(self.toolchain.driver)
            .arg("-o")
            .arg(&program)
            .arg(search)
            .args(["-fuse-ld=lld", "-pie", "-nodefaultlibs"])
            .arg("-Wl,--gc-sections,-O1,--as-needed,-z,relro,-z,now,-s,--build-id=none")
            .arg(map_flag)
            .args(["-u", symbol, &format!("-Wl,--defsym=main={symbol}")])
            .arg(self.archive)
            .args(self.libraries)
            // Messages are shown to the user as they are, and nothing else depends on the language.
            .env("LC_ALL", "C")
            .output()
            .map_err(|source| BuildError::Program {
                program: self.toolchain.driver.to_owned(),
                help: "install a C compiler; Rust links with its help",
                source,
            })?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
            return Err(BuildError::Link { handler: handler.to_owned(), text });
        }
        let map_text = fs_err::read(&map)?;
        if let Some(other) = foreign_entry(&String::from_utf8_lossy(&map_text), symbol) {
            let other = other.strip_prefix(ENTRY_PREFIX).unwrap_or(other).to_owned();
            return Err(BuildError::ForeignEntry { handler: handler.to_owned(), other });
        }
        let bytes = fs_err::read(&program)?;
        fs_err::remove_file(program)?;
        fs_err::remove_file(map)?;
        Ok(bytes)
    }
}

/// An entry in lld's link map that is not this one. Two entries at one address are one function: the compiler
/// merges handlers with equal code.
fn foreign_entry<'a>(map: &'a str, own: &str) -> Option<&'a str> {
    let entries: Vec<(&str, &str)> = map
        .lines()
        .filter_map(|line| {
            let mut words = line.split_ascii_whitespace();
            let address = words.next()?;
            let symbol = words.next_back()?;
            symbol.starts_with(ENTRY_PREFIX).then_some((address, symbol))
        })
        .collect();
    let address = entries.iter().find(|(_, symbol)| *symbol == own).map(|(address, _)| *address);
    entries.iter().find(|(at, symbol)| *symbol != own && Some(*at) != address).map(|(_, symbol)| *symbol)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "\
             VMA              LMA     Size Align Out     In      Symbol
           21a30            21a30       1a     1                 eventual_main_command_a
           21a30            21a30       1a     1                 eventual_main_command_same
               0                0        0     1 main = eventual_main_command_a
";

    #[test]
    fn another_entry_is_found_unless_it_is_the_same_function() {
        assert_eq!(foreign_entry(MAP, "eventual_main_command_a"), None);
        let leaked =
            format!("{MAP}           22000            22000       1a     1     eventual_main_route_b\n");
        assert_eq!(foreign_entry(&leaked, "eventual_main_command_a"), Some("eventual_main_route_b"));
    }
}
