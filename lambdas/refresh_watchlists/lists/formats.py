"""The formats of published lists that can be read, by the ``format`` of a source in the watchlist policy."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from lambdas.refresh_watchlists.lists import eu, ofac_csv, ofac_xml, pep, seco, supplement, uk, un
from lambdas.refresh_watchlists.reading import Reading, merged
from lambdas.shared.watchlists.entries import WatchlistError

READERS: dict[str, Callable[[Mapping[str, Path]], Reading]] = {
    "ofac_sdn_csv": ofac_csv.read,
    "ofac_consolidated_csv": ofac_csv.read_consolidated,
    "ofac_sdn_xml": ofac_xml.read,
    "un_sc_xml": un.read,
    "eu_fsf_xml": eu.read,
    "uk_sanctions_csv": uk.read,
    "seco_xml": seco.read,
    "opensanctions_csv": pep.read,
    "bank_supplement": supplement.read,
}


def read(form: str, files: Mapping[str, Path]) -> Reading:
    """The entries of these files, by their names.

    Raises WatchlistError where a file is not in this format, or has no readable entry.
    """
    reading = READERS[form](files)
    if not reading.entries and not reading.name:
        raise WatchlistError(f"{', '.join(files)}: no readable entry; is it a list in the form {form}?")
    return replace(reading, entries=merged(reading.entries))
