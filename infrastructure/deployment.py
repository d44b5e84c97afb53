"""Plan and deploy: the order of things. What is shown and asked is the caller's, through ``Reporter``."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from infrastructure import (
    api,
    artifacts,
    cockpit,
    compiling,
    consistency,
    costs,
    given_lists,
    local_cloud,
    local_issuer,
    packaging,
    readiness,
    releases,
    validator,
    watchlists,
)
from infrastructure.change_set import Change, ChangeSet, everything
from infrastructure.differences import Difference, differences
from infrastructure.errors import DeploymentError
from infrastructure.packaging import Packages
from infrastructure.project import Project
from infrastructure.protection import losses, protected, refuse_losses
from infrastructure.pruning import Pruner
from infrastructure.queues import Resources
from infrastructure.stacks import Report, Reporter, of_one_stage, ready, resources, stack_of
from infrastructure.target import Target
from infrastructure.template import artifacts_template, template
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.stage import PRODUCTION
from workflows import build
from workflows.asl import Definition
from workflows.contracts import Contracts
from workflows.slots import function_slot
from workflows.walk import straight_through


@dataclass(frozen=True)
class Prepared:
    """Both stacks with what is to change in them. ``first``: of a new stack, the template before protection.

    ``before``: the resources that are deployed.
    """

    packages: Packages
    artifacts: ChangeSet
    main: ChangeSet
    template: dict[str, Any]
    first: dict[str, Any] | None = None
    before: Resources = field(default_factory=dict)

    @property
    def differences(self) -> list[Difference]:
        return differences(self.before, self.template["Resources"]) if self.before else []

    @property
    def changes(self) -> list[Change]:
        return [*self.artifacts.changes, *self.main.changes]


def plan(project: Project, target: Target, reporter: Reporter, volume: int | None = None) -> Report:
    """What deploying would change. Nothing is changed: no file, no stack, and no local cloud is made.

    ``volume``: of how many straight-through onboardings to say what they cost.
    """
    built = _build(project, reporter)
    differing = [str(path) for path in build.differing(build.files(built, project.definitions[0]))]
    for path in differing:
        reporter.stage(f"definitions differ: {path} is not what the workflows say; deploying writes it")
    missing, found = list[str](), list[validator.Finding]()
    if target.local and not local_cloud.folder().exists():
        packages = _package(project, target, reporter)
        prepared = _all_new(project, target, built, packages)
    else:
        with ready(target, reporter):
            of_one_stage(target)
            project = local_issuer.trusted(project) if target.local else project
            missing = _missing(project, target)
            found = _validated(target, built, reporter)
            packages = _package(project, target, reporter)
            reporter.stage("Compare with what is deployed")
            prepared = _prepare(project, target, built, packages, artifacts.PLANS)
            _discard(target, prepared)
    within = prepared.differences
    reporter.changes(prepared.changes)
    reporter.differences(within)
    refused = [str(one) for one in found if one.severity == validator.ERROR]
    for problem in [*missing, *refused, *losses(prepared.changes, ())]:
        reporter.stage(f"Deploying will be refused: {problem}")
    return {
        "changes": [asdict(change) for change in prepared.changes],
        "differences": [asdict(one) for one in within],
        "differing": differing,
        "missing": missing,
        "validator": [asdict(one) for one in found],
        **({"costs": costs.costs(project, built, volume)} if volume else {}),
    }


def deploy(
    project: Project,
    target: Target,
    reporter: Reporter,
    lists: Path | None = None,
    accept: Sequence[str] = (),
    replace: Sequence[str] = (),
) -> Report:
    """Bring the stack to what this project says. ``lists``: a folder of watchlists to publish.

    ``accept``: names of lists of which somebody has seen that they are smaller than those in force. ``replace``: names
    of stores that may be replaced or removed.
    """
    watchlists.known(accept)
    read = given_lists.read(target, reporter.stage, lists)
    built = _build(project, reporter)
    with ready(target, reporter):
        of_one_stage(target)
        if missing := _missing(project, target):
            raise DeploymentError("\n  ".join(["Deploying to production is refused. What is missing:", *missing]))
        found = _validated(target, built, reporter)
        if refused := [str(one) for one in found if one.severity == validator.ERROR]:
            raise DeploymentError("\n  ".join(["Step Functions would refuse these definitions:", *refused]))
        if target.local:
            local_issuer.make()
            project = local_issuer.trusted(project)
        packages = _package(project, target, reporter)
        build.write(build.files(built, project.definitions[0]))
        prepared = _prepare(project, target, built, packages, artifacts.DEPLOYED)
        reporter.changes(prepared.changes)
        reporter.differences(prepared.differences)
        if prepared.changes:
            agree(target, reporter, prepared.changes, replace, partial(_discard, target, prepared))
            _execute(project, target, reporter, prepared, built)
            releases.keep(target, prepared.template, prepared.changes)
            if target.local:
                _start_functions(target, reporter, built)
        if target.keeps_data and not stack_of(target).is_protected:
            stack_of(target).protect()
        if not target.local:
            _prune(target, reporter)
        named = lists is not None
        published = given_lists.publish(target, reporter.stage, read, accept, named=named) if read else None
        outputs = target.outputs()
        for problem in _missing(project, target):  # secrets that this deployment has made
            reporter.stage(f"To do before the first application: {problem}")
    changes = [asdict(change) for change in prepared.changes]
    return {"changed": bool(changes), "changes": changes, "outputs": outputs, "watchlist": published}


def definitions_of(project: Project) -> dict[str, Any]:
    """The project's definitions, built and linted. Raises DeploymentError."""
    try:
        return build.build(project.workflows, Contracts(project.definitions))
    except build.DefinitionError as error:
        raise DeploymentError(str(error)) from error


def _build(project: Project, reporter: Reporter) -> dict[str, Any]:
    reporter.stage("Build and lint the definitions")
    built = definitions_of(project)
    if found := consistency.problems(project, built):
        raise DeploymentError("\n  ".join(["The project's parts do not fit together:", *found]))
    return built


def _package(project: Project, target: Target, reporter: Reporter) -> Packages:
    reporter.stage("Package the functions")
    if not target.local and compiling.compiler() is None:
        reporter.stage(f"No python{compiling.PYTHON} is here to compile them: they will take longer to start")
    return packaging.packages(project, target)


def _missing(project: Project, target: Target) -> list[str]:
    """What a production deployment lacks."""
    return readiness.problems(project, target) if target.stage == PRODUCTION else []


def _validated(target: Target, built: Mapping[str, Any], reporter: Reporter) -> list[validator.Finding]:
    """What AWS says of the definitions; the local cloud has no validator."""
    if target.local:
        return []
    reporter.stage("Have Step Functions validate the definitions")
    found = validator.findings(target.client("stepfunctions"), built)
    for one in found:
        reporter.stage(f"Step Functions says: {one}")
    return found


def _all_new(project: Project, target: Target, built: Mapping[str, Any], packages: Packages) -> Prepared:
    whole = template(target, project, built, packages)
    return Prepared(packages, ChangeSet(everything(artifacts_template(project))), ChangeSet(everything(whole)), whole)


def _prepare(project: Project, target: Target, built: Mapping[str, Any], packages: Packages, folder: str) -> Prepared:
    """``folder``: of the artifacts bucket, for the template."""
    first = template(target, project, built, packages)
    whole = protected(first) if target.keeps_data else first
    changes = stack_of(target, target.artifacts_stack).prepare(
        artifacts_template(project), partial(artifacts.own_template, project)
    )
    main = stack_of(target).prepare(whole, partial(artifacts.template, target, whole, folder))
    is_new, before = stack_of(target).is_new, stack_of(target).resources()
    return Prepared(packages, changes, main, whole, first if is_new else None, before)


def agree(
    target: Target, reporter: Reporter, changes: list[Change], replace: Sequence[str], discard: Callable[[], None]
) -> None:
    """Have a person agree to these changes. Raises DeploymentError, once they are discarded, where nobody does.

    ``replace``: names of stores that may be replaced or removed.
    """
    try:
        refuse_losses(changes, replace)
        agreed = target.local or not changes or reporter.agree(f"Change {target.stack} on {target.place}?")
    except DeploymentError:
        discard()
        raise
    if not agreed:
        discard()
        raise DeploymentError("Nothing was changed.")


def _discard(target: Target, prepared: Prepared) -> None:
    stack_of(target).discard(prepared.main)
    stack_of(target, target.artifacts_stack).discard(prepared.artifacts)


def _execute(
    project: Project, target: Target, reporter: Reporter, prepared: Prepared, built: Mapping[str, Any]
) -> None:
    stack_of(target, target.artifacts_stack).execute(
        prepared.artifacts,
        partial(artifacts.own_template, project),
        partial(reporter.progress, prepared.artifacts.changes),
    )
    reporter.stage("Upload the code")
    wanted = [*prepared.packages.functions.values(), *prepared.packages.layers.values()]
    s3, bucket = target.client("s3"), artifacts.bucket(target)
    packaging.upload(s3, bucket, wanted)
    artifacts.keep_layouts(s3, bucket, built.values())
    reporter.stage("Change the stack")
    carry_out(target, reporter, prepared.main, prepared.first or prepared.template)
    if prepared.first and target.keeps_data:
        reporter.stage("Protect what customers' data is in")
        source = partial(artifacts.template, target, prepared.template)
        carry_out(target, reporter, stack_of(target).prepare(prepared.template, source), prepared.template)


def carry_out(target: Target, reporter: Reporter, changes: ChangeSet, template: Mapping[str, Any]) -> None:
    """Execute these changes of the stack, which make it what the template says."""
    stack_of(target).execute(
        changes, partial(artifacts.template, target, template), partial(reporter.progress, changes.changes)
    )


def _prune(target: Target, reporter: Reporter) -> None:
    reporter.stage("Look for versions that nothing uses")
    by_type: dict[str, list[str]] = {}
    for one in resources(target, target.stack):
        by_type.setdefault(one["ResourceType"], []).append(one["PhysicalResourceId"])
    pruner = Pruner(target.client("stepfunctions"), target.client("lambda"), now())
    kinds = ("AWS::StepFunctions::StateMachine", "AWS::Lambda::Function", "AWS::Lambda::Version")
    if deleted := pruner.prune(*(by_type.get(kind, []) for kind in kinds)):
        reporter.stage(f"Deleted {len(deleted)} versions that nothing uses")


def _start_functions(target: Target, reporter: Reporter, built: Mapping[str, Definition]) -> None:
    """Call what an application and the cockpit need once, so that the first person does not wait while it all starts.

    What it answers does not matter: its schema refuses an empty call.
    """
    reporter.stage("Start the functions that the first application needs")
    needed = {api.ANSWERS, api.AUTHORIZES, cockpit.SERVES, *map(function_slot, straight_through(built).calls)}
    found = (each for each in resources(target, target.stack) if each["ResourceType"] == "AWS::Lambda::Version")
    client = target.client("lambda")
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for version in found:
            if version["LogicalResourceId"].partition("Version")[0] in needed:
                pool.submit(client.invoke, FunctionName=version["PhysicalResourceId"], Payload=b"{}")
