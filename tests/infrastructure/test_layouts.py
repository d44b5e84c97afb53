"""How definitions are drawn is kept for whoever looks at an execution later."""

import json
from typing import Any

import workflows
from infrastructure import artifacts
from infrastructure.project import KYC
from infrastructure.template import artifacts_template
from lambdas.shared.runtime import graphs


class S3:
    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, **_: str) -> None:  # noqa: N803
        self.kept[Key] = json.loads(Body)


def test_every_definition_s_layout_is_kept_by_its_graph() -> None:
    s3, definitions = S3(), workflows.definitions()
    artifacts.keep_layouts(s3, "artifacts", definitions.values())
    assert len(s3.kept) == len(definitions)
    for definition in definitions.values():
        kept = s3.kept[f"layouts/{graphs.digest(definition)}.json"]
        assert {node["name"] for node in kept["nodes"]} == {name for name, _ in graphs.every(definition)}


def test_no_rule_of_the_bucket_deletes_a_layout() -> None:
    rules = artifacts_template(KYC)["Resources"]["ArtifactsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    ending = [rule.get("Prefix", "") for rule in rules if "ExpirationInDays" in rule or "ExpirationDate" in rule]
    assert not [prefix for prefix in ending if graphs.LAYOUTS.startswith(prefix)]
