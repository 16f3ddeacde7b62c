"""API Gateway: what the export of an API holds."""

import ministack.services.apigateway_v1 as rest_api

_export_model_schemas = rest_api._export_model_schemas
_export_operation = rest_api._export_operation
_build_api_export = rest_api._build_api_export

_SIGV4 = {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"}


def install():
    rest_api._export_model_schemas = export_model_schemas
    rest_api._export_operation = export_operation
    rest_api._build_api_export = build_api_export


def export_model_schemas(api_id):
    """AWS: models refer to each other by name, and so do the schemas of an export. The import (see api_gateway.py) gives
    each model a copy of all that it may refer to."""
    schemas = {}
    for name, schema in _export_model_schemas(api_id).items():
        if set(schema) == {"allOf", "definitions"}:
            schemas.update(component_references(schema["definitions"]))
            schema = component_references(schema["allOf"][0])
        schemas[name] = schema
    return schemas


def component_references(value):
    if isinstance(value, dict):
        return {
            key: inner.replace("#/definitions/", "#/components/schemas/")
            if key == "$ref" and isinstance(inner, str) else component_references(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [component_references(inner) for inner in value]
    return value


def export_operation(method, *rest):
    """AWS: a method that asks for signed requests says so. MiniStack exports authorizers and keys only."""
    operation = _export_operation(method, *rest)
    if method.get("authorizationType") == "AWS_IAM":
        operation["security"] = [{"sigv4": []}]
    return operation


def build_api_export(*arguments):
    document = _build_api_export(*arguments)
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    if any({"sigv4": []} in operation.get("security", []) for operation in operations):
        document.setdefault("components", {}).setdefault("securitySchemes", {})["sigv4"] = _SIGV4
    return document
