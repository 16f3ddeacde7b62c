//! `eventual new`

mod framework;
mod template;

use std::path::Path;

use eventual_constructs_report::{ExitStatus, count};
use eventual_synth::{Failure, Result, Session};
use heck::{ToKebabCase as _, ToSnakeCase as _, ToUpperCamelCase as _};
use serde_json::json;

use crate::cli::NewArgs;
use framework::Framework;

/// What a service is called in its various places.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// `my-shop`: service and package.
    pub(crate) service: String,
    /// `my_shop`: crate.
    pub(crate) krate: String,
    /// `MyShop`: type.
    pub(crate) ty: String,
}

/// What would not be a name where it must be one: keywords, and the framework's own words.
const TAKEN: [&str; 12] =
    ["crate", "self", "super", "service", "infra", "test", "eventual", "core", "std", "alloc", "fn", "mod"];

pub(crate) fn new(args: &NewArgs, session: Session) -> Result<ExitStatus> {
    let names = names(args)?;
    let framework = Framework::find(args.eventual_path.as_deref())?;
    let path = &args.path;
    if fs_err::read_dir(path).is_ok_and(|mut it| it.next().is_some()) {
        return Err(Failure::user(format!("`{}` is not empty", path.display()))
            .hint("name a folder that does not exist"));
    }
    let files = template::files(&names, &framework);
    for (file, text) in &files {
        let file = path.join(file);
        if let Some(folder) = file.parent() {
            fs_err::create_dir_all(folder).map_err(cannot_write)?;
        }
        fs_err::write(&file, text).map_err(cannot_write)?;
    }
    if session.json {
        let paths: Vec<_> = files.iter().map(|it| it.0).collect();
        let made = json!({"service": names.service, "folder": path, "files": paths});
        session.print_json(&made)?;
    }
    let number = count(files.len(), "file");
    session.printer.done("Made", format_args!("`{}` in {}, {number}", names.service, path.display()));
    session.printer.note(framework.note());
    session.printer.hint(format_args!("cd {} && cargo test && eventual dev service", path.display()));
    Ok(ExitStatus::Success)
}

fn cannot_write(error: std::io::Error) -> Failure {
    Failure::new(ExitStatus::Error, "CanNotWrite", error)
}

fn names(args: &NewArgs) -> Result<Names> {
    let absolute = std::path::absolute(&args.path).unwrap_or_else(|_| args.path.clone());
    let folder = || absolute.file_name().map(|it| it.to_string_lossy().into_owned());
    let given = args.name.clone().or_else(folder).unwrap_or_default();
    let service = given.to_kebab_case();
    let is_name = service.starts_with(|it: char| it.is_ascii_lowercase())
        && service.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
        && service.len() <= 40;
    let krate = service.to_snake_case();
    if !is_name || TAKEN.contains(&krate.as_str()) {
        return Err(Failure::user(format!("`{given}` cannot name a service")).hint(
            "a name begins with a letter and has up to 40 letters, digits and `-`; give one with `--name`",
        ));
    }
    Ok(Names { ty: service.to_upper_camel_case(), krate, service })
}

/// Whether this is a checkout of the framework.
pub(crate) fn is_checkout(folder: &Path) -> bool {
    ["runtime/Cargo.toml", "constructs/Cargo.toml"].iter().all(|it| folder.join(it).is_file())
}
