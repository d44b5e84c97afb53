"""What is told of a refresh that did not go as it should. Of these, ``REFUSING`` keep the old version in force."""

from dataclasses import dataclass

CODES = {
    "ABSENT": "a file that the bank gives itself is not there",
    "NOT_ANSWERED": "the publisher did not answer; the last copy counts on until it is too old",
    "UNREADABLE": "the file is too large, or not in the form of this list",
    "FEWER_ENTRIES": "the list shrank more than the policy allows",
    "ROWS_UNREADABLE": "more rows are unreadable than the policy allows",
    "NAME_NOT_FOUND": "a name that must be found is not",
    "NOTHING_FOUND": "no list is there at all",
}
REFUSING = ("UNREADABLE", "FEWER_ENTRIES", "ROWS_UNREADABLE", "NAME_NOT_FOUND", "NOTHING_FOUND")


@dataclass(frozen=True, slots=True)
class Problem:
    """``source``: the list's name in the policy; ``said``: counts, hosts and files for people."""

    source: str
    code: str
    said: str

    @property
    def refuses(self) -> bool:
        return self.code in REFUSING
