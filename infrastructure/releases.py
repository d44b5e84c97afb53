"""What was deployed when, and going back to it: each deployment's template is kept beside the code that it names."""

import copy
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from infrastructure import artifacts
from infrastructure.change_set import Change, body
from infrastructure.errors import DeploymentError
from infrastructure.packaging import keys
from infrastructure.target import Target
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.json_text import own
from lambdas.shared.runtime.people import DIRECT

_FOLDER = "releases/"


@dataclass(frozen=True)
class Release:
    """One deployment. ``by``: who AWS says deployed; ``back_to``: when the release was made that this one goes back to.

    ``changes``: how many resources it changed.
    """

    at: str
    by: str
    changes: int
    template: Mapping[str, Any]
    back_to: str | None = None

    @property
    def key(self) -> str:
        return f"{_FOLDER}{self.at}.json"

    def shown(self) -> dict[str, Any]:
        """As ``history`` prints it."""
        return {"at": self.at, "by": self.by, "changes": self.changes, "back_to": self.back_to}

    def is_as(self, template: Mapping[str, Any]) -> bool:
        return body(self.template) == body(template)

    def has(self, resources: Mapping[str, Any]) -> bool:
        """Whether these are its resources, however fast new executions moved to them."""
        mine, given = ({"Resources": one} for one in (self.template["Resources"], resources))
        return body(at_once(mine)) == body(at_once(given))


def at_once(template: Mapping[str, Any]) -> dict[str, Any]:
    """The template that moves everything at once: who goes back does not wait."""
    found: dict[str, Any] = copy.deepcopy(dict(template))
    for resource in found["Resources"].values():
        if preference := resource["Properties"].get("DeploymentPreference"):
            version = preference["StateMachineVersionArn"]
            resource["Properties"]["DeploymentPreference"] = {"Type": "ALL_AT_ONCE", "StateMachineVersionArn": version}
    return found


def keep(target: Target, template: Mapping[str, Any], changes: list[Change], back_to: str | None = None) -> None:
    """Remember that this template is now deployed."""
    by = target.principal().removeprefix(DIRECT) or "somebody on this machine"
    release = Release(timestamp(), by, len(changes), template, back_to)
    content = json.dumps(asdict(release)).encode()
    where = {"Bucket": artifacts.bucket(target), "Key": release.key}
    target.client("s3").put_object(**where, Body=content, ContentType="application/json")


def latest(target: Target, most: int | None = None) -> list[Release]:
    """The releases that are kept, the one in force first."""
    s3, bucket = target.client("s3"), artifacts.bucket(target)
    found = sorted(keys(s3, bucket, _FOLDER), reverse=True)[:most]
    return [Release(**own(s3.get_object(Bucket=bucket, Key=key)["Body"].read())) for key in found]


def to_go_back_to(releases: list[Release], at: str | None, deployed: Mapping[str, Any]) -> Release:
    """The release made ``at`` this time, or the one before what is in force. ``releases``: the latest first.

    ``deployed``: the resources that are there. Those of a deployment that was interrupted are of no release: the one
    before is then the latest that is kept. Raises DeploymentError where there is none.
    """
    if at:
        if found := next((one for one in releases if one.at == at), None):
            return found
        raise DeploymentError(f"There is no release of {at}.\nThose that are kept: python deploy.py history")
    in_force = (releases[0].back_to or releases[0].at) if releases else ""
    kept = next((one for one in releases if one.at == in_force), None)
    if kept and not any(one.has(deployed) for one in releases):
        return kept
    made = (one for one in releases if one.back_to is None and one.at < in_force)
    earlier = next((one for one in made if not one.is_as(releases[0].template)), None)
    if earlier is None:
        raise DeploymentError("There is no earlier release to go back to.")
    return earlier


def refuse_missing_code(target: Target, release: Release) -> None:
    """Raises DeploymentError where code that the release's functions had is no longer kept."""
    resources = [each["Properties"] for each in release.template["Resources"].values()]
    needed = {place["S3Key"] for each in resources for place in (each.get("Code"), each.get("Content")) if place}
    if missing := sorted(needed - keys(target.client("s3"), artifacts.bucket(target))):
        raise DeploymentError(f"The release of {release.at} cannot be deployed: {missing[0]} is kept no more.")
