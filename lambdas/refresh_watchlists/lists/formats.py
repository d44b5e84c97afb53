"""The form of each list that can be read."""

from collections.abc import Callable, Mapping
from pathlib import Path

from lambdas.refresh_watchlists import eu, ofac, ofac_xml, pep, uk, un
from lambdas.refresh_watchlists.reading import Reading, merged
from lambdas.shared.watchlists.entries import WatchlistError

READERS: dict[str, Callable[[Mapping[str, Path]], Reading]] = {
    "ofac_sdn_csv": ofac.read,
    "ofac_sdn_xml": ofac_xml.read,
    "un_sc_xml": un.read,
    "eu_fsf_xml": eu.read,
    "uk_sanctions_csv": uk.read,
    "opensanctions_csv": pep.read,
}
"""By the ``format`` of a source in the watchlist policy."""


def read(form: str, files: Mapping[str, Path]) -> Reading:
    """The entries of these files, by name. Raises WatchlistError: it is another file, or has nothing to read."""
    reading = READERS[form](files)
    if not reading.entries:
        raise WatchlistError(f"{', '.join(files)}: no readable entry; is it a list in the form {form}?")
    return Reading(merged(reading.entries), reading.rows)
