use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a service could not be built.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A file could not be read or written; the message names it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A program that the build needs could not be started.
    #[error("`{program}` could not be started: {source}; {help}")]
    Program {
        /// The program.
        program: String,
        /// How to get it.
        help: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Cargo failed: mostly since the service does not compile. `text` is what cargo and the compiler said,
    /// unless they said it on the terminal themselves.
    #[error("cargo could not {action} service `{service}`{}", prefixed(text))]
    Cargo {
        /// `compile`, `resolve`, `describe`.
        action: &'static str,
        /// Name of the service.
        service: String,
        /// Diagnostics as cargo shows them; empty if they went to the terminal.
        text: String,
    },
    /// A program answered something unreadable.
    #[error("`{program}` answered something unreadable: {reason}")]
    Answer {
        /// The program.
        program: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The package has no library.
    #[error("package `{package}` has no library; handlers live in `src/lib.rs`")]
    NoLibrary {
        /// Name of the package.
        package: String,
    },
    /// The package does not depend on the framework.
    #[error(
        "package `{package}` does not depend on `eventual-rs`; run `cargo add eventual-rs --rename eventual`"
    )]
    NoFacade {
        /// Name of the package.
        package: String,
    },
    /// Nothing was named that could run.
    #[error("there is no service to run; name the folder of a service crate")]
    NoService,
    /// There is no such package in cargo's view of the folder.
    #[error("cargo knows no package in `{}`", path.display())]
    NoPackage {
        /// The folder.
        path: PathBuf,
    },
    /// The toolchain cannot compile for the functions' processor.
    #[error(
        "the Rust toolchain in `{}` has no standard library for `{triple}`; add that target to it, or build for \
         another architecture",
        sysroot.display()
    )]
    NoTarget {
        /// Target that is missing.
        triple: &'static str,
        /// The toolchain.
        sysroot: PathBuf,
    },
    /// There is no linker that drops unreached code cleanly.
    #[error(
        "the Rust toolchain in `{}` comes without `rust-lld`; GNU ld leaves parts of other handlers in a binary, so \
         it is not used",
        sysroot.display()
    )]
    NoLinker {
        /// The toolchain.
        sysroot: PathBuf,
    },
    /// The linker failed.
    #[error("the binary of `{handler}` could not be linked:\n{text}")]
    Link {
        /// Id of the handler.
        handler: String,
        /// What the linker said.
        text: String,
    },
    /// A linked binary is not a readable ELF file.
    #[error("the binary of `{handler}` could not be read: {reason}")]
    Unreadable {
        /// Id of the handler.
        handler: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A binary contains the entry of another handler.
    #[error(
        "the binary of `{handler}` contains the entry of `{other}` too: something refers to all handlers"
    )]
    ForeignEntry {
        /// Id of the handler.
        handler: String,
        /// Id of the other one.
        other: String,
    },
    /// A binary would not start on Amazon Linux 2023.
    #[error(
        "the binary of `{handler}` needs `{symbol}` of {version}, and Amazon Linux 2023 has glibc 2.34; a C library \
         compiled on a newer system does that: build on an older one"
    )]
    Glibc {
        /// Id of the handler.
        handler: String,
        /// The newest symbol.
        symbol: String,
        /// Its version, `GLIBC_2.38`.
        version: String,
    },
    /// A binary needs a shared library that Lambda does not have.
    #[error(
        "the binary of `{handler}` needs the shared library `{library}`, which Lambda does not have; link it statically"
    )]
    SharedLibrary {
        /// Id of the handler.
        handler: String,
        /// The library.
        library: String,
    },
    /// A binary is above Lambda's limit.
    #[error(
        "the binary of `{handler}` has {size} bytes, more than the 262144000 (250 MB) that Lambda takes unzipped"
    )]
    TooLarge {
        /// Id of the handler.
        handler: String,
        /// Size in bytes.
        size: u64,
    },
    /// The describing program failed.
    #[error("service `{service}` could not be described: {reason}")]
    Describe {
        /// Name of the service.
        service: String,
        /// What its program said.
        reason: String,
    },
}

fn prefixed(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(":\n{}", text.trim_end()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_to_do() {
        let cases = [
            (
                BuildError::NoFacade { package: "orders".into() },
                "package `orders` does not depend on `eventual-rs`; run `cargo add eventual-rs --rename eventual`",
            ),
            (
                BuildError::NoLibrary { package: "orders".into() },
                "package `orders` has no library; handlers live in `src/lib.rs`",
            ),
            (BuildError::NoPackage { path: "a/b".into() }, "cargo knows no package in `a/b`"),
            (
                BuildError::NoTarget { triple: "aarch64-unknown-linux-gnu", sysroot: "/rust".into() },
                "the Rust toolchain in `/rust` has no standard library for `aarch64-unknown-linux-gnu`; add that \
                 target to it, or build for another architecture",
            ),
            (
                BuildError::NoLinker { sysroot: "/rust".into() },
                "the Rust toolchain in `/rust` comes without `rust-lld`; GNU ld leaves parts of other handlers in \
                 a binary, so it is not used",
            ),
            (
                BuildError::ForeignEntry { handler: "command_a".into(), other: "command_b".into() },
                "the binary of `command_a` contains the entry of `command_b` too: something refers to all handlers",
            ),
            (
                BuildError::Glibc {
                    handler: "command_a".into(),
                    symbol: "__isoc23_strtol".into(),
                    version: "GLIBC_2.38".into(),
                },
                "the binary of `command_a` needs `__isoc23_strtol` of GLIBC_2.38, and Amazon Linux 2023 has glibc \
                 2.34; a C library compiled on a newer system does that: build on an older one",
            ),
            (
                BuildError::SharedLibrary { handler: "command_a".into(), library: "libz.so.1".into() },
                "the binary of `command_a` needs the shared library `libz.so.1`, which Lambda does not have; link it \
                 statically",
            ),
            (
                BuildError::TooLarge { handler: "command_a".into(), size: 300_000_000 },
                "the binary of `command_a` has 300000000 bytes, more than the 262144000 (250 MB) that Lambda takes \
                 unzipped",
            ),
            (
                BuildError::Cargo {
                    action: "compile",
                    service: "orders".into(),
                    text: "error[E0308]: mismatched types\n".into(),
                },
                "cargo could not compile service `orders`:\nerror[E0308]: mismatched types",
            ),
            (
                BuildError::Cargo { action: "compile", service: "orders".into(), text: String::new() },
                "cargo could not compile service `orders`",
            ),
        ];
        for (error, text) in cases {
            assert_eq!(error.to_string(), text);
        }
    }
}
