"""Items come back as they were written, and a case has them all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.items import Request, RequestStatus, Review, ReviewStatus, Upload
from lambdas.shared.runtime.errors import ApplicationNotFound
from tests.applications import application
from tests.memory import MemoryOnboarding

TEXTS = st.text(max_size=8)
CODES = st.lists(st.sampled_from(["NAME_DIFFERS", "NOT_LIVE"]), max_size=3).map(tuple)
WAIT = {"number": st.just(1), "stage": TEXTS, "task_token": TEXTS, "asked_at": TEXTS, "reasons": CODES}
REQUESTS = st.builds(
    Request,
    **WAIT,
    status=st.sampled_from(RequestStatus),
    due_at=st.none() | TEXTS,
    pictures=st.lists(st.sampled_from(["selfie", "document_front"])).map(tuple),
    parts=st.lists(st.just("explanation")).map(tuple),
    before=st.dictionaries(TEXTS, TEXTS),
    question=st.none() | TEXTS,
)
REVIEWS = st.builds(
    Review,
    **WAIT,
    status=st.sampled_from(ReviewStatus),
    due_at=st.none() | TEXTS,
    review_id=TEXTS,
    queue=TEXTS,
    rating=st.none() | st.just("high"),
    decision=st.none() | TEXTS,
    decided_at=st.none() | TEXTS,
    evidence=st.none() | TEXTS,
)
NUMBERS = st.none() | st.floats(0, 100)
UPLOADS = st.builds(
    Upload,
    attempt=st.integers(1, 999),
    picture=st.just("selfie"),
    key=TEXTS,
    version=TEXTS,
    bytes=st.integers(0, 10**9),
    media_type=st.none() | TEXTS,
    width=st.none() | st.integers(1, 9),
    height=st.none() | st.integers(1, 9),
    liveness=NUMBERS,
    brightness=NUMBERS,
    sharpness=NUMBERS,
    damaged=st.booleans(),
    reasons=CODES,
)


@given(REQUESTS, REVIEWS, UPLOADS)
def test_what_was_written_is_read(request: Request, review: Review, upload: Upload) -> None:
    table = MemoryOnboarding()
    one = table.put(application())["application_id"]
    table.ask(one, request)
    table.ask(one, review)
    table.update(one, "META", {"status": "awaiting_documents", "awaits": upload.attempt})
    case_pictures.keep(table, one, upload)
    case = table.case(one)
    assert (case.request(1), case.requests) == (request, [request])
    assert (case.review, case.reviews) == (review, [review])
    assert case.uploads == [case_pictures.upload(case, upload.attempt, "selfie", upload.version)] == [upload]


def test_a_reminder_takes_the_place_of_what_was_asked_and_of_its_token_alone() -> None:
    table = MemoryOnboarding()
    one = table.put(application())["application_id"]
    first = Review(number=1, review_id="r-1", task_token="first")
    table.ask(one, first)
    table.ask(one, replace(first, task_token="second"))
    table.close(table.meta(one), first)
    table.close(table.meta(one), replace(first, status=ReviewStatus.DELIVERED))
    assert table.rows[one, "REVIEW#001"]["status"] == "closed"


def test_an_answer_to_a_request_that_a_reminder_replaced_changes_nothing() -> None:
    table = MemoryOnboarding()
    one = table.put(application())["application_id"]
    first = Request(number=1, task_token="first")
    table.ask(one, replace(first, task_token="second"))
    table.answering(one, first)
    assert table.case(one).requests == [replace(first, task_token="second")]


def test_a_case_that_is_not_there_is_said_to_be_none() -> None:
    table = MemoryOnboarding()
    with pytest.raises(ApplicationNotFound, match="nobody-1"):
        table.case("nobody-1")
    with pytest.raises(ApplicationNotFound, match="no submission 2"):
        table.case(table.put(application())["application_id"]).submission(2)
