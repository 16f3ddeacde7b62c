"""API Gateway: what an imported OpenAPI document means, and two faults of the CloudFormation provisioner."""

import contextvars
import copy
import json

import ministack.services.apigateway as http_api
import ministack.services.apigateway_v1 as rest_api
import ministack.services.cloudformation.provisioners as provisioners

# The OpenAPI document being imported, and the ids of its validators once they are made. MiniStack imports one
# operation at a time and does not pass the document along.
_document = contextvars.ContextVar("document", default=None)

_import_rest_api = rest_api._import_rest_api
_import_operation = rest_api._import_operation
_rest_api_update = provisioners._apigw_rest_api_update

_PARAMETER_PLACES = {"path": "path", "query": "querystring", "header": "header"}
_INTEGRATION_KEYS = ("requestTemplates", "requestParameters", "timeoutInMillis", "credentials")


_ANY_METHOD = "x-amazon-apigateway-any-method"


def install():
    rest_api._OPENAPI_HTTP_METHODS.add("any")
    rest_api._import_rest_api = import_rest_api
    rest_api._import_operation = import_operation
    provisioners._apigw_rest_api_update = update_rest_api
    replace_provisioners({
        _rest_api_update: update_rest_api,
        provisioners._apigw_v2_api_create: with_cors_keys(provisioners._apigw_v2_api_create),
        provisioners._apigw_v2_api_update: with_cors_keys(provisioners._apigw_v2_api_update),
    })


def replace_provisioners(replacements):
    """MiniStack's tables by resource type hold function objects, so setting the module's attribute is not enough."""
    for tables in [value for value in vars(provisioners).values() if isinstance(value, dict)]:
        for actions in [value for value in tables.values() if isinstance(value, dict)]:
            for action, function in actions.items():
                if callable(function) and function in replacements:
                    actions[action] = replacements[function]


def import_rest_api(spec, base_data=None):
    """AWS: `x-amazon-apigateway-any-method` is the method ANY, for all that a path does not name. MiniStack skips it."""
    spec = {**spec, "paths": {
        path: {"any" if key == _ANY_METHOD else key: operation for key, operation in item.items()}
        for path, item in (spec.get("paths") or {}).items()
    }}
    token = _document.set({"spec": spec, "validators": None})
    try:
        return _import_rest_api(spec, base_data)
    finally:
        _document.reset(token)


def import_operation(api_id, resource_id, http_method, operation, scheme_map=None, default_security=None):
    """AWS: the import makes request validators, a model per body schema, required parameters and gateway responses.
    MiniStack reads only the path, the method and the integration's address, so nothing is ever rejected."""
    _import_operation(api_id, resource_id, http_method, operation, scheme_map, default_security)
    document = _document.get() or {"spec": {}, "validators": {}}
    spec, operation = document["spec"], operation or {}
    if document["validators"] is None:
        document["validators"] = create_validators(api_id, spec)

    method = rest_api._resources[api_id][resource_id]["resourceMethods"][http_method]
    validator = operation.get(
        "x-amazon-apigateway-request-validator", spec.get("x-amazon-apigateway-request-validator"))
    method["requestValidatorId"] = document["validators"].get(validator)
    method["operationName"] = operation.get("operationId", "")
    method["requestParameters"] = {
        f"method.request.{_PARAMETER_PLACES[parameter['in']]}.{parameter['name']}": bool(parameter.get("required"))
        for parameter in operation.get("parameters") or [] if parameter.get("in") in _PARAMETER_PLACES
    }
    for content_type, media in ((operation.get("requestBody") or {}).get("content") or {}).items():
        if "schema" in media:
            name = f"Op{resource_id}{http_method}{len(method['requestModels'])}"
            rest_api._create_model(
                api_id, {"name": name, "contentType": content_type, "schema": json.dumps(draft4(media["schema"], spec))})
            method["requestModels"][content_type] = name

    integration, imported = operation.get("x-amazon-apigateway-integration") or {}, method.get("methodIntegration")
    if imported:
        imported.update({key: integration[key] for key in _INTEGRATION_KEYS if key in integration})
        if "passthroughBehavior" in integration:
            imported["passthroughBehavior"] = integration["passthroughBehavior"].upper()


def create_validators(api_id, spec):
    """Ids of the document's request validators by name; its gateway responses are set on the way."""
    for response_type, response in (spec.get("x-amazon-apigateway-gateway-responses") or {}).items():
        answer = rest_api._put_gateway_response(api_id, response_type, response)
        if answer[0] >= 400:
            raise ValueError(answer[2])
    return {
        name: json.loads(rest_api._create_request_validator(api_id, {"name": name, **validator})[2])["id"]
        for name, validator in (spec.get("x-amazon-apigateway-request-validators") or {}).items()
    }


def draft4(schema, spec):
    """A model stands alone: the schemas that it may refer to travel with it."""
    definitions = (spec.get("components") or {}).get("schemas") or {}
    return {"allOf": [local_references(schema)], "definitions": local_references(definitions)}


def local_references(value):
    if isinstance(value, dict):
        return {
            key: inner.replace("#/components/schemas/", "#/definitions/")
            if key == "$ref" and isinstance(inner, str) else local_references(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [local_references(inner) for inner in value]
    return copy.deepcopy(value)


def update_rest_api(physical_id, old_props, new_props, stack_name, logical_id=None):
    """AWS: a changed Body is put over the API (PutRestApi, mode=overwrite), which keeps its id and so its URL.
    MiniStack makes a new API with a new id."""
    if new_props.get("Body") == old_props.get("Body") or not isinstance(new_props.get("Body"), dict):
        return _rest_api_update(physical_id, old_props, new_props, stack_name, logical_id)
    new_id = provisioners._apigw_rest_api_create(logical_id or physical_id, new_props, stack_name)[0]
    for store in (rest_api._resources, rest_api._models, rest_api._gateway_responses, rest_api._authorizers_v1,
                  rest_api._request_validators):
        store[physical_id] = store.get(new_id) or {}
    rest_api._rest_apis[physical_id] = {**rest_api._rest_apis[new_id], "id": physical_id}
    rest_api._delete_rest_api(new_id)
    return physical_id, provisioners._apigw_rest_api_attrs(physical_id)


def with_cors_keys(provision):
    """MiniStack's HTTP APIs read camelCase CORS keys but its provisioner stores CloudFormation's PascalCase, so that
    every preflight is refused."""

    def provision_with_cors_keys(*args, **kwargs):
        result = provision(*args, **kwargs)
        api = http_api._apis.get(result[0]) or {}
        if api.get("corsConfiguration"):
            api["corsConfiguration"] = {
                key[0].lower() + key[1:]: value for key, value in api["corsConfiguration"].items()}
        return result

    return provision_with_cors_keys
