"""EventBridge: how a rule invokes a function, and where an event goes that it cannot deliver."""

import contextvars
import fnmatch
import json
import logging

import ministack.services.eventbridge as events
import ministack.services.lambda_svc as functions
import ministack.services.sqs as sqs
from ministack.core.arn import parse_arn

log = logging.getLogger("event_bridge")

# The target and rule being served: MiniStack passes only the function's ARN to the dispatcher.
_current = contextvars.ContextVar("current", default=({}, {}))

_invoke_target = events._invoke_target


def install():
    events._invoke_target = invoke_target
    events._dispatch_to_lambda = dispatch_to_lambda


def invoke_target(target, event, rule, view=None):
    token = _current.set((target, rule))
    try:
        return _invoke_target(target, event, rule, view)
    finally:
        _current.reset(token)


def dispatch_to_lambda(arn, payload):
    """AWS: a rule invokes asynchronously, so that a failing function is tried again and then sent to the function's
    OnFailure destination or DLQ; a missing function or permission goes to the DLQ of the rule's target.
    MiniStack tries once, drops the result, and asks for no permission."""
    target, rule = _current.get()
    try:
        event = json.loads(payload)
    except ValueError:
        event = {"body": payload}
    function, config, name = functions._get_func_record_for_ref(arn)
    if not function or not config:
        return undeliverable(target, rule, payload, "RESOURCE_NOT_FOUND", f"Function not found: {arn}")
    if ":rule/" in rule.get("Arn", "") and not may_invoke(name, rule["Arn"], arn):
        return undeliverable(target, rule, payload, "NO_PERMISSIONS", f"Lambda permission missing for {arn}")
    functions.invoke_async_with_retry(functions._execution_record_for_config(function, config), event)


def may_invoke(function_name, rule_arn, target_arn):
    """Whether the function's resource policy lets EventBridge invoke exactly this target for this rule."""
    policy = (functions._functions.get(function_name) or {}).get("policy") or {}
    for statement in policy.get("Statement", []):
        principal = statement.get("Principal")
        events_service = principal == "*" or (
            isinstance(principal, dict) and "events.amazonaws.com" in as_list(principal.get("Service")))
        # A permission on the function is none on its alias, and the reverse.
        if statement.get("Effect") != "Allow" or not events_service \
                or target_arn not in as_list(statement.get("Resource")):
            continue
        sources = [
            source
            for condition in (statement.get("Condition") or {}).values()
            for key, value in condition.items() if key.lower() == "aws:sourcearn"
            for source in as_list(value)
        ]
        if not sources or any(fnmatch.fnmatchcase(rule_arn, source) for source in sources):
            return True
    return False


def as_list(value):
    return value if isinstance(value, list) else [value]


def undeliverable(target, rule, payload, code, message):
    """Sends the event to the target's DLQ with the message attributes that EventBridge gives it."""
    dlq = (target.get("DeadLetterConfig") or {}).get("Arn")
    log.warning("rule %s, target %s: %s, %s; to %s", rule.get("Arn"), target.get("Arn"), code, message, dlq)
    queue = sqs._queue_by_arn(dlq) if dlq else None
    if not queue:
        return
    events._dispatch_to_sqs(parse_arn(dlq), payload)
    attributes = {
        "RULE_ARN": rule.get("Arn", ""),
        "TARGET_ARN": target.get("Arn", ""),
        "ERROR_CODE": code,
        "ERROR_MESSAGE": message,
        "EXHAUSTED_RETRY_CONDITION": "NonRetryable",
        "RETRY_ATTEMPTS": "0",
    }
    queue["messages"][-1]["message_attributes"] = {
        key: {"DataType": "String", "StringValue": value} for key, value in attributes.items()}
