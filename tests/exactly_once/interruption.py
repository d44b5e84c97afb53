"""What interrupts the functions of a bank, at each of their calls of DynamoDB."""

from collections.abc import Callable, Collection, Iterator
from itertools import count
from typing import Any

from tests.exactly_once.execution import FUNCTIONS

Row = dict[str, Any]
BEFORE, AFTER = "before", "after"


class Interruption:
    """Does ``act`` once, before or after the effect of the ``number``-th write of the functions ``within``.

    ``happened``: whether it came to it; ``during``: the function and its payload. With ``reads`` the number is of all
    calls: of a read nothing is left behind, but what comes before it may change what is read.
    """

    def __init__(self) -> None:
        self.set(0, BEFORE, lambda: None)

    def set(
        self,
        number: int,
        moment: str,
        act: Callable[[], Any],
        within: Collection[str] = FUNCTIONS,
        *,
        reads: bool = False,
    ) -> None:
        self.number, self.moment, self.act, self.within, self.reads = number, moment, act, within, reads
        self.happened, self._seen = False, 0
        self.during: tuple[str, Row] = ("", {})

    def stop(self) -> bool:
        """Interrupt nothing that comes after; whether it happened."""
        self.within = ()
        return self.happened

    def calling(self, name: str, payload: Row) -> None:
        if not self.happened:
            self.during = (name, payload)

    def before_read(self, **_: Any) -> None:
        if self.reads:
            self.before()

    def before(self, **_: Any) -> None:
        self._seen += self.during[0] in self.within
        self._perhaps(BEFORE)

    def after(self, **_: Any) -> None:
        self._perhaps(AFTER)

    def _perhaps(self, moment: str) -> None:
        here = self.during[0] in self.within and (self._seen, moment) == (self.number, self.moment)
        if here and not self.happened:
            self.happened = True
            self.act()

    def moments(
        self, moment: str, act: Callable[[], Any], within: Collection[str] = FUNCTIONS, *, reads: bool = False
    ) -> Iterator[None]:
        """Set each moment of what the loop's body runs, one after the other, until there is none any more.

        What is left after a write is what is there before the next: AFTER begins before the first one and has all.
        """
        if moment == AFTER:
            self.set(1, BEFORE, act, within)
            yield
        for number in count(1):
            self.set(number, moment, act, within, reads=reads)
            yield
            if not self.happened:
                return
