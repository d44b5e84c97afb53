"""Reads the fields of rows, and counts those that it does not understand: a person should see that a list has them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lambdas.refresh_watchlists import births, names
from lambdas.shared.names.countries import countries_of_alpha_2, countries_of_place, says_no_country
from lambdas.shared.watchlists.entries import distinct
from lambdas.shared.watchlists.versions import FieldRow

NAME, BIRTH_DATE, COUNTRY = "name", "birth_date", "country"


@dataclass(slots=True)
class Fields:
    """``given``: by kind, how many fields there were; ``unknown``: the texts that were not understood, how often."""

    given: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)

    def names(self, texts: Iterable[str], *, of_person: bool) -> tuple[str, ...]:
        """The names in these texts."""
        found = [(text, names.read(text, of_person=of_person)) for text in texts if text]
        for text, read in found:
            self._count(NAME, text, understood=bool(read) and not any(map(names.is_odd, read)))
        return distinct(name for _, read in found for name in read)

    def births(self, texts: Iterable[str], *forms: str, around: int = 0) -> tuple[str, ...]:
        """The days and years in these texts, as ``births.written`` reads them."""
        found = [(text, births.written(text, *forms, around=around)) for text in texts if text]
        for text, days in found:
            self._count(BIRTH_DATE, text, understood=bool(days) or births.is_long(text))
        return distinct(day for _, days in found for day in days)

    def countries(self, places: Iterable[str]) -> tuple[str, ...]:
        """The alpha-3 codes of these countries, or of the countries of these places."""
        return self._codes([(place, countries_of_place(place)) for place in places])

    def countries_by_code(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The alpha-3 codes of these alpha-2 codes."""
        return self._codes([(code, countries_of_alpha_2(code)) for code in codes])

    def rows(self) -> dict[str, FieldRow]:
        """What the manifest says of them."""
        return {
            kind: FieldRow(given=number, unknown=sum(self.unknown.get(kind, Counter()).values()))
            for kind, number in self.given.items()
        }

    def _codes(self, found: list[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
        for place, codes in found:
            if not says_no_country(place):
                self._count(COUNTRY, place, understood=bool(codes))
        return distinct(code for _, codes in found for code in codes)

    def _count(self, kind: str, text: str, *, understood: bool) -> None:
        self.given[kind] += 1
        if not understood:
            self.unknown.setdefault(kind, Counter())[text] += 1
