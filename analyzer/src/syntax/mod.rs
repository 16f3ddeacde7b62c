//! Source text to items, as far as the analyzer looks into them. Bodies stay unparsed groups of tokens: that is
//! what makes a crate of 20,000 lines a matter of milliseconds.

#[cfg(test)]
mod agreement;
mod attr;
mod balance;
mod file;
mod import;
mod item;
mod node;
mod raw;
mod skim;
mod split;

pub(crate) use attr::{Attr, NamePath};
pub(crate) use file::{FileId, Files, Place, SourceFile};
pub(crate) use import::{Import, read as read_imports};
pub(crate) use item::{FnItem, Item, ItemKind, Slice, TypeItem};
pub(crate) use node::{Code, Node, nodes};
pub(crate) use split::{SyntaxError, parse_text, split};
