use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::available_parallelism;
use std::time::Instant;

use eventual_analyzer_model::contract::Capability;
use eventual_analyzer_model::{FunctionBuild, ServiceModel};

use crate::cargo::CargoRun;
use crate::fingerprint::{Inputs, Stamp};
use crate::link::Linker;
use crate::options::{BuildOptions, triple};
use crate::output::{BOOTSTRAP, BuildReport, ExtraFile, remove_others, write_function};
use crate::package::{Package, compiled, package};
use crate::progress::{Event, Progress, Step};
use crate::slim::slim;
use crate::toolchain::{Toolchain, toolchain};
use crate::verify::verify;
use crate::{BuildError, generate, reproducible};

type Functions = BTreeMap<String, FunctionBuild>;

/// Which files a handler's function has beside its program, given the handler's id and what it can reach.
type ExtraFiles<'a> = &'a (dyn Fn(&str, &[Capability]) -> Vec<ExtraFile> + Sync);

/// Builds one Lambda function per handler of the service in this folder.
///
/// Runs nothing if neither the sources nor the toolchain changed since the last build; a build that was cut off
/// counts as none. `extra` says which files go beside a handler's program.
///
/// # Errors
/// If the service does not compile, or a binary cannot be linked or would not run on Lambda.
pub fn build(
    model: &ServiceModel,
    package_dir: &Path,
    options: &BuildOptions,
    extra: ExtraFiles<'_>,
    progress: &dyn Progress,
) -> Result<BuildReport, BuildError> {
    fs_err::create_dir_all(&options.work_dir)?;
    let work = fs_err::canonicalize(&options.work_dir)?;
    let _lock = lock(&work)?;
    let kind = format!("{}-{}", options.architecture.as_str(), options.profile.cargo_name());
    let outputs = work.join("functions").join(&kind);
    let stamp_path = work.join(format!("{kind}.json"));
    let context = serde_json::to_string(&(model, options.architecture, options.profile))
        .map_err(|error| BuildError::Answer { program: "serde", reason: error.to_string() })?;

    if let Some(mut stamp) = Stamp::<Functions>::fresh(&stamp_path, &context)
        && reconcile(&mut stamp.made, &outputs, extra)?
    {
        stamp.save(&stamp_path)?;
        progress.event(Event::Fresh(Step::Compile));
        return Ok(BuildReport { functions: stamp.made, fresh: true });
    }
    Stamp::<Functions>::remove(&stamp_path)?;

    let package = package(package_dir, &model.name)?;
    let toolchain = toolchain(&package.dir, options.architecture)?;
    let others = generate::workspace(&work, model, &package)?;
    let mut inputs = Inputs::of(&package, &others);
    inputs.add_program(toolchain.rustc.clone());
    let before = inputs.hash(&context);

    let library = compile(model, &package, &work, options, progress)?;
    let functions = link(model, &toolchain, &library, &work, &outputs, extra, progress)?;
    remove_others(&outputs, &functions)?;

    // If sources changed meanwhile, what was compiled is unknown: build again next time.
    if inputs.hash(&context) == before {
        inputs.add_read_files(&library.rule)?;
        Stamp::write(&stamp_path, inputs, &context, functions.clone())?;
    }
    Ok(BuildReport { functions, fresh: false })
}

/// One build of a service at a time; released when dropped.
pub(crate) fn lock(work: &Path) -> Result<fs_err::File, BuildError> {
    lock_file(&work.join(".lock"))
}

/// Whoever has this file open and locked is alone with what it stands for.
pub(crate) fn lock_file(path: &Path) -> Result<fs_err::File, BuildError> {
    let file = fs_err::File::create(path)?;
    file.file().lock()?;
    Ok(file)
}

/// Brings the extra files of built functions up to date; false if a program itself is not there any more.
fn reconcile(functions: &mut Functions, outputs: &Path, extra: ExtraFiles<'_>) -> Result<bool, BuildError> {
    for (id, function) in functions {
        let bootstrap = function.asset_dir.join(BOOTSTRAP);
        let size = |path: &Path| fs_err::metadata(path).map(|it| it.len()).ok();
        if size(&bootstrap) != Some(function.size) {
            return Ok(false);
        }
        let files = extra(id, &function.capabilities);
        let is_there = |it: &ExtraFile| {
            fs_err::read(function.asset_dir.join(&it.name)).is_ok_and(|content| content == it.content)
        };
        let count = fs_err::read_dir(&function.asset_dir)?.count();
        let complete = size(&function.zip) == Some(function.zip_size);
        if !complete || count != files.len() + 1 || !files.iter().all(is_there) {
            let bytes = fs_err::read(&bootstrap)?;
            *function = write_function(outputs, id, &bytes, &files, function.capabilities.clone())?;
        }
    }
    Ok(true)
}

/// The service as one static library.
struct Library {
    archive: PathBuf,
    /// Makefile rule with the files that it was made of.
    rule: PathBuf,
    /// System libraries that it needs.
    libraries: Vec<String>,
}

fn compile(
    model: &ServiceModel,
    package: &Package,
    work: &Path,
    options: &BuildOptions,
    progress: &dyn Progress,
) -> Result<Library, BuildError> {
    let start = Instant::now();
    progress.event(Event::Started(Step::Compile));
    let (triple, profile) = (triple(options.architecture), options.profile.cargo_name());
    let local = compiled(work, &package.dir, &model.name)?;
    let environment: Vec<(&str, OsString)> = reproducible::environment(&local, work)?;
    let run = CargoRun {
        action: "compile",
        service: &model.name,
        workspace: work,
        dir: &package.dir,
        output: options.cargo_output,
        // `describe` has shown them: it compiles the same sources.
        warnings: false,
        environment: &environment,
        progress,
    };
    let natives = work.join(format!("natives-{triple}-{profile}"));
    // Always given, since an argument more or less makes cargo compile the crate again.
    let print = format!("--print=native-static-libs={}", natives.display());
    run.run("rustc", &["--package=eventual-entry", "--profile", profile, "--target", triple], &[&print])?;
    let dir = work.join("target").join(triple).join(profile);
    let libraries = fs_err::read_to_string(&natives)?.split_ascii_whitespace().map(str::to_owned).collect();
    progress.event(Event::Finished(Step::Compile, start.elapsed()));
    Ok(Library { archive: dir.join("libeventual_entry.a"), rule: dir.join("libeventual_entry.d"), libraries })
}

fn link(
    model: &ServiceModel,
    toolchain: &Toolchain,
    library: &Library,
    work: &Path,
    outputs: &Path,
    extra: ExtraFiles<'_>,
    progress: &dyn Progress,
) -> Result<Functions, BuildError> {
    let start = Instant::now();
    progress.event(Event::Started(Step::Link));
    fs_err::create_dir_all(outputs)?;
    let scratch = work.join("scratch");
    fs_err::create_dir_all(&scratch)?;
    let archive = scratch.join("service.a");
    let mut code = fs_err::read(&library.archive)?;
    slim(&mut code).map_err(|error| BuildError::Answer {
        program: "rustc",
        reason: format!("a library that is none: {error}"),
    })?;
    fs_err::write(&archive, &code)?;
    drop(code);
    let linker = Linker { toolchain, archive: &archive, libraries: &library.libraries, scratch: &scratch };

    let handlers = generate::functions(model);
    let one = |(id, symbol): &(String, String)| -> Result<FunctionBuild, BuildError> {
        let bytes = linker.link(id, symbol)?;
        let capabilities = verify(id, &bytes)?;
        let files = extra(id, &capabilities);
        Ok(write_function(outputs, id, &bytes, &files, capabilities)?)
    };
    let (next, done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let results = Mutex::new(BTreeMap::new());
    let work_off = || {
        while !failed.load(Ordering::Relaxed)
            && let Some(handler) = handlers.get(next.fetch_add(1, Ordering::Relaxed))
        {
            let result = one(handler);
            match &result {
                Err(_) => failed.store(true, Ordering::Relaxed),
                Ok(_) => {
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    progress.event(Event::Linked { handler: &handler.0, done, total: handlers.len() });
                }
            }
            if let Ok(mut results) = results.lock() {
                results.insert(handler.0.clone(), result);
            }
        }
    };
    let workers = available_parallelism().map_or(1, usize::from).min(handlers.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work_off);
        }
    });
    // The first failure by id, not by time. No worker panics while it holds the lock.
    let results = results.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    let functions = results.into_iter().map(|(id, result)| Ok((id, result?))).collect();
    fs_err::remove_dir_all(&scratch)?;
    progress.event(Event::Finished(Step::Link, start.elapsed()));
    functions
}
