"""Pictures of documents: where they are sent, and where they are read."""

from lambdas.answer_request.bank import bank, person
from lambdas.answer_request.problems import Problem
from lambdas.answer_request.requests import Answer, Request
from lambdas.shared.cases import pictures
from lambdas.shared.onboardings.errors import NotWaiting
from lambdas.shared.onboardings.looks import look

_READ_SECONDS = 60


def upload_documents(request: Request) -> Answer:
    """Get addresses to which pictures are sent, each for its type and size and for 15 minutes."""
    case = bank().case(request.caller, request.id)
    files = {name: (picture["media_type"], picture["bytes"]) for name, picture in request.body.items()}
    try:
        return Answer(bank().onboardings(request.caller).upload_addresses(case.id, files))
    except NotWaiting:
        raise _not_asked() from None


def read_document(request: Request) -> Answer:
    """Get an address from which the picture that counts is read, for a minute; the look is recorded."""
    case, caller, picture = bank().case(request.caller, request.id), request.caller, request.parameters["picture"]
    counts = pictures.newest(case).get(picture)
    asked = pictures.asked(case, case.meta.awaited_attempt)
    if counts is None or (caller.application_id is not None and picture not in asked):
        raise Problem(404, "there is no such picture", kind="UnknownPicture")
    look(bank().table, case.id, person(caller), "read_document")
    return Answer({"url": bank().documents.address_of(counts, _READ_SECONDS), "expires_in": _READ_SECONDS})


def begin_liveness(request: Request) -> Answer:
    """Open a Face Liveness session for the selfie that is asked for: the app streams a video to it."""
    case = bank().case(request.caller, request.id)
    try:
        return Answer({"session_id": bank().onboardings(request.caller).liveness_session(case.id)})
    except NotWaiting:
        raise _not_asked() from None


def take_liveness_picture(request: Request) -> Answer:
    """Take the picture of a finished session as the selfie, where Face Liveness is in another region than the bank."""
    case, session = bank().case(request.caller, request.id), request.parameters["session"]
    try:
        bank().onboardings(request.caller).take_session_picture(case.id, session)
    except NotWaiting:
        raise _not_asked() from None
    return Answer()


def _not_asked() -> Problem:
    """The same, whatever the case waits for: whoever sends pictures learns nothing of what was found."""
    return Problem(409, "these pictures are not asked for now", kind="NotWaiting")


HANDLERS = (upload_documents, read_document, begin_liveness, take_liveness_picture)
