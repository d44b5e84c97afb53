"""Monitoring cases beside their review: a match that was reported, and a block that is lifted."""

from lambdas.answer_request.bank import bank, is_senior, person
from lambdas.answer_request.requests import Answer, Request


def report_match(request: Request) -> Answer:
    """Say that a confirmed match was reported to the authority: nobody is reminded of it any more."""
    case, caller = bank().case(request.caller, request.id), request.caller
    return Answer(bank().alerts(caller).reported(case.id, request.body["reference"], person(caller).name))


def unblock_account(request: Request) -> Answer:
    """Say that a blocked account may be used again; two people do, one of them senior, then core banking is asked."""
    case, caller, body = bank().case(request.caller, request.id), request.caller, request.body
    found = (
        bank()
        .alerts(caller)
        .unblock(
            case.id,
            reason=body["reason"],
            reviewer=person(caller).name,
            evidence=request.match,
            note=body.get("note", ""),
            senior=is_senior(caller),
        )
    )
    return Answer(found)


HANDLERS = (report_match, unblock_account)
