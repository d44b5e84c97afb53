"""What the readers understand of published lists: ``python -m tests.benchmarks.readers DIR …``.

Each folder has one or more lists under the names of the watchlist policy. Printed is, of each list, how many rows could
not be read, and of the fields of each kind how many were not understood, with the most frequent of them.
"""

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from lambdas.refresh_watchlists import sources
from lambdas.refresh_watchlists.lists import formats
from lambdas.refresh_watchlists.reading import Reading

_EXAMPLES = 8


def main(folders: list[Path]) -> None:
    table = Table(
        "Folder", "List", "Entries", "Rows unreadable", "Fields", "Given", "Not understood", "The most frequent"
    )
    for folder in folders:
        for name, reading in read(folder):
            unreadable = sum(len(rows.unreadable) for rows in reading.rows.values())
            for kind, row in reading.fields.rows().items():
                found = reading.fields.unknown.get(kind)
                examples = "; ".join(text for text, _ in found.most_common(_EXAMPLES)) if found else ""
                numbers = (f"{len(reading.entries):,}", f"{unreadable:,}", kind, f"{row['given']:,}")
                table.add_row(folder.name, name, *numbers, f"{row['unknown']:,}", examples)
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def read(folder: Path) -> list[tuple[str, Reading]]:
    """The lists of the policy whose first file is in this folder."""
    found = []
    for source in sources.of_policy():
        paths = {name: folder / name for name in source.files if (folder / name).is_file()}
        if next(iter(source.files)) in paths:
            found.append((source.name, formats.read(source.format, paths)))
    return found


if __name__ == "__main__":
    main([Path(one) for one in sys.argv[1:]])
