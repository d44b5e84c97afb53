"""The bank's own list of parties: two people add one; to remove or change one, one of the two is senior."""

from lambdas.answer_request.bank import bank, is_senior, person
from lambdas.answer_request.requests import Answer, Request


def list_supplement(request: Request) -> Answer:
    """Read the bank's own list: who is on it, and what one person wants of it so far."""
    return Answer(bank().supplement(request.caller).show())


def add_party(request: Request) -> Answer:
    """Say that a party belongs on the bank's own list; once two people do, a refresh brings it into force."""
    caller, body = request.caller, request.body
    own, by = bank().supplement(caller), person(caller).name
    return Answer(own.add(body["party"], by, body["reason"], note=body.get("note", ""), senior=is_senior(caller)))


def remove_party(request: Request) -> Answer:
    """Say that a party is to leave the bank's own list; once two people do, one of them senior, it has."""
    caller, body = request.caller, request.body
    own, by, party = bank().supplement(caller), person(caller).name, request.parameters["party"]
    found = own.remove(party, request.match, by, body["reason"], note=body.get("note", ""), senior=is_senior(caller))
    return Answer(found)


HANDLERS = (list_supplement, add_party, remove_party)
