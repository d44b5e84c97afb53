"""The problems of a refresh."""

from dataclasses import dataclass
from enum import StrEnum


class Refuses(StrEnum):
    """What a problem keeps out of force."""

    NOTHING = "nothing"
    SOURCE = "source"  # what came of the source: its last accepted copy stays in force
    VERSION = "version"  # the whole version: the one in force stays


REFUSES = {
    "ABSENT": Refuses.NOTHING,  # a file that the bank gives itself is not there
    "NOT_ANSWERED": Refuses.NOTHING,  # the publisher did not answer; the accepted copy stays until it is too old
    "UNREADABLE": Refuses.SOURCE,  # the file is too large, or not in the format of this list
    "FEWER_ENTRIES": Refuses.SOURCE,  # the list shrank more than the policy allows
    "FIELDS_EMPTIER": Refuses.SOURCE,  # its entries have fewer names, birth dates or countries than the policy allows
    "ROWS_UNREADABLE": Refuses.SOURCE,  # more rows are unreadable than the policy allows
    "NAME_NOT_FOUND": Refuses.SOURCE,  # a name that must be found is not
    "COPY_UNUSABLE": Refuses.VERSION,  # the accepted copy of a list is lost, or cannot be read any more
    "NOTHING_FOUND": Refuses.VERSION,  # no list is there at all
}
ACCEPTABLE = {"FEWER_ENTRIES", "FIELDS_EMPTIER"}
"""What people may accept of a list that they have looked at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """``source``: the list's name in the policy; ``said``: a sentence for staff, with counts, hosts and file names."""

    source: str
    code: str
    said: str

    @property
    def refuses(self) -> Refuses:
        return REFUSES[self.code]
