"""Publish the watchlists of a folder on this machine, by the same steps as the function that refreshes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infrastructure.errors import DeploymentError
from infrastructure.target import Target
from lambdas.shared.runtime.policies import policy
from lambdas.shared.runtime.stage import PRODUCTION
from lambdas.shared.watchlists.entries import KINDS
from lambdas.shared.watchlists.versions import FILES, Manifest

if TYPE_CHECKING:
    from lambdas.refresh_watchlists.build import Version
    from lambdas.refresh_watchlists.gathering import Own
    from lambdas.refresh_watchlists.refresh import Prepared

SAMPLE = Path(__file__).parent.parent / "definitions/watchlists/sample"


@dataclass(frozen=True)
class Lists:
    """A version that was built from files at ``at``, where each file is (None: it is not), and the others' problems."""

    version: "Version"
    prepared: "Prepared"
    at: datetime
    files: dict[str, Path | None]

    @property
    def manifest(self) -> Manifest:
        return self.version.manifest

    @property
    def sizes(self) -> str:
        return ", ".join(f"{one['list_name']} ({one['entries']:,})" for one in self.manifest["sources"])

    @property
    def problems(self) -> list[str]:
        return _said(self.prepared)

    @property
    def missing(self) -> list[str]:
        """The kinds that screen nobody."""
        return [kind for kind in KINDS if kind not in self.manifest["kinds"]]


def known(accept: Sequence[str]) -> None:
    """Raises DeploymentError where the policy has no list of one of these names."""
    names = [source["name"] for source in policy("watchlist")["sources"]]
    if unknown := [name for name in accept if name not in names]:
        raise DeploymentError(f"There is no list {', '.join(unknown)} to accept; there are: {', '.join(names)}")


def read(folder: Path = SAMPLE, *, peps_from: Path | None = None, complete: bool = False) -> Lists:
    """Build a version of the lists in ``folder``, with the PEPs of another where said. Raises DeploymentError.

    The bank's own list is in no folder. ``complete``: what the policy requires must be there, with its names, or its
    kind screens nobody.
    """
    from lambdas.refresh_watchlists import refresh, sources  # noqa: PLC0415 - loads what matches names
    from lambdas.refresh_watchlists.gathering import Gathering  # noqa: PLC0415

    if not folder.is_dir():
        raise DeploymentError(f"There is no folder of watchlists {folder}.\nGive one that there is.")
    now, wanted = datetime.now(UTC), sources.of_policy()
    published = [one for one in wanted if not one.is_own]
    _look_for_files(folder, [file for one in published for file in one.files])
    folders = {one.name: peps_from if peps_from and one.kind == "pep" else folder for one in wanted}
    given = [sources.in_folder(one, folders[one.name].absolute().as_uri(), complete=complete) for one in wanted]
    prepared = refresh.prepare(given, Gathering(now, None), None, now)
    if prepared.version is None or _refused(prepared):
        raise DeploymentError("\n".join([f"The watchlists in {folder} cannot be read:", *_said(prepared)]))
    paths = {file: folders[one.name] / file for one in published for file in one.files}
    files = {file: path if path.is_file() else None for file, path in paths.items()}
    return Lists(prepared.version, prepared, now, files)


def _refused(prepared: "Prepared") -> bool:
    """Whether not every list may be in force as it is in the folder."""
    return any(one.state == "refused" for one in prepared.gathered)


def _said(prepared: "Prepared") -> list[str]:
    return [f"{problem.source}: {problem.said}" for problem in prepared.problems]


def _look_for_files(folder: Path, files: list[str]) -> None:
    """Raises DeploymentError for a folder with none of these files, or with one under a name in other capitals."""
    there = {path.name for path in folder.iterdir()}
    missing = [file for file in files if file not in there]
    if wrong := [(name, file) for file in missing for name in there if name.lower() == file.lower()]:
        renamed = "\n".join(f"  {name} must be named {file}" for name, file in wrong)
        raise DeploymentError(f"The watchlists in {folder} have other names than the policy has:\n{renamed}")
    if there.isdisjoint(files):
        raise DeploymentError(f"There is no watchlist in {folder}.\nIt must have one of: {', '.join(files)}")


def others_in_force(target: Target, lists: Lists, bucket: str) -> dict[str, Any] | None:
    """The manifest of the lists in force, where they are of other files than these."""
    from lambdas.refresh_watchlists import publishing  # noqa: PLC0415 - loads what matches names

    with target.explained():
        before, _ = publishing.current(target.client("s3"), bucket)
    return dict(before) if before and _files(before) != _files(lists.manifest) else None


def _files(manifest: Manifest) -> set[str]:
    """The hashes of the published lists' files; the bank's own list has none."""
    return {file["sha256"] for source in manifest["sources"] for file in source["files"]}


def publish(
    target: Target, lists: Lists, bucket: str, accept: Sequence[str] = (), own: "Own | None" = None
) -> dict[str, Any]:
    """Make these lists the current ones, by the checks that a refresh makes; returns their manifest.

    The function that refreshes them finds the files too. In the sandbox it finds no others. ``accept``: names of lists
    of which somebody has seen that they are smaller; ``own``: reads the bank's own list, which is published with them.
    Raises DeploymentError.
    """
    from lambdas.refresh_watchlists import publishing, refresh  # noqa: PLC0415
    from lambdas.refresh_watchlists.copies import Copies  # noqa: PLC0415
    from lambdas.refresh_watchlists.gathering import Gathering  # noqa: PLC0415

    s3 = target.client("s3")
    with target.explained():
        before, etag = publishing.current(s3, bucket)
        copies = Copies(s3, bucket)
        gathering = Gathering(lists.at, before, s3, copies, own)
        gathered = [gathering.gather(one.source) if one.source.is_own else one for one in lists.prepared.gathered]
        accepted = [refresh.accepting(one) for one in gathered if one.source.name in accept]
        prepared = refresh.checked(gathered, gathering, before, lists.at, accepted)
        if prepared.version is None or _refused(prepared):
            refused = "The watchlists were refused, and those in force stay:"
            to_do = "If you have looked at the lists and they are right, name each smaller one: --accept NAME"
            raise DeploymentError("\n".join([refused, *_said(prepared), to_do]))
        for one in lists.prepared.gathered:
            for file_ in one.files:
                if path := lists.files.get(file_["file"]):
                    copies.keep(one.source.name, path, file_["sha256"])
        for file, path in lists.files.items():
            if path:
                s3.put_object(Bucket=bucket, Key=FILES + file, Body=path.read_bytes())
            elif target.stage != PRODUCTION:
                s3.delete_object(Bucket=bucket, Key=FILES + file)
        publishing.publish(s3, bucket, prepared.version, before, etag)
    return dict(prepared.version.manifest)
