"""IAM: condition keys of PutEvents, and what is a safe connection."""

import json

import ministack.core.iam_actions as iam_actions
import ministack.core.iam_evaluator as iam_evaluator

_extract_iam_action = iam_actions.extract_iam_action
_request_tag_context = iam_actions.request_tag_context
_pin_request_origin = iam_evaluator.pin_request_origin


def install():
    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.request_tag_context = request_context
    iam_evaluator.pin_request_origin = pin_request_origin


def extract_iam_action(service, method, path, headers, body, query_params):
    """AWS: who may send a message may send ten at once; SQS has no permissions of their own for its batches. MiniStack
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
