"""API Gateway: why a body was refused, as `$context.error.validationErrorString` tells it in gateway responses.

AWS: a list of texts like `numeric instance is lower than the required minimum (minimum: 1, found: 0)`. They name missing
and unknown fields, and the offending value, but not where in the body it stands. MiniStack leaves the variable as it is.
"""

import json

import ministack.services.apigateway_v1 as rest_api

_check_request_validation = rest_api._check_request_validation
_gateway_error_response = rest_api._gateway_error_response

_VARIABLE = b"$context.error.validationErrorString"


def install():
    rest_api._check_request_validation = check_request_validation
    rest_api._gateway_error_response = gateway_error_response


def check_request_validation(method, api_id, request, headers, body, query_params):
    error = _check_request_validation(method, api_id, request, headers, body, query_params)
    if error is not None and error.response_type == "BAD_REQUEST_BODY":
        error.findings = findings_of_request(method, api_id, body)
    return error


def gateway_error_response(error, request):
    status, headers, body = _gateway_error_response(error, request)
    text = "[" + ", ".join(getattr(error, "findings", [])) + "]"
    return status, headers, body.replace(_VARIABLE, json.dumps(text)[1:-1].encode())


def findings_of_request(method, api_id, body):
    schema = rest_api._model_schema(api_id, (method.get("requestModels") or {}).get("application/json"))
    try:
        return list(findings(schema or {}, json.loads(body), schema or {}))
    except (TypeError, ValueError):
        return []


def findings(schema, value, root):
    """What is wrong with a value, depth first, for the keywords that the documents use."""
    while "$ref" in schema:
        schema, root = rest_api._resolve_schema_ref(schema["$ref"], root)
    if "type" in schema and not has_type(value, schema["type"]):
        allowed = json.dumps([schema["type"]], separators=(",", ":"))
        yield f"instance type ({type_of(value)}) does not match any allowed primitive type (allowed: {allowed})"
        return
    if "enum" in schema and value not in schema["enum"]:
        possible = json.dumps(schema["enum"], separators=(",", ":"))
        yield f"instance value ({json.dumps(value)}) not found in enum (possible values: {possible})"
    if isinstance(value, str):
        length = len(value)
        if length < schema.get("minLength", 0):
            yield f'string "{value}" is too short (length: {length}, required minimum: {schema["minLength"]})'
        if length > schema.get("maxLength", length):
            yield f'string "{value}" is too long (length: {length}, maximum allowed: {schema["maxLength"]})'
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value < schema.get("minimum", value):
            yield f"numeric instance is lower than the required minimum (minimum: {schema['minimum']}, found: {value})"
        if value > schema.get("maximum", value):
            yield f"numeric instance is greater than the required maximum (maximum: {schema['maximum']}, found: {value})"
    if isinstance(value, dict):
        missing = sorted(name for name in schema.get("required", []) if name not in value)
        if missing:
            yield f"object has missing required properties ({json.dumps(missing, separators=(',', ':'))})"
        for name, field in sorted((schema.get("properties") or {}).items()):
            if name in value:
                yield from findings(field, value[name], root)
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for item in value:
            yield from findings(schema["items"], item, root)
    for part in schema.get("allOf", []):
        yield from findings(part, value, root)


def type_of(value):
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def has_type(value, name):
    return type_of(value) == name or (name == "number" and type_of(value) == "integer")
