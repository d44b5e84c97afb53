"""How newspapers and passports of many countries write people whom everybody's lists have.

``spellings.csv``: class, name as asked, the ids of the entries that are meant, and a note. Ids are OFAC's, the UN's and
the EU's, which stay with an entry for as long as it is listed.
"""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

SPELLINGS = Path(__file__).with_name("spellings.csv")


def spellings(known: Collection[str]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Class, name and the entries that are meant, of those whose entries are all ``known``."""
    with SPELLINGS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="|"):
            ids = frozenset(row["ids"].split(";")) - {""}
            if ids and ids.issubset(known):
                yield row["class"], row["asked"], ids
