//! Hand-made constructs for the AWS services that an Eventual service uses.
