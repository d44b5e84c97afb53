"""Plan, deploy, destroy, status: the order of things. What is shown and asked is the caller's, through ``Reporter``."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from infrastructure import artifacts, consistency, local_cloud, local_issuer, packaging, readiness, watchlists
from infrastructure.change_set import Change, ChangeSet, Progress, Stack, everything
from infrastructure.errors import DeploymentError
from infrastructure.packaging import Packages
from infrastructure.project import Project
from infrastructure.target import Target
from infrastructure.template import artifacts_template, template
from lambdas.shared.runtime.stage import PRODUCTION
from workflows import build
from workflows.contracts import Contracts

Report = dict[str, Any]


class Reporter(Protocol):
    """Who sits at the terminal."""

    def stage(self, text: str) -> None:
        """What happens now."""

    def changes(self, changes: list[Change]) -> None:
        """What will be changed."""

    def agree(self, question: str) -> bool:
        """Whether to go on."""

    def progress(self, changes: list[Change], progress: Progress) -> None:
        """What happened to one resource, while ``changes`` are carried out."""


@dataclass(frozen=True)
class Prepared:
    """Both stacks with what is to change in them."""

    packages: Packages
    artifacts: ChangeSet
    main: ChangeSet
    template: dict[str, Any]

    @property
    def changes(self) -> list[Change]:
        return [*self.artifacts.changes, *self.main.changes]


def plan(project: Project, target: Target, reporter: Reporter) -> Report:
    """What deploying would change. Nothing is changed: no file, no stack, and no local cloud is made."""
    built = _build(project, reporter)
    differing = [str(path) for path in build.differing(build.files(built, project.definitions[0]))]
    for path in differing:
        reporter.stage(f"definitions differ: {path} is not what the workflows say; deploying writes it")
    missing: list[str] = []
    if target.local and not local_cloud.folder().exists():
        packages = _package(project, target, reporter)
        prepared = _all_new(project, target, built, packages)
    else:
        with _ready(target, reporter):
            project = local_issuer.trusted(project) if target.local else project
            missing = _missing(project, target)
            packages = _package(project, target, reporter)
            reporter.stage("Compare with what is deployed")
            prepared = _prepare(project, target, built, packages)
            _stack(target).discard(prepared.main)
            _stack(target, target.artifacts_stack).discard(prepared.artifacts)
    reporter.changes(prepared.changes)
    for problem in missing:
        reporter.stage(f"Deploying will be refused: {problem}")
    changes = [asdict(change) for change in prepared.changes]
    return {"changes": changes, "differing": differing, "missing": missing}


def deploy(
    project: Project, target: Target, reporter: Reporter, lists: Path | None = None, accept: Sequence[str] = ()
) -> Report:
    """Bring the stack to what this project says. ``lists``: a folder of watchlists to publish.

    ``accept``: names of lists of which somebody has seen that they are smaller than those in force.
    """
    watchlists.known(accept)
    read = _read_lists(target, reporter, lists)
    built = _build(project, reporter)
    with _ready(target, reporter):
        if missing := _missing(project, target):
            raise DeploymentError("\n  ".join(["Deploying to production is refused. What is missing:", *missing]))
        if target.local:
            local_issuer.make()
            project = local_issuer.trusted(project)
        packages = _package(project, target, reporter)
        build.write(build.files(built, project.definitions[0]))
        prepared = _prepare(project, target, built, packages)
        reporter.changes(prepared.changes)
        if prepared.changes:
            _agree(target, reporter, prepared)
            _execute(project, target, reporter, prepared)
            if target.local:
                _start_functions(target, reporter)
        published = _publish(target, reporter, read, accept, named=lists is not None) if read else None
        outputs = target.outputs()
        for problem in _missing(project, target):  # secrets that this deployment has made
            reporter.stage(f"To do before the first application: {problem}")
    changes = [asdict(change) for change in prepared.changes]
    return {"changed": bool(changes), "changes": changes, "outputs": outputs, "watchlist": published}


def destroy(target: Target, reporter: Reporter) -> Report:
    """Delete the stacks and, on the local cloud, the cloud with all it holds."""
    if target.local and not local_cloud.folder().exists():
        return {"deleted": [], "kept": []}
    with _ready(target, reporter):
        stacks = [_stack(target), _stack(target, target.artifacts_stack)]
        there = [stack for stack in stacks if stack.settle() not in (None, "DELETE_COMPLETE")]
        kept = _kept(target, there)
        if there and not reporter.agree(f"Delete {', '.join(stack.name for stack in there)} on {target.place}?"):
            raise DeploymentError("Nothing was deleted.")
        for stack in there:
            _delete(target, reporter, stack, {resource["id"] for resource in kept})
        if target.local:
            reporter.stage("Stop the local cloud and remove its folder")
            local_cloud.remove()
    return {"deleted": [stack.name for stack in there], "kept": kept}


def status(target: Target) -> Report:
    """What is deployed, and where."""
    cloud = local_cloud.find() if target.local else None
    if target.local and cloud is None:
        return {"cloud": "stopped", "stack": target.stack, "status": None, "outputs": {}}
    with target.explained():
        found = _stack(target).status()
    outputs = target.outputs() if found else {}
    return {
        "cloud": cloud.endpoint if cloud else target.place,
        "stack": target.stack,
        "status": found,
        "outputs": outputs,
    }


def _build(project: Project, reporter: Reporter) -> dict[str, Any]:
    reporter.stage("Build and lint the definitions")
    try:
        built = build.build(project.workflows, Contracts(project.definitions))
    except build.DefinitionError as error:
        raise DeploymentError(str(error)) from error
    if found := consistency.problems(project, built):
        raise DeploymentError("\n  ".join(["The project's parts do not fit together:", *found]))
    return built


def _package(project: Project, target: Target, reporter: Reporter) -> Packages:
    reporter.stage("Package the functions")
    return packaging.packages(project, target)


def _missing(project: Project, target: Target) -> list[str]:
    """What a production deployment lacks."""
    return readiness.problems(project, target) if target.stage == PRODUCTION else []


@contextmanager
def _ready(target: Target, reporter: Reporter) -> Iterator[None]:
    """With the cloud running and AWS's errors explained; on the local cloud one deployment after the other."""
    with ExitStack() as stack:
        if target.local:
            stack.enter_context(local_cloud.one_at_a_time("deploying"))
            if local_cloud.find() is None:
                reporter.stage("Start the local cloud")
            local_cloud.start()
        stack.enter_context(target.explained())
        yield


def _all_new(project: Project, target: Target, built: Mapping[str, Any], packages: Packages) -> Prepared:
    whole = template(target, project, built, packages)
    return Prepared(packages, ChangeSet(everything(artifacts_template(project))), ChangeSet(everything(whole)), whole)


def _prepare(project: Project, target: Target, built: Mapping[str, Any], packages: Packages) -> Prepared:
    whole = template(target, project, built, packages)
    first = _stack(target, target.artifacts_stack).prepare(
        artifacts_template(project), partial(artifacts.own_template, project)
    )
    main = _stack(target).prepare(whole, partial(artifacts.template, target, whole))
    return Prepared(packages, first, main, whole)


def _agree(target: Target, reporter: Reporter, prepared: Prepared) -> None:
    if target.local or reporter.agree(f"Change {target.stack} on {target.place}?"):
        return
    _stack(target).discard(prepared.main)
    _stack(target, target.artifacts_stack).discard(prepared.artifacts)
    raise DeploymentError("Nothing was changed.")


def _execute(project: Project, target: Target, reporter: Reporter, prepared: Prepared) -> None:
    _stack(target, target.artifacts_stack).execute(
        prepared.artifacts,
        partial(artifacts.own_template, project),
        partial(reporter.progress, prepared.artifacts.changes),
    )
    reporter.stage("Upload the code")
    wanted = [*prepared.packages.functions.values(), *filter(None, [prepared.packages.layer])]
    packaging.upload(target.client("s3"), artifacts.bucket(target), wanted)
    reporter.stage("Change the stack")
    _stack(target).execute(
        prepared.main,
        partial(artifacts.template, target, prepared.template),
        partial(reporter.progress, prepared.main.changes),
    )


def _start_functions(target: Target, reporter: Reporter) -> None:
    """Call every function once, so that the first applicant does not wait while each of them starts.

    What it answers does not matter: its schema refuses an empty call.
    """
    reporter.stage("Start the functions")
    client = target.client("lambda")
    versions = [each for each in _resources(target, target.stack) if each["ResourceType"] == "AWS::Lambda::Version"]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for version in versions:
            pool.submit(client.invoke, FunctionName=version["PhysicalResourceId"], Payload=b"{}")


def _read_lists(target: Target, reporter: Reporter, folder: Path | None) -> watchlists.Lists | None:
    """Lists that were named, before anything is changed; the sample, with its invented names, never in production."""
    production = target.stage == "production"
    if folder is None:
        if production:
            reporter.stage("Watchlists come from their publishers on schedule; the first time: kyc watchlists refresh")
        return None if production else watchlists.read()
    peps_from = None if production or (folder / "peps.csv").is_file() else watchlists.SAMPLE
    if peps_from and folder.is_dir():
        reporter.stage(f"{folder} has no peps.csv: the sample's is taken")
    read = watchlists.read(folder, peps_from=peps_from, complete=production)
    for kind in read.missing:
        reporter.stage(f"{kind.upper()} screening sends each case to a person: {'; '.join(read.problems)}")
    return read


def _publish(
    target: Target, reporter: Reporter, lists: watchlists.Lists, accept: Sequence[str], *, named: bool
) -> Report:
    outputs, bucket = target.outputs(), artifacts.bucket(target)
    if not named and (others := watchlists.others_in_force(target, lists, bucket)):
        reporter.stage(f"The watchlists in force stay; the sample instead: --watchlists {watchlists.SAMPLE}")
        return others
    reporter.stage(f"Publish the watchlists: {lists.sizes}")
    from lambdas.shared.cases.table import CaseTable  # noqa: PLC0415 - loads what the cases need
    from lambdas.shared.reviews import supplement  # noqa: PLC0415

    table = CaseTable(target.client("dynamodb"), outputs["OnboardingTableName"], outputs["DecisionsTableName"])
    return watchlists.publish(target, lists, bucket, accept, lambda: supplement.published(table))


def _stack(target: Target, name: str | None = None) -> Stack:
    return Stack(target.client("cloudformation"), name or target.stack, target.poll_seconds)


_KEPT_BUCKETS = ("DocumentsBucket", "SealsBucket")


def _kept(target: Target, stacks: list[Stack]) -> list[dict[str, str]]:
    """The resources that production keeps when its stack is deleted: type and id."""
    if not target.keeps_data or target.stack not in [stack.name for stack in stacks]:
        return []
    types = {"AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::SecretsManager::Secret"}
    return [
        {"type": resource["ResourceType"], "id": resource["PhysicalResourceId"]}
        for resource in _resources(target, target.stack)
        if resource["ResourceType"] in types or resource["LogicalResourceId"] in _KEPT_BUCKETS
    ]


def _delete(target: Target, reporter: Reporter, stack: Stack, kept: set[str]) -> None:
    resources = _resources(target, stack.name)
    for resource in resources:
        bucket = resource.get("PhysicalResourceId")
        if resource["ResourceType"] == "AWS::S3::Bucket" and bucket and bucket not in kept:
            reporter.stage(f"Empty the bucket {bucket}")
            artifacts.empty(target.client("s3"), bucket)
    reporter.stage(f"Delete the stack {stack.name}")
    removed = [Change("removed", each["LogicalResourceId"], each["ResourceType"]) for each in resources]
    stack.delete(partial(reporter.progress, removed))


def _resources(target: Target, stack: str) -> list[dict[str, Any]]:
    """What a stack consists of."""
    pages = target.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    return [resource for page in pages for resource in page["StackResourceSummaries"]]
