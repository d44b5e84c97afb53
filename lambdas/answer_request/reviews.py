"""Reviews: which cases wait, who works on them, what is decided, which hits are somebody else."""

from collections.abc import Mapping
from contextlib import suppress

from lambdas.answer_request import cursors
from lambdas.answer_request.bank import bank, is_senior, person
from lambdas.answer_request.requests import PAGE, Answer, Request
from lambdas.shared.onboardings import presentation, review_claims
from lambdas.shared.onboardings.pages import Place
from lambdas.shared.onboardings.review_claims import NotClaimed


def list_reviews(request: Request) -> Answer:
    """List the cases that wait for a decision, the latest first, those of one queue where it is named."""
    query, queue = request.query, _queue(request.query)
    about = [request.caller.subject, "reviews", queue]
    begin = Place.of(cursors.place(query["cursor"], about)) if "cursor" in query else None
    found, following = review_claims.page(bank().table, int(query.get("limit", PAGE)), begin, queue)
    return Answer(
        {
            "reviews": review_claims.shown(found),
            "next": cursors.cursor(following.shown(), about) if following else None,
        }
    )


def claim_review(request: Request) -> Answer:
    """Claim the next case that you may decide and nobody else works on, for half an hour."""
    queue, by = _queue(request.body), person(request.caller)
    found = review_claims.claim_next(bank().table, by, senior=is_senior(request.caller), queue=queue)
    if found is None:
        return Answer({"review": None, "until": None})
    [shown] = review_claims.shown([(found.case, found.state)])
    return Answer({"review": shown | {"claimed": True}, "until": found.until}, found.state.evidence)


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


def _queue(given: Mapping[str, str]) -> str | None:
    """The queue that is asked for, None for all. Raises RequestRefused where there is none of this name."""
    name = given.get("queue")
    if name is not None:
        review_claims.check_queue(name)
    return name


HANDLERS = (list_reviews, claim_review, release_review, decide_review, clear_hit)
