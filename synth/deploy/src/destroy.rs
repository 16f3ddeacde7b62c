use std::time::Duration;

use serde::Serialize;

use crate::assembly::Assembly;
use crate::aws::Cloud;
use crate::deploy::PAUSE;
use crate::error::Result;
use crate::event::Audience;
use crate::stack::Work;

/// How to destroy.
#[derive(Clone, Debug)]
pub struct DestroyOptions {
    /// Names of stacks; all if there is none. What depends on them is destroyed too, before them.
    pub stacks: Vec<String>,
    /// Leave alone what depends on the named stacks.
    pub only_named: bool,
    /// Between two looks at a stack.
    pub pause: Duration,
}

impl Default for DestroyOptions {
    fn default() -> Self {
        Self { stacks: Vec::new(), only_named: false, pause: PAUSE }
    }
}

/// A stack that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Destroyed {
    /// Its name.
    pub stack: String,
    /// `false` if there was none.
    pub existed: bool,
    /// Paths of the resources that stay in the account, as their deletion policy says.
    pub kept: Vec<String>,
}

/// Names of the stacks that [`destroy`] would delete, in that order: for asking first.
///
/// # Errors
/// If the assembly has no stack of a name.
pub fn doomed(assembly: &Assembly, options: &DestroyOptions) -> Result<Vec<String>> {
    let stacks = chosen(assembly, options)?;
    Ok(stacks.into_iter().map(|stack| stack.name.clone()).collect())
}

/// Deletes stacks of an assembly, each before those that it depends on. Files in the bootstrap bucket stay. Like a
/// deployment it may be interrupted and begun again.
///
/// # Errors
/// The first thing that fails: a stack with termination protection, a resource that cannot be deleted.
pub async fn destroy(
    cloud: &Cloud,
    assembly: &Assembly,
    options: &DestroyOptions,
    audience: &dyn Audience,
) -> Result<Vec<Destroyed>> {
    let mut destroyed = Vec::new();
    for stack in chosen(assembly, options)? {
        let work = Work::new(cloud, stack, options.pause, audience).await?;
        let kept = work.destroy().await?;
        let (stack, existed) = (stack.name.clone(), kept.is_some());
        destroyed.push(Destroyed { stack, existed, kept: kept.unwrap_or_default() });
    }
    Ok(destroyed)
}

fn chosen<'a>(assembly: &'a Assembly, options: &DestroyOptions) -> Result<Vec<&'a crate::assembly::Stack>> {
    let mut stacks = if options.only_named {
        assembly.named(&options.stacks)?
    } else {
        assembly.with_dependents(&options.stacks)?
    };
    stacks.reverse();
    Ok(stacks)
}
