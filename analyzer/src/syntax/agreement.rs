//! The reader of items against `syn::parse_file`: both must see the same items, with the same names and attributes.
//! It is a reader of its own because it leaves bodies unread; here its speed must not cost a single item.

use std::fs;
use std::path::Path;

use proc_macro2::TokenStream;
use syn::Item as SynItem;

use super::{Item, ItemKind, parse_text, split};

fn read(tokens: TokenStream) -> Vec<String> {
    let (_, items, error) = split(tokens);
    assert!(error.is_none(), "{error:?}");
    items.iter().map(line).collect()
}

fn line(item: &Item) -> String {
    let attrs: Vec<String> = item.attrs.iter().map(|it| it.path.last()).collect();
    let kind = match &item.kind {
        ItemKind::Fn(it) => format!("fn {}", it.name),
        ItemKind::Mod { name, content: None } => format!("mod {name};"),
        ItemKind::Mod { name, content: Some(group) } => format!("mod {name} {:?}", read(group.stream())),
        ItemKind::Use(_) => "use".to_owned(),
        ItemKind::Type(it) => format!("type {}", it.name),
        ItemKind::Macro { path, .. } => format!("{}!", path.last()),
        ItemKind::Block { .. } => "block".to_owned(),
        ItemKind::Alias(name) => format!("alias {name}"),
        ItemKind::Other => "other".to_owned(),
    };
    format!("{attrs:?} {kind}")
}

fn expected(items: &[SynItem]) -> Vec<String> {
    items.iter().map(expected_line).collect()
}

fn expected_line(item: &SynItem) -> String {
    let (attrs, kind) = match item {
        SynItem::Fn(it) => (&it.attrs, format!("fn {}", it.sig.ident)),
        SynItem::Mod(it) => {
            let content = match &it.content {
                Some((_, items)) => format!(" {:?}", expected(items)),
                None => ";".to_owned(),
            };
            (&it.attrs, format!("mod {}{content}", it.ident))
        }
        SynItem::Use(it) => (&it.attrs, "use".to_owned()),
        SynItem::ExternCrate(it) => (&it.attrs, "use".to_owned()),
        SynItem::Struct(it) => (&it.attrs, format!("type {}", it.ident)),
        SynItem::Enum(it) => (&it.attrs, format!("type {}", it.ident)),
        SynItem::Union(it) => (&it.attrs, format!("type {}", it.ident)),
        SynItem::Macro(it) => match (&it.ident, it.mac.path.segments.last()) {
            (None, Some(last)) => (&it.attrs, format!("{}!", last.ident)),
            _ => (&it.attrs, "other".to_owned()),
        },
        SynItem::Impl(it) => (&it.attrs, "block".to_owned()),
        SynItem::Trait(it) => (&it.attrs, "block".to_owned()),
        SynItem::Type(it) => (&it.attrs, format!("alias {}", it.ident)),
        SynItem::Const(it) => (&it.attrs, "other".to_owned()),
        SynItem::Static(it) => (&it.attrs, "other".to_owned()),
        SynItem::ForeignMod(it) => (&it.attrs, "other".to_owned()),
        other => panic!("an item of a kind that this test does not know: {other:?}"),
    };
    let outer = attrs.iter().filter(|it| matches!(it.style, syn::AttrStyle::Outer));
    let names: Vec<String> =
        outer.filter_map(|it| it.path().segments.last()).map(|it| it.ident.to_string()).collect();
    format!("{names:?} {kind}")
}

/// Compares both readings; `false` if `syn` cannot read the text.
fn agree(text: &str, origin: &str) -> bool {
    let Ok(file) = syn::parse_file(text) else { return false };
    let tokens = parse_text(text).unwrap_or_else(|error| panic!("{origin}: {}", error.message));
    assert_eq!(read(tokens), expected(&file.items), "{origin}");
    true
}

fn visit(folder: &Path, compared: &mut usize) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_str().unwrap();
        if entry.file_type().unwrap().is_dir() {
            if !name.starts_with('.') && !["target", "generated", "node_modules"].contains(&name) {
                visit(&path, compared);
            }
        } else if name.ends_with(".rs") {
            *compared += usize::from(agree(&fs::read_to_string(&path).unwrap(), name));
        }
    }
}

#[test]
fn all_files_of_this_repository_have_the_items_that_syn_sees() {
    let mut compared = 0;
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut compared);
    assert!(compared > 400, "only {compared} files were compared");
}

/// What is hard to split: where braces, semicolons and keywords do not end what they seem to end.
const PIECES: [&str; 30] = [
    "fn a() { let x = \"}\"; let c = '{'; let l: &'static str = r#\"{\"# ; }",
    "pub(in crate::a) const unsafe extern \"C\" fn b<T: Fn() -> u8>(x: [u8; { 1 + 1 }]) -> A<{ 2 }> where T: B {}",
    "async fn c<'a>(x: &'a str) -> impl Future<Output = Result<(), Box<dyn Error>>> + 'a { async move {} }",
    "/* { */ #[doc = \"} ;\"] struct D<const N: usize = { 1 }>(A) where A: B;",
    "/// ends with a brace }\nstruct E;",
    "#[derive(Event)] #[event(name = \"a;b\")] pub struct F { pub a: fn(u8) -> u8, b: [u8; 3] }",
    "enum G<T> where T: Into<String> { A = 1, B { a: u8 }, C(T) }",
    "union H { a: u8, b: u16 }",
    "impl<T> A<{ 1 }> for B<T> where [(); { N }]: Sized { const X: u8 = { 1 }; fn c() {} }",
    "unsafe impl<'a, T: ?Sized> Send for C<'a, T> {}",
    "pub trait I<T = Vec<u8>>: J<Item = u8> where T: K { type L; fn m(&self) -> u8 { 1 } }",
    "type M<'a, T> where T: 'a = Box<dyn Fn(&'a T) -> u8>;",
    "const N: fn(u8) -> bool = |x| x < 1 && 2 > x;",
    "const _: () = { struct Inner; impl Inner { fn x() {} } };",
    "static mut O: [u8; { 1 << 2 }] = [0; 4];",
    "use a::{b::{self, c as d}, e::*, r#type};",
    "extern crate p as q;",
    "extern \"C\" { fn r(x: u8); static S: u8; }",
    "macro_rules! t { ($($x:tt)*) => { fn u() { $($x)* } }; }",
    "v::w!(a; b => { c });",
    "::x::y! { fn not_an_item() }",
    "thread_local![static Z: u8 = 1];",
    "mod aa;",
    "#[cfg(test)] pub(crate) mod bb { #![allow(dead_code)] use super::*; fn cc() {} mod dd { struct Ee; } }",
    "fn r#fn() {}",
    "fn ff() -> bool { a < b && c >> 1 > d || matches!(x, 'a'..='z') }",
    "fn gg(union: u8, auto: u8, default: u8) { async {}; unsafe {} }",
    "#[a::b(c)] #[d = \"e\"] fn hh() { b'}'; b\"}\"; br#\"}\"#; c\"}\"; '\\''; '\\u{7d}'; }",
    "fn ii() { 'a: loop { break 'a; } /* /* nested } */ */ // line }\n }",
    "trait Jj { fn kk(); fn ll() where Self: Sized; const MM: u8; }",
];

#[test]
fn pieces_that_are_hard_to_split_agree_in_any_order() {
    let mut state = 7_usize;
    for round in 0..400 {
        let mut text = String::new();
        for _ in 0..8 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(PIECES[(state >> 33) % PIECES.len()]);
            text.push_str(if state & 0x100 == 0 { "\n" } else { " " });
        }
        assert!(agree(&text, &format!("round {round}:\n{text}")), "syn cannot read round {round}:\n{text}");
    }
}
