"""Where the built watchlists lie in the Artifacts bucket.

==========================================  ===========================================================================
object                                      what it holds
==========================================  ===========================================================================
watchlists/current.json                     the manifest of the version in force, with the age of each source; written
                                            last, so that whoever reads sees the old version or the new one, whole
watchlists/versions/<version>/<kind>.index  the index of one kind, ``sanctions`` or ``pep``
watchlists/versions/<version>/manifest.json the manifest as it was when the version was published
watchlists/last_refresh.json                the report of the last refresh, whether it published or not
watchlists/fetched/<source>/<file>          the last copy of what a publisher gave, for when it says "not modified"
watchlists/files/<file>                     files that the bank gives itself: a licensed list, or the sample's
==========================================  ===========================================================================

A manifest: ``version``, ``made_of`` (a hash), ``built_at``, ``kinds`` (of each the index's ``key``, ``sha256`` and
number of ``entries``) and ``sources`` (of each ``name``, ``list_name``, ``kind``, ``version``, ``required``,
``oldest_hours``, ``refreshed_at``, ``entries``, and ``files`` with their ``sha256``, ``rows`` and the unreadable ones).
A kind whose required source is missing is not among the kinds.
"""

CURRENT = "watchlists/current.json"
LAST_REFRESH = "watchlists/last_refresh.json"
VERSIONS = "watchlists/versions/"
FILES = "watchlists/files/"


def index_key(version: str, kind: str) -> str:
    return f"{VERSIONS}{version}/{kind}.index"


def manifest_key(version: str) -> str:
    return f"{VERSIONS}{version}/manifest.json"


def copy_key(source: str, file: str) -> str:
    return f"watchlists/fetched/{source}/{file}"
