//! Construct tree, tokens, stacks, assets and the cloud assembly.
