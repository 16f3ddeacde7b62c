import json, urllib.request
import botocore.session


def handler(event, context):
    status, reason = "SUCCESS", ""
    try:
        if event["RequestType"] == "Delete":
            empty(event["ResourceProperties"]["Bucket"])
    except Exception as error:
        status, reason = "FAILED", str(error)
    answer = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    answer |= {"Status": status, "Reason": reason}
    answer["PhysicalResourceId"] = event.get("PhysicalResourceId") or event["ResourceProperties"]["Bucket"]
    body = json.dumps(answer).encode()
    request = urllib.request.Request(event["ResponseURL"], body, {"content-type": ""}, method="PUT")
    urllib.request.urlopen(request)


def empty(bucket):
    s3 = botocore.session.get_session().create_client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = page.get("Versions", []) + page.get("DeleteMarkers", [])
        keys = [{"Key": it["Key"], "VersionId": it["VersionId"]} for it in found]
        if keys:
            answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
            if answer.get("Errors"):
                raise RuntimeError(str(answer["Errors"][:3]))
