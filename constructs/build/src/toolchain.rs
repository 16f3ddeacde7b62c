use std::path::{Path, PathBuf};
use std::process::Command;

use eventual_analyzer_model::Architecture;

use crate::BuildError;
use crate::options::triple;

/// The Rust toolchain that a folder uses, as far as linking needs to know it.
pub(crate) struct Toolchain {
    /// The compiler itself: changes when the toolchain does.
    pub(crate) rustc: PathBuf,
    /// Folder with an `ld.lld` that a C compiler driver can be pointed to.
    pub(crate) lld_dir: PathBuf,
    /// C compiler driver for the target: it knows where start files and the C library are.
    pub(crate) driver: &'static str,
}

const RUST_HELP: &str = "install Rust";

/// Asks rustc, and checks that it can compile and link for this architecture. Never installs anything.
pub(crate) fn toolchain(dir: &Path, architecture: Architecture) -> Result<Toolchain, BuildError> {
    let triple = triple(architecture);
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(&rustc)
        .args(["--print=sysroot", "--print=target-libdir", "--print=host-tuple", "--target", triple])
        .current_dir(dir)
        .output()
        .map_err(|source| BuildError::Program {
            program: rustc.to_string_lossy().into_owned(),
            help: RUST_HELP,
            source,
        })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text.lines().collect();
    let &[sysroot, libdir, host] = lines.as_slice() else {
        let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(BuildError::Answer { program: "rustc", reason });
    };
    if !has_std(Path::new(libdir)) {
        return Err(BuildError::NoTarget { triple, sysroot: sysroot.into() });
    }
    let lld_dir = Path::new(sysroot).join("lib/rustlib").join(host).join("bin/gcc-ld");
    if !lld_dir.join("ld.lld").exists() {
        return Err(BuildError::NoLinker { sysroot: sysroot.into() });
    }
    let driver = match architecture {
        _ if host == triple => "cc",
        Architecture::X86_64 => "x86_64-linux-gnu-gcc",
        Architecture::Arm64 => "aarch64-linux-gnu-gcc",
    };
    Ok(Toolchain { rustc: Path::new(sysroot).join("bin/rustc"), lld_dir, driver })
}

fn has_std(libdir: &Path) -> bool {
    let Ok(entries) = fs_err::read_dir(libdir) else { return false };
    entries.flatten().any(|it| it.file_name().to_string_lossy().starts_with("libstd-"))
}
