"""Lambda: what a destination receives about an asynchronous call that failed."""

import contextvars
import json

import ministack.services.lambda_svc as functions

_execute_function_dispatch = functions._execute_function_dispatch
_route_async_failure = functions._route_async_failure

# Id of the call that a record is written for.
_request_id = contextvars.ContextVar("request_id", default="")


def install():
    functions._execute_function_dispatch = execute_function_dispatch
    functions._route_async_failure = route_async_failure
    functions.json = Json()


def execute_function_dispatch(func, config, event, request_id, started):
    result = _execute_function_dispatch(func, config, event, request_id, started)
    if isinstance(result, dict):
        result["request_id"] = request_id
    return result


def route_async_failure(target_arn, func_name, event, result):
    """AWS: the record says by `requestContext.requestId` which call it is about. MiniStack leaves the id out."""
    token = _request_id.set(result.get("request_id", ""))
    try:
        _route_async_failure(target_arn, func_name, event, result)
    finally:
        _request_id.reset(token)


class Json:
    """The module `json` as MiniStack uses it, which adds the id to the one document that lacks it."""

    def __getattr__(self, name):
        return getattr(json, name)

    def dumps(self, value, *args, **kwargs):
        if isinstance(value, dict) and {"requestContext", "requestPayload", "responseContext"} <= value.keys():
            value["requestContext"]["requestId"] = _request_id.get()
        return json.dumps(value, *args, **kwargs)
