"""Which watchlists a deployment publishes: those of a folder that was named, or the sample where none are in force."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from infrastructure import artifacts, watchlists
from infrastructure.target import Target
from lambdas.shared.runtime.stage import PRODUCTION

Say = Callable[[str], None]
"""Tells the person at the terminal."""


def read(target: Target, say: Say, folder: Path | None) -> watchlists.Lists | None:
    """Lists that were named, before anything is changed; the sample, with its invented names, never in production."""
    production = target.stage == PRODUCTION
    if folder is None:
        if production:
            say("Watchlists come from their publishers on schedule; the first time: kyc watchlists refresh")
        return None if production else watchlists.read()
    peps_from = None if production or (folder / "peps.csv").is_file() else watchlists.SAMPLE
    if peps_from and folder.is_dir():
        say(f"{folder} has no peps.csv: the sample's is taken")
    found = watchlists.read(folder, peps_from=peps_from, complete=production)
    for kind in found.missing:
        say(f"{kind.upper()} screening sends each case to a person: {'; '.join(found.problems)}")
    return found


def publish(target: Target, say: Say, lists: watchlists.Lists, accept: Sequence[str], *, named: bool) -> dict[str, Any]:
    """Publish these; where they were not ``named``, only if no others are in force. Returns the manifest in force."""
    outputs, bucket = target.outputs(), artifacts.bucket(target)
    if not named and (others := watchlists.others_in_force(target, lists, bucket)):
        say(f"The watchlists in force stay; the sample instead: --watchlists {watchlists.SAMPLE}")
        return others
    say(f"Publish the watchlists: {lists.sizes}")
    from lambdas.shared.cases.table import CaseTable  # noqa: PLC0415 - loads what the cases need
    from lambdas.shared.reviews import supplement  # noqa: PLC0415

    table = CaseTable(target.client("dynamodb"), outputs["OnboardingTableName"], outputs["DecisionsTableName"])
    return watchlists.publish(target, lists, bucket, accept, lambda: supplement.published(table))
