"""Applications found by a document or a person that somebody names."""

from lambdas.answer_request.bank import bank, person
from lambdas.answer_request.requests import Answer, Request
from lambdas.shared.cases import operations
from lambdas.shared.cases.status import META
from lambdas.shared.runtime.secrets import identity_key


def search_applications(request: Request) -> Answer:
    """Find the applications that claim this very document or person; who searched, and by which fingerprint, is kept.

    Spelling does not matter, as in the check for duplicates. Found are those that claimed it: one that met another's
    claim did not, until it was approved all the same.
    """
    # Every cold start would wait for these imports, and few requests have a use for them.
    from lambdas.shared.accounts import fingerprints  # noqa: PLC0415

    here, key = bank(), identity_key()
    [(kind, given)] = request.body.items()
    mark = {"document": fingerprints.of_document, "person": fingerprints.of_person}[kind](given, key)
    operations.keep(here.table, person(request.caller), f"search {kind} {mark}")
    rows = here.table.several(here.customers.claimants(kind, mark), META)
    found = [{name: row.get(name) for name in ("application_id", "status", "submitted_at")} for row in rows]
    return Answer({"applications": sorted(found, key=lambda row: str(row["submitted_at"]), reverse=True)})


HANDLERS = (search_applications,)
