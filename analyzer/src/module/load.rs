use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::module::locate::Folder;
use crate::module::{Entry, Module, ModuleId, Tree};
use crate::package::{Cfg, Truth};
use crate::source::{FileSource, normalize};
use crate::syntax::{Attr, FileId, Files, Item, ItemKind, Place, SourceFile, SyntaxError, parse_text, split};
use crate::text::plain;

/// Reads the library whose root is `root` (relative to `package`) with all its modules.
pub(crate) fn load(
    package: &Path,
    root: &str,
    cfg: &Cfg,
    source: &dyn FileSource,
    files: &mut Files,
    reports: &mut Vec<Report>,
) -> Tree {
    let mut loader =
        Loader { package, cfg, source, files, reports, tree: Tree::default(), stack: Vec::new() };
    let path = PathBuf::from(root);
    match loader.read(&path) {
        Ok(text) => loader.file(&path, text, Folder::beside(&path), &Above::default()),
        Err(error) => {
            let report = match error.kind() {
                io::ErrorKind::NotFound => Report::error(code::NO_LIBRARY, "this package has no library")
                    .note(format!("tried {root}"))
                    .help("put the handlers into `src/lib.rs`; a binary alone cannot be a service"),
                _ => Report::error(code::UNREADABLE, format!("cannot read {root}: {}", describe(&error))),
            };
            loader.reports.push(report);
        }
    }
    loader.tree
}

struct Loader<'a> {
    package: &'a Path,
    cfg: &'a Cfg,
    source: &'a dyn FileSource,
    files: &'a mut Files,
    reports: &'a mut Vec<Report>,
    tree: Tree,
    /// Files that are being read, outermost first: a `#[path]` can lead back.
    stack: Vec<PathBuf>,
}

/// What a module inherits from the place where it is declared.
#[derive(Clone, Debug, Default)]
struct Above {
    path: Vec<String>,
    conditional: bool,
}

impl Loader<'_> {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.source.read(&normalize(&self.package.join(path)))
    }

    /// Adds the module that a file holds, and all below it.
    fn file(&mut self, path: &Path, text: String, folder: Folder, above: &Above) {
        let text = without_start(text);
        let name = normalize(path)
            .components()
            .map(|it| it.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        let text: Arc<str> = text.into();
        let full = normalize(&self.package.join(path));
        let file = self.files.add(SourceFile { path: full.clone(), name, text: Arc::clone(&text) });
        let tokens = match parse_text(&text) {
            Ok(tokens) => tokens,
            Err(error) => {
                self.syntax_error(file, error);
                TokenStream::new()
            }
        };
        self.stack.push(full);
        self.module(file, tokens, &folder, above);
        self.stack.pop();
    }

    fn syntax_error(&mut self, file: FileId, error: SyntaxError) {
        let mut report = Report::error(code::SYNTAX, error.message).at(Place { file, range: error.at });
        if let Some(range) = error.opened {
            report = report.also(Place { file, range }, "opened here");
        }
        self.reports.push(report);
    }

    fn module(&mut self, file: FileId, tokens: TokenStream, folder: &Folder, above: &Above) -> ModuleId {
        let (inner, items, error) = split(tokens);
        if let Some(error) = error {
            self.syntax_error(file, error);
        }
        let id = ModuleId(self.tree.modules.len());
        let mut above = above.clone();
        let (mut truth, mut attrs) = (Truth::Yes, inner);
        self.evaluate(&mut attrs, &mut truth);
        above.conditional |= truth == Truth::Unknown;
        self.tree.modules.push(Module {
            parent: None,
            path: above.path.clone(),
            file,
            items: Vec::new(),
            imports: Vec::new(),
            children: BTreeMap::new(),
            functions: BTreeMap::new(),
            types: BTreeMap::new(),
        });
        if truth != Truth::No {
            items.into_iter().for_each(|item| self.item(id, item, folder, &above));
        }
        id
    }

    fn item(&mut self, module: ModuleId, mut item: Item, folder: &Folder, above: &Above) {
        let mut truth = Truth::Yes;
        self.evaluate(&mut item.attrs, &mut truth);
        if truth == Truth::No {
            return;
        }
        let conditional = above.conditional || truth == Truth::Unknown;
        let Some(here) = self.tree.modules.get_mut(module.0) else { return };
        match item.kind {
            ItemKind::Use(imports) => here.imports.extend(imports),
            ItemKind::Mod { ref name, ref content } => {
                let file = here.file;
                let (name, content) = (name.clone(), content.clone());
                let mut below = above.clone();
                below.path.push(plain(&name));
                below.conditional = conditional;
                let path = item.attrs.iter().find(|attr| attr.path.is("path")).and_then(Attr::text);
                let before = self.tree.modules.len();
                match content {
                    Some(group) => {
                        let folder = folder.inside(&plain(&name), path.as_deref());
                        self.module(file, group.stream(), &folder, &below);
                    }
                    None => self.module_file(file, &name, path.as_deref(), folder, &below),
                }
                if let Some(child) = self.tree.modules.get_mut(before) {
                    child.parent = Some(module);
                    if let Some(here) = self.tree.modules.get_mut(module.0) {
                        here.children.insert(plain(&name), ModuleId(before));
                    }
                }
            }
            _ => here.push(Entry { item, conditional }),
        }
    }

    /// `mod name;`
    fn module_file(
        &mut self,
        file: FileId,
        name: &Ident,
        path: Option<&str>,
        folder: &Folder,
        above: &Above,
    ) {
        let tried: Vec<(PathBuf, Folder)> = match path {
            Some(path) => {
                let path = folder.for_path(path);
                vec![(path.clone(), Folder::beside(&path))]
            }
            None => {
                let [flat, nested] = folder.candidates(&plain(name));
                vec![(flat.clone(), Folder::below(&flat)), (nested.clone(), Folder::beside(&nested))]
            }
        };
        let place = Place::of(file, name.span());
        for (path, folder) in &tried {
            if self.stack.contains(&normalize(&self.package.join(path))) {
                let message = format!("the module `{name}` leads back to {}", show(path));
                self.reports.push(
                    Report::error(code::MODULE_CYCLE, message).at(place).help("give it a file of its own"),
                );
                return;
            }
            match self.read(path) {
                Ok(text) => return self.file(path, text, folder.clone(), above),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    let message = format!("cannot read {}: {}", show(path), describe(&error));
                    self.reports.push(Report::error(code::UNREADABLE, message).at(place));
                    return;
                }
            }
        }
        if above.conditional {
            // It may not be asked for at all; if it is, rustc says so.
            return;
        }
        let names: Vec<String> = tried.iter().map(|(path, _)| show(path)).collect();
        self.reports.push(
            Report::error(code::MISSING_MODULE, format!("there is no file for the module `{name}`"))
                .at(place)
                .note(format!("tried {}", names.join(" and ")))
                .help("create one of them, or remove the `mod` line"),
        );
    }

    /// Evaluates `cfg` and replaces `cfg_attr` by what it stands for.
    fn evaluate(&self, attrs: &mut Vec<Attr>, truth: &mut Truth) {
        if !attrs.iter().any(|attr| attr.path.is("cfg") || attr.path.is("cfg_attr")) {
            return;
        }
        let mut waiting = std::mem::take(attrs);
        waiting.reverse();
        while let Some(attr) = waiting.pop() {
            if attr.path.is("cfg") {
                *truth = truth.and(self.cfg.holds(&attr.args));
            } else if attr.path.is("cfg_attr") {
                let (predicate, inner) = cfg_attr(&attr.args);
                if self.cfg.holds(&predicate) != Truth::No {
                    waiting.extend(inner.into_iter().rev());
                }
            } else {
                attrs.push(attr);
            }
        }
    }
}

/// Predicate and attributes of `cfg_attr(predicate, attribute, ..)`.
fn cfg_attr(args: &TokenStream) -> (TokenStream, Vec<Attr>) {
    let mut parts: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for token in args.clone() {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(last)) => last.push(token),
            (_, None) => {}
        }
    }
    let mut parts = parts.into_iter();
    let predicate = parts.next().unwrap_or_default().into_iter().collect();
    let attrs = parts.filter_map(|part| {
        let tokens: TokenStream = part.iter().cloned().collect();
        let mut brackets = proc_macro2::Group::new(proc_macro2::Delimiter::Bracket, tokens);
        brackets.set_span(part.first().map_or_else(Span::call_site, TokenTree::span));
        Attr::from_inner(&part, quote::quote!(# #brackets))
    });
    (predicate, attrs.collect())
}

/// Without byte-order mark; a shebang line becomes spaces, so that offsets stay.
fn without_start(text: String) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if !text.starts_with("#!") || text[2..].trim_start().starts_with('[') {
        return text;
    }
    let end = text.find('\n').unwrap_or(text.len());
    format!("{}{}", " ".repeat(end), &text[end..])
}

fn show(path: &Path) -> String {
    normalize(path).to_string_lossy().replace('\\', "/")
}

fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    }
}
