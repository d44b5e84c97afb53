"""The problems of a refresh."""

from dataclasses import dataclass

REFUSES = {
    "ABSENT": False,  # a file that the bank gives itself is not there
    "NOT_ANSWERED": False,  # the publisher did not answer; the last copy stays in force until it is too old
    "UNREADABLE": True,  # the file is too large, or not in the format of this list
    "FEWER_ENTRIES": True,  # the list shrank more than the policy allows
    "FIELDS_EMPTIER": True,  # its entries have fewer names, birth dates or countries than the policy allows
    "ROWS_UNREADABLE": True,  # more rows are unreadable than the policy allows
    "NAME_NOT_FOUND": True,  # a name that must be found is not
    "NOTHING_FOUND": True,  # no list is there at all
}
"""By the code of a problem: whether the old version stays in force because of it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """``source``: the list's name in the policy; ``said``: a sentence for staff, with counts, hosts and file names."""

    source: str
    code: str
    said: str

    @property
    def refuses(self) -> bool:
        return REFUSES[self.code]
