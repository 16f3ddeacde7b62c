//! What the cloud should look like, as a tree of values: [`App`] → [`Stack`] → constructs → resources. This
//! room holds the tree, its paths and logical ids, tokens and intrinsic functions, stacks and what stands in
//! their templates, file assets, whole-tree checks, and the cloud assembly that `cdk deploy` takes.
//!
//! It knows no AWS service (that is `constructs/aws`), no handlers and no analysis. Synthesis is a pure function
//! of the tree: nothing is printed, no clock and no environment variable is read, and the same tree gives the
//! same bytes. Mistakes are collected while the tree is built, and all of them are reported at once by
//! [`App::assemble`].

mod app;
mod asset;
mod check;
mod json;
mod problem;
mod resource;
mod stack;
mod synth;
mod token;
mod tree;

pub use eventual_constructs_cfn as cfn;
pub use eventual_constructs_cfn::Attribute;
pub use eventual_constructs_cfn::CfnResource;
pub use eventual_constructs_cfn::Expr;
pub use eventual_constructs_cfn::ToJson;
pub use eventual_constructs_cfn::Value;

pub use app::App;
pub use app::AppProps;
pub use tree::CallSite;
pub use tree::Construct;
pub use tree::Node;
pub use tree::Scope;
pub use tree::hash8 as short_hash;

pub use stack::Environment;
pub use stack::NestedStack;
pub use stack::Stack;
pub use stack::StackProps;

pub use stack::Condition;
pub use stack::Mapping;
pub use stack::Output;
pub use stack::OutputProps;
pub use stack::Parameter;
pub use stack::ParameterProps;

pub use resource::RawResource;
pub use resource::RemovalPolicy;
pub use resource::Resource;

pub use token::base64;
pub use token::if_;
pub use token::import_value;
pub use token::join;
pub use token::no_value;
pub use token::pseudo;
pub use token::select;
pub use token::split;
pub use token::sub;

pub use asset::Asset;
pub use asset::Packaging;
pub use asset::fingerprint;

pub use problem::Problem;
pub use problem::ProblemKind;
pub use problem::SynthError;
pub use synth::AssemblyFile;
pub use synth::CloudAssembly;
pub use synth::StackArtifact;

pub use check::limits;
pub use json::to_text;
