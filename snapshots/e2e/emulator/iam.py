"""IAM: condition keys of PutEvents and of the policy simulator, and what is a safe connection."""

import contextvars
import json

import ministack.core.iam_actions as iam_actions
import ministack.core.iam_evaluator as iam_evaluator
import ministack.services.iam as iam
from ministack.core.responses import get_region

_extract_iam_action = iam_actions.extract_iam_action
_request_tag_context = iam_actions.request_tag_context
_pin_request_origin = iam_evaluator.pin_request_origin
_extract_simulate_params = iam._extract_simulate_params

# Condition keys of the simulation that is running.
_simulated_keys = contextvars.ContextVar("simulated_keys", default={})
_DECISIONS = {"Allow": "allowed", "Deny": "explicitDeny"}


def install():
    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.request_tag_context = request_context
    iam_evaluator.pin_request_origin = pin_request_origin
    iam._extract_simulate_params = extract_simulate_params
    iam._build_simulate_results_real = simulate


def extract_iam_action(service, method, path, headers, body, query_params):
    """AWS: the permission to send a message covers batches; SQS has no permissions of their own for its batches. MiniStack
    takes the name of the operation for that of the permission."""
    action = _extract_iam_action(service, method, path, headers, body, query_params)
    return action.removesuffix("Batch") if action and action.startswith("sqs:") else action


def pin_request_origin(source_ip, secure_transport):
    """AWS: functions and the CDK CLI reach it over TLS, and bucket policies refuse all else. Here is no TLS, and yet the
    policies are to be tried."""
    _pin_request_origin(source_ip, True)


def request_context(service, action, body, *rest):
    """AWS: policies can limit PutEvents by `events:source` and `events:detail-type` of the entries. MiniStack does not
    know the keys, so such a statement never applies."""
    context = _request_tag_context(service, action, body, *rest)
    if action != "events:PutEvents":
        return context
    entries = json.loads(body or b"{}").get("Entries") or []
    for key, field in (("events:source", "Source"), ("events:detail-type", "DetailType")):
        values = sorted({entry[field] for entry in entries if isinstance(entry.get(field), str)})
        if values:
            context[key] = values[0] if len(values) == 1 else values
    return context


def extract_simulate_params(params):
    """AWS: the simulator takes values of condition keys (ContextEntries). MiniStack ignores them, so no statement with a
    condition ever applies."""
    keys, index = {}, 1
    while name := iam._p(params, f"ContextEntries.member.{index}.ContextKeyName"):
        values, number = [], 1
        while value := iam._p(params, f"ContextEntries.member.{index}.ContextKeyValues.member.{number}"):
            values.append(value)
            number += 1
        keys[name.lower()] = values[0] if len(values) == 1 else values
        index += 1
    _simulated_keys.set(keys)
    return _extract_simulate_params(params)


def simulate(actions, resource_arn, principal_arn, account_id, policies):
    members = []
    for action in actions:
        context = iam_evaluator.EvalContext(
            principal_arn=principal_arn, principal_type="AssumedRole", principal_account=account_id, action=action,
            resource_arn=resource_arn, region=get_region(), source_ip="127.0.0.1", secure_transport=True,
            service_context=_simulated_keys.get())
        decision = iam_evaluator.evaluate(context, policies).decision if policies else ""
        members.append(
            f"<member><EvalActionName>{action}</EvalActionName><EvalResourceName>{resource_arn}</EvalResourceName>"
            f"<EvalDecision>{_DECISIONS.get(decision, 'implicitDeny')}</EvalDecision><MatchedStatements></MatchedStatements>"
            f"<MissingContextValues></MissingContextValues></member>")
    return "".join(members)
