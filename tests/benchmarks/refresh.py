"""How long a refresh of published lists takes: the first, one where nothing changed, one with a list that is refused,
and one in which only the bank's own list changed: ``python -m tests.benchmarks.refresh DIR``. The bucket is in memory.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from lambdas.refresh_watchlists import refresh, sources
from tests.buckets import MemoryBucket

_EVENT = {"run": "benchmark", "asked_by": "benchmark", "principal": "", "accept": list[str]()}
_PARTY = {"id": "one", "type": "individual", "names": ["Zdenka Sample"], "source": "Regulation 1"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.refresh", description=__doc__)
    parser.add_argument("lists", type=Path, help="a folder with published lists")
    table = Table("Refresh", "Outcome", "CPU seconds", title="Refreshing published lists")
    for row in figures(parser.parse_args().lists):
        table.add_row(*row)
    Console().print(table)


def figures(lists: Path) -> Iterator[tuple[str, str, str]]:
    """What was refreshed, what came of it, and the seconds of the processor that it took."""
    bucket, own = MemoryBucket(), list[object]()
    with TemporaryDirectory() as refused:
        (Path(refused) / "fsf.xml").write_text("<html/>", encoding="utf-8")
        wanted = [_in(lists, source) for source in sources.of_policy()]
        broken = [_in(Path(refused), one) if "fsf.xml" in one.files else one for one in wanted]
        for said, given in (("first", wanted), ("nothing changed", wanted), ("one list refused", broken)):
            yield _refreshed(said, given, bucket, own)
        own.append(_PARTY)
        yield _refreshed("one list refused, the bank's own changed", broken, bucket, own)


def _in(folder: Path, source: sources.Source) -> sources.Source:
    return replace(sources.in_folder(source, folder.absolute().as_uri()), must_find=source.must_find)


def _refreshed(
    said: str, given: list[sources.Source], bucket: MemoryBucket, own: Sequence[object]
) -> tuple[str, str, str]:
    content, began = json.dumps({"parties": own}).encode(), time.process_time()
    report = refresh.run(_EVENT, given, bucket, "benchmark", datetime.now(UTC), lambda: content)
    return said, str(report["outcome"]), f"{time.process_time() - began:.2f}"


if __name__ == "__main__":
    main()
