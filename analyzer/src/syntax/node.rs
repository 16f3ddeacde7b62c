use std::rc::Rc;

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree};

use crate::syntax::file::{Body, Place};

/// A token with what is in it. Looking into a group of proc-macro2 copies its tokens each time; rules look often.
#[derive(Debug)]
pub(crate) enum Node {
    Ident(Ident),
    Punct(char),
    Literal(Literal),
    Group(Delimiter, Vec<Node>),
}

impl Node {
    /// Whether it is this mark.
    pub(crate) fn is(&self, mark: char) -> bool {
        matches!(self, Self::Punct(punct) if *punct == mark)
    }

    /// Whether it is this word.
    pub(crate) fn is_word(&self, wanted: &str) -> bool {
        matches!(self, Self::Ident(word) if *word == wanted)
    }
}

/// What paths are read from.
pub(crate) trait Piece {
    fn ident(&self) -> Option<&Ident>;
    fn is_colon(&self) -> bool;
}

impl Piece for Node {
    fn ident(&self) -> Option<&Ident> {
        match self {
            Self::Ident(ident) => Some(ident),
            _ => None,
        }
    }

    fn is_colon(&self) -> bool {
        self.is(':')
    }
}

impl Piece for TokenTree {
    fn ident(&self) -> Option<&Ident> {
        match self {
            Self::Ident(ident) => Some(ident),
            _ => None,
        }
    }

    fn is_colon(&self) -> bool {
        matches!(self, Self::Punct(punct) if punct.as_char() == ':')
    }
}

/// A body in the form that rules walk through.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) nodes: Rc<[Node]>,
    /// Where it is; without tokens.
    origin: Body,
}

impl Code {
    pub(crate) fn new(mut body: Body) -> Self {
        let tokens = std::mem::take(&mut body.tokens);
        Self { nodes: nodes(tokens).into(), origin: body }
    }

    /// The place of a token of this code.
    pub(crate) fn place(&self, span: Span) -> Place {
        self.origin.place(span)
    }
}

/// Tokens with what is in them.
pub(crate) fn nodes(tokens: TokenStream) -> Vec<Node> {
    let node = |token| match token {
        TokenTree::Ident(ident) => Node::Ident(ident),
        TokenTree::Punct(punct) => Node::Punct(punct.as_char()),
        TokenTree::Literal(literal) => Node::Literal(literal),
        TokenTree::Group(group) => {
            let (delimiter, inner) = (group.delimiter(), group.stream());
            // With the group gone nothing else holds the tokens, so they are moved instead of copied.
            drop(group);
            Node::Group(delimiter, nodes(inner))
        }
    };
    tokens.into_iter().map(node).collect()
}
