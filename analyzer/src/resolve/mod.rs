//! What a path means, as far as imports and the module tree tell. Types, traits and macros are not evaluated: what
//! cannot be decided is [`Target::Unknown`].

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::module::{ModuleId, Tree};
use crate::package::Manifest;
use crate::syntax::NamePath;

/// Which kind of name is looked for: Rust lets a macro, a type and a function have the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Space {
    Macro,
    /// Types and modules.
    Type,
    /// Functions.
    Value,
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Module(ModuleId),
    /// An item of this crate: the module and its index there.
    Item(ModuleId, usize),
    /// Something in an item of this crate: `Type::function`.
    Member(ModuleId, usize, String),
    /// A path into another crate, its name first. The framework is called [`FRAMEWORK`] whatever its name here is.
    Extern(Vec<String>),
    /// Not found.
    Unknown {
        /// Whether a glob import of another crate could bring it.
        glob: bool,
    },
}

/// Name of the framework in [`Target::Extern`].
pub(crate) const FRAMEWORK: &str = "eventual";

/// Names in the framework's prelude that the analyzer asks for.
const PRELUDE: [&str; 18] = [
    "command",
    "subscription",
    "task",
    "workflow",
    "event",
    "signal",
    "api",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "Event",
    "Signal",
    "AnyOf",
    "service",
];

/// Looks paths up.
#[derive(Debug)]
pub(crate) struct Resolver<'a> {
    tree: &'a Tree,
    manifest: &'a Manifest,
    /// Lookups under way, so that imports that lead in a circle end.
    busy: RefCell<Vec<(ModuleId, String, Space)>>,
    /// What was found: the same few names are looked up at each handler.
    known: RefCell<BTreeMap<(ModuleId, Space), BTreeMap<String, Target>>>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(tree: &'a Tree, manifest: &'a Manifest) -> Self {
        Self { tree, manifest, busy: RefCell::default(), known: RefCell::default() }
    }

    /// What `path`, written in `module`, means.
    pub(crate) fn path(&self, module: ModuleId, path: &NamePath, space: Space) -> Target {
        self.names(module, path.leading, &path.names(), space)
    }

    /// The same for a path given by its segments.
    pub(crate) fn names(&self, module: ModuleId, leading: bool, names: &[String], space: Space) -> Target {
        let Some((first, rest)) = names.split_first() else { return Target::Unknown { glob: false } };
        let space_of_first = if rest.is_empty() { space } else { Space::Type };
        let mut target = if leading { self.krate(first) } else { self.first(module, first, space_of_first) };
        for (index, name) in rest.iter().enumerate() {
            let space = if index + 1 == rest.len() { space } else { Space::Type };
            target = self.step(target, name, space);
        }
        target
    }

    fn first(&self, module: ModuleId, name: &str, space: Space) -> Target {
        match name {
            "crate" => Target::Module(Tree::ROOT),
            "self" => Target::Module(module),
            "super" => self.parent(module),
            _ => match self.inside(module, name, space) {
                Target::Unknown { glob } => match self.krate(name) {
                    Target::Unknown { .. } => Target::Unknown { glob },
                    found if space == Space::Type => found,
                    _ => Target::Unknown { glob },
                },
                found => found,
            },
        }
    }

    fn parent(&self, module: ModuleId) -> Target {
        match self.tree.get(module).and_then(|it| it.parent) {
            Some(parent) => Target::Module(parent),
            None => Target::Unknown { glob: false },
        }
    }

    fn krate(&self, name: &str) -> Target {
        let known = self.manifest.externs.contains(name) || matches!(name, "std" | "core" | "alloc");
        if self.manifest.framework.as_deref() == Some(name) {
            Target::Extern(vec![FRAMEWORK.to_owned()])
        } else if known {
            Target::Extern(vec![name.to_owned()])
        } else {
            Target::Unknown { glob: false }
        }
    }

    fn step(&self, target: Target, name: &str, space: Space) -> Target {
        match target {
            Target::Module(module) if name == "super" => self.parent(module),
            Target::Module(module) if name == "self" => Target::Module(module),
            Target::Module(module) => self.inside(module, name, space),
            Target::Item(module, index) => Target::Member(module, index, name.to_owned()),
            Target::Member(..) => Target::Unknown { glob: false },
            Target::Extern(mut path) => {
                path.push(name.to_owned());
                Target::Extern(path)
            }
            unknown @ Target::Unknown { .. } => unknown,
        }
    }

    /// What `name` is among the items and imports of a module.
    fn inside(&self, id: ModuleId, name: &str, space: Space) -> Target {
        let unknown = Target::Unknown { glob: false };
        let Some(module) = self.tree.get(id) else { return unknown };
        let own = match space {
            Space::Macro => None,
            Space::Value => module.functions.get(name).map(|index| Target::Item(id, *index)),
            Space::Type => module
                .children
                .get(name)
                .map(|child| Target::Module(*child))
                .or_else(|| module.types.get(name).map(|index| Target::Item(id, *index))),
        };
        if let Some(own) = own {
            return own;
        }
        if let Some(known) = self.known.borrow().get(&(id, space)).and_then(|names| names.get(name)) {
            return known.clone();
        }
        let key = (id, name.to_owned(), space);
        if self.busy.borrow().contains(&key) {
            return unknown;
        }
        self.busy.borrow_mut().push(key);
        let found = self.imported(id, name, space);
        self.busy.borrow_mut().pop();
        // What was found on the way of another lookup may have been cut short by a circle.
        if self.busy.borrow().is_empty() {
            self.known.borrow_mut().entry((id, space)).or_default().insert(name.to_owned(), found.clone());
        }
        found
    }

    fn imported(&self, id: ModuleId, name: &str, space: Space) -> Target {
        let Some(module) = self.tree.get(id) else { return Target::Unknown { glob: false } };
        for import in module.imports.iter().filter(|it| it.name.as_deref() == Some(name)) {
            match self.names(id, import.leading, &import.path, space) {
                Target::Unknown { .. } => {}
                found => return found,
            }
        }
        // A name that is imported from somewhere unknown is not brought by a glob.
        if module.imports.iter().any(|it| it.name.as_deref() == Some(name)) {
            return Target::Unknown { glob: false };
        }
        let mut open = false;
        for import in module.imports.iter().filter(|it| it.name.is_none()) {
            match self.names(id, import.leading, &import.path, Space::Type) {
                Target::Module(from) => match self.inside(from, name, space) {
                    Target::Unknown { glob } => open |= glob,
                    found => return found,
                },
                Target::Extern(path) if path.first().is_some_and(|it| it == FRAMEWORK) => {
                    if PRELUDE.contains(&name) {
                        return Target::Extern(vec![FRAMEWORK.to_owned(), name.to_owned()]);
                    }
                }
                Target::Item(..) | Target::Member(..) => {}
                Target::Extern(_) | Target::Unknown { .. } => open = true,
            }
        }
        Target::Unknown { glob: open }
    }
}
