//! The module tree of the library: every file that rustc would read, with `cfg`s evaluated.

mod load;
mod locate;

use std::collections::BTreeMap;

pub(crate) use load::load;

use crate::syntax::{FileId, Import, Item, ItemKind, Place};

/// Index into [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ModuleId(pub(crate) usize);

/// All modules, parents before children.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) modules: Vec<Module>,
}

/// A module, inline or in a file of its own.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) parent: Option<ModuleId>,
    /// Names from the crate root, without `r#`.
    pub(crate) path: Vec<String>,
    pub(crate) file: FileId,
    /// Items whose `cfg`s hold, modules and imports excluded.
    pub(crate) items: Vec<Entry>,
    pub(crate) imports: Vec<Import>,
    pub(crate) children: BTreeMap<String, ModuleId>,
    /// Functions by name: indices into `items`.
    pub(crate) functions: BTreeMap<String, usize>,
    /// Types by name: indices into `items`.
    pub(crate) types: BTreeMap<String, usize>,
}

/// An item and whether it is certainly there.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) item: Item,
    /// Whether a `cfg` stands above it that could not be decided.
    pub(crate) conditional: bool,
}

impl Tree {
    pub(crate) const ROOT: ModuleId = ModuleId(0);

    pub(crate) fn get(&self, id: ModuleId) -> Option<&Module> {
        self.modules.get(id.0)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (ModuleId, &Module)> {
        self.modules.iter().enumerate().map(|(index, module)| (ModuleId(index), module))
    }

    /// The item at this index of a module.
    pub(crate) fn entry(&self, module: ModuleId, index: usize) -> Option<&Entry> {
        self.get(module)?.items.get(index)
    }
}

impl Module {
    fn push(&mut self, entry: Entry) {
        let index = self.items.len();
        match &entry.item.kind {
            ItemKind::Fn(it) => {
                self.functions.insert(crate::text::plain(&it.name), index);
            }
            ItemKind::Type(it) => {
                self.types.insert(crate::text::plain(&it.name), index);
            }
            _ => {}
        }
        self.items.push(entry);
    }

    /// The place of a token of this module.
    pub(crate) fn place(&self, span: proc_macro2::Span) -> Place {
        Place::of(self.file, span)
    }
}
