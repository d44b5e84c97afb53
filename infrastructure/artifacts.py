"""The stack of the artifacts bucket, and how CloudFormation is given a template."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from infrastructure.change_set import body
from infrastructure.project import Project
from infrastructure.target import Target
from infrastructure.template import artifacts_template
from lambdas.shared.runtime import graphs
from workflows.drawing.layout import draw

_LARGEST_BODY = 51_200  # bytes; a larger template must lie in S3


def bucket(target: Target) -> str:
    """The artifacts bucket's name."""
    return target.outputs(target.artifacts_stack)["ArtifactsBucketName"]


def own_template(project: Project) -> dict[str, str]:
    """The template of the artifacts stack itself, as CloudFormation takes it."""
    return {"TemplateBody": body(artifacts_template(project))}


DEPLOYED, PLANS = "templates/", "templates/plans/"
"""Folders of templates that are deployed, and of those that are only compared: who plans cannot write the others."""


def template(target: Target, whole: Mapping[str, Any], folder: str = DEPLOYED) -> dict[str, str]:
    """A template as CloudFormation takes it: a small one as it is, a larger one by way of the artifacts bucket."""
    text = body(whole)
    if len(text.encode()) <= _LARGEST_BODY:
        return {"TemplateBody": text}
    place, s3 = bucket(target), target.client("s3")
    key = f"{folder}{hashlib.sha256(text.encode()).hexdigest()}.json"
    s3.put_object(Bucket=place, Key=key, Body=text.encode(), ContentType="application/json")
    return {"TemplateURL": f"{_endpoint(target, s3, place)}/{key}"}


def _endpoint(target: Target, s3: Any, bucket: str) -> str:
    endpoint = str(s3.meta.endpoint_url)
    return f"{endpoint}/{bucket}" if target.local else endpoint.replace("https://", f"https://{bucket}.")


def keep_layouts(s3: Any, bucket: str, definitions: Iterable[graphs.Definition]) -> None:
    """Keep how each definition is drawn for as long as the stack lives: executions run by old ones, and are looked at.

    One that is there is written anew: the same graph may be drawn better by now.
    """
    for definition in definitions:
        text = draw(definition).text().encode()
        s3.put_object(Bucket=bucket, Key=graphs.place(definition), Body=text, ContentType="application/json")


def empty(s3: Any, bucket: str) -> None:
    """Delete every version of every object."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if found:
            objects = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]
            s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
