"""Reviews: which cases wait, who works on them, what is decided, which hits are somebody else."""

from collections.abc import Mapping
from contextlib import suppress

from lambdas.answer_request import cursors
from lambdas.answer_request.bank import bank, is_senior, person, subject
from lambdas.answer_request.problems import Problem
from lambdas.answer_request.requests import PAGE, Answer, Request
from lambdas.shared.onboardings import presentation, review_claims
from lambdas.shared.onboardings.pages import Place
from lambdas.shared.onboardings.review_claims import Claimed, NotClaimed, Whose
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.people import Person


def list_reviews(request: Request) -> Answer:
    """List the cases that wait for a decision, the latest first; of one queue, or yours, where the query says so."""
    query, queue, principal = request.query, _queue(request.query), person(request.caller).principal
    whose = Whose(query["claimed"]) if "claimed" in query else None
    about = [request.caller.subject, "reviews", queue, whose]
    begin = Place.of(cursors.place(query["cursor"], about)) if "cursor" in query else None
    found, following = review_claims.page(
        bank().table, int(query.get("limit", PAGE)), begin, queue=queue, whose=whose, principal=principal
    )
    return Answer(
        {
            "reviews": [_by_subject(one) for one in review_claims.shown(found, principal)],
            "next": cursors.cursor(following.shown(), about) if following else None,
        }
    )


def claim_review(request: Request) -> Answer:
    """Claim the most urgent case that you may decide and nobody works on, or the one you name, for half an hour."""
    caller, by, table = request.caller, person(request.caller), bank().table
    if one := request.body.get("application_id"):
        if "queue" in request.body:
            raise Problem(422, "name a queue or a case, not both", ["queue: is not for a case that is named"])
        found: Claimed | None = review_claims.claim(table, bank().case(caller, one), by, senior=is_senior(caller))
    else:
        found = review_claims.claim_next(table, by, senior=is_senior(caller), queue=_queue(request.body))
    if found is None:
        return Answer({"review": None, "until": None})
    shown = _by_subject(review_claims.just_claimed(found, by.principal))
    return Answer({"review": shown, "until": found.until}, found.state.evidence)


def release_review(request: Request) -> Answer:
    """Give a case back that you claimed."""
    review_claims.give_back(bank().table, bank().case(request.caller, request.id), person(request.caller))
    return Answer()


def decide_review(request: Request) -> Answer:
    """Decide a case on the evidence that you saw; some cases take two people, one of them senior."""
    case, caller, body = bank().case(request.caller, request.id), request.caller, request.body
    review = (
        bank()
        .onboardings(caller)
        .decide(
            case.id,
            body["decision"],
            reason=body["reason"],
            reviewer=person(caller).name,
            evidence=request.match,
            note=body.get("note", ""),
            senior=is_senior(caller),
            parts=body.get("parts", ()),
        )
    )
    with suppress(NotClaimed):  # where a second person decides, this one has done its part
        review_claims.give_back(bank().table, case, person(caller))
    return Answer(presentation.without_personal_data(review), review["evidence"])


def clear_hit(request: Request) -> Answer:
    """Say that a list entry, which the screening found, is somebody else; it counts once two people say so."""
    case, caller, body = bank().case(request.caller, request.id), request.caller, request.body
    found = (
        bank()
        .onboardings(caller)
        .clear_hit(
            case.id,
            request.parameters["entry"],
            reason=body["reason"],
            reviewer=person(caller).name,
            evidence=request.match,
            note=body.get("note", ""),
            senior=is_senior(caller),
        )
    )
    return Answer(presentation.without_personal_data(found))


def _by_subject(shown: Row) -> Row:
    """The review with who works on it as this API names people."""
    by = shown["claimed_by"]
    return shown | {"claimed_by": by and subject(Person(by, by))}


def _queue(given: Mapping[str, str]) -> str | None:
    """The queue that is asked for, None for all. Raises RequestRefused where there is none of this name."""
    name = given.get("queue")
    if name is not None:
        review_claims.check_queue(name)
    return name


HANDLERS = (list_reviews, claim_review, release_review, decide_review, clear_hit)
