"""Where everything is put together: a project is workflows, functions, adapters, definitions and settings.

``KYC`` is this library's own. A bank makes its project from it in its own repository and names it to the commands::

    PROJECT = KYC.extended(functions=[…], workflows={…}, definitions=Path(…), packages=["acme_bank"])

    python deploy.py --project acme_bank.project:PROJECT
"""

import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import workflows
from infrastructure import adapters
from infrastructure.adapters import ADAPTERS, SANDBOX, Adapter
from infrastructure.errors import DeploymentError
from infrastructure.functions import FUNCTIONS, Function
from infrastructure.local_cloud import home
from infrastructure.permissions import Grant, made
from infrastructure.settings import Settings
from lambdas.shared.runtime.closure import LAMBDAS
from lambdas.shared.runtime.stage import PRODUCTION
from workflows.build import Builder
from workflows.contracts import DEFINITIONS, Contracts

LIBRARY = Path(__file__).parent.parent
Builders = Mapping[str, Builder]


@dataclass(frozen=True)
class Project:
    """``workflows``: builders of definitions by name; ``top``: the one that an application starts.

    ``definitions``: folders with ``schemas/`` and policies, of which the first that has a file counts; generated
    definitions are written to the first. ``packages``: the folder of each Python package whose modules are deployed.
    ``requirements``: the lock of what the functions depend on. ``root``: where ``.build`` is kept.
    """

    workflows: Builders
    functions: Sequence[Function]
    settings: Settings
    definitions: Sequence[Path]
    packages: Mapping[str, Path] = field(default_factory=lambda: LAMBDAS)
    adapters: Mapping[str, Mapping[str, Adapter]] = field(default_factory=lambda: ADAPTERS)
    requirements: Path = LIBRARY / "lambdas" / "requirements.lock"
    root: Path = field(default_factory=home)
    top: str = "kyc-onboarding"

    def extended(  # noqa: PLR0913 - each part of a project by its name
        self,
        *,
        workflows: Builders | None = None,
        functions: Iterable[Function] = (),
        definitions: Path | None = None,
        packages: Iterable[str] = (),
        adapters: Mapping[str, Mapping[str, Adapter]] | None = None,
        settings: Path | None = None,
        requirements: Path | None = None,
        root: Path | None = None,
    ) -> Self:
        """The project with a bank's own parts: one that has the name of a part that is there takes its place.

        ``packages``: names of importable packages; ``settings``: a ``kyc.toml``. Raises DeploymentError.
        """
        _check_parts(self, workflows, definitions, adapters)
        added = list(functions)
        names = {function.name for function in added}
        return replace(
            self,
            workflows={**self.workflows, **(workflows or {})},
            functions=(*(one for one in self.functions if one.name not in names), *added),
            definitions=(*([definitions] if definitions else []), *self.definitions),
            packages={**self.packages, **{name: _folder(name) for name in packages}},
            adapters={port: {**known, **(adapters or {}).get(port, {})} for port, known in self.adapters.items()},
            settings=Settings.read(settings) if settings else self.settings,
            requirements=requirements or self.requirements,
            root=root or Path.cwd(),
        )

    def with_settings(self, settings: Settings) -> Self:
        return replace(self, settings=settings)

    def file(self, name: str) -> Path | None:
        """The file of this name (``schemas/application.json``) in the first folder of definitions that has it."""
        return Contracts(self.definitions).find(name)

    def files(self, pattern: str) -> Iterator[str]:
        """The names of the files that match, in any of the folders of definitions."""
        found = {file.relative_to(folder).as_posix() for folder in self.definitions for file in folder.glob(pattern)}
        yield from sorted(found)

    def adapter(self, port: str, stage: str) -> Adapter:
        """The adapter of this port: the sandbox's, or in production the one that the settings name.

        Raises DeploymentError.
        """
        known = self.adapters[port]
        if stage != PRODUCTION:
            return known[SANDBOX]
        chosen = self.settings.providers[port]
        if ":" in chosen and chosen not in self._invented:
            return adapters.own(chosen, known)
        if chosen not in known or chosen == SANDBOX:
            names = ", ".join(name for name in known if name != SANDBOX)
            raise DeploymentError(
                f"providers.{port} is {chosen!r}: it must be one of {names}, or module:Class of the bank's own adapter."
            )
        return known[chosen]

    @property
    def _invented(self) -> set[str]:
        """The classes of the sandbox, whose answers are invented: none of them works in production by any name."""
        return {known[SANDBOX].place for known in self.adapters.values()}

    def grants(self, function: Function, stage: str) -> list[Grant]:
        """What this function may do: its own grants, and those that the adapters of its ports bring."""
        of_ports = [
            grant
            for port, _, use in (name.partition(":") for name in function.ports)
            for grant in self.adapter(port, stage).grants.get(use, ())
        ]
        found = [made(grant, self.settings, stage) for grant in (*function.grants, *of_ports)]
        return [grant for place, grant in enumerate(found) if grant not in found[:place]]

    def adapters_of(self, function: Function, stage: str) -> dict[str, Adapter]:
        """The adapter of each port that this function asks."""
        return {port: self.adapter(port, stage) for port in (name.partition(":")[0] for name in function.ports)}


def load(name: str) -> Project:
    """The project that ``module:NAME`` says, looked for in the current folder too. Raises DeploymentError."""
    module, _, attribute = name.partition(":")
    if not (module and attribute):
        raise DeploymentError(f"--project is {name!r}: write it as MODULE:NAME, such as acme_bank.project:PROJECT")
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.insert(0, here)  # as python -m does
    try:
        found = getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as error:
        raise DeploymentError(
            f"--project {name}: there is no module {error.name}.\nInstall it, or run the command in its folder."
        ) from error
    except DeploymentError as error:
        raise DeploymentError(f"--project {name}: {error}") from error
    except Exception as error:  # whatever a bank's own module raises while it is read
        raise DeploymentError(f"--project {name}: {type(error).__name__}: {error}") from error
    if not isinstance(found, Project):
        raise DeploymentError(f"--project {name}: it is a {type(found).__name__}, and must be a Project")
    return found


def _check_parts(
    project: Project,
    workflows: Builders | None,
    definitions: Path | None,
    adapters: Mapping[str, Mapping[str, Adapter]] | None,
) -> None:
    if unknown := sorted({*(adapters or {})} - {*project.adapters}):
        raise DeploymentError(f"adapters: there is no port {unknown[0]}; there are {', '.join(project.adapters)}")
    if workflows and not definitions:
        raise DeploymentError("workflows are given without definitions: say in which folder theirs are kept")
    if definitions and not definitions.is_dir():
        raise DeploymentError(f"definitions: there is no folder {definitions}")


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise DeploymentError(f"there is no package {package}: install it, or run the command in its folder")
    return Path(next(iter(spec.submodule_search_locations)))


KYC = Project(
    workflows=workflows.WORKFLOWS,
    functions=FUNCTIONS,
    settings=Settings.of({}),
    definitions=(DEFINITIONS,),
)
"""This library's own."""
