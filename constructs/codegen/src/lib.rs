//! From the official CloudFormation resource schemas to constructs/cfn.
