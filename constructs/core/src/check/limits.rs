//! Limits of AWS services, in one place. Sources: the quota pages of the services' documentation, November 2026.

/// Resources of one CloudFormation template.
pub const RESOURCES: usize = 500;
/// Outputs of one CloudFormation template.
pub const OUTPUTS: usize = 200;
/// Parameters of one CloudFormation template.
pub const PARAMETERS: usize = 200;
/// Mappings of one CloudFormation template.
pub const MAPPINGS: usize = 200;
/// Bytes of a CloudFormation template that lies in a bucket.
pub const TEMPLATE_BYTES: usize = 1_048_576;
/// Characters of all inline policies of a role, white space not counted.
pub const ROLE_POLICY_CHARS: usize = 10_240;
/// Bytes of all environment variables of a function.
pub const LAMBDA_ENVIRONMENT_BYTES: usize = 4_096;
/// Characters of an EventBridge pattern.
pub const EVENT_PATTERN_CHARS: usize = 2_048;
/// Targets of an EventBridge rule.
pub const RULE_TARGETS: usize = 5;
/// Rules of an EventBridge bus.
pub const BUS_RULES: usize = 300;
/// Megabytes of memory of a function: least and most.
pub const LAMBDA_MEMORY_MB: (i64, i64) = (128, 10_240);
/// Seconds that a function may run: least and most.
pub const LAMBDA_TIMEOUT_SECONDS: (i64, i64) = (1, 900);
/// Permissions of one function: its resource policy may have 20 KB, and a statement takes at least 200 bytes.
pub const FUNCTION_PERMISSIONS: usize = 100;
