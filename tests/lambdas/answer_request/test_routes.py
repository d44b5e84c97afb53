"""Each route of the API, with a bank in memory behind it."""

import time
from typing import Any
from unittest.mock import Mock
from urllib.parse import urljoin

import pytest
from botocore.exceptions import ClientError

from lambdas.answer_request.handler import HANDLERS
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import Role
from lambdas.shared.access.routes import ROUTES
from lambdas.shared.accounts import fingerprints
from lambdas.shared.cases import facts, operations, record
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Request, Upload, submitter_of
from lambdas.shared.cases.vouched import LOOK
from lambdas.shared.onboardings import review_claims
from lambdas.shared.reviews import rules
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.function import logger
from lambdas.shared.runtime.people import Person
from lambdas.shared.runtime.policies import policy
from tests.api import Api, Reply, event
from tests.applications import application

REVIEWER, SENIOR, AUDITOR, OPERATOR = Role.REVIEWER, Role.SENIOR_REVIEWER, Role.AUDITOR, Role.OPERATOR


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    return Api(monkeypatch, "token")


def looks(api: Api, one: str) -> list[tuple[str, str]]:
    return [(row["by"], row["what"]) for row in api.table.starting(one, LOOK)]


def test_every_handler_is_a_route_and_says_what_it_does() -> None:
    assert HANDLERS.keys() <= {route.operation for route in ROUTES}
    assert all(one.__doc__ for one in HANDLERS.values())


def test_what_is_logged_of_a_request_has_its_id(api: Api) -> None:
    api.submit(application())
    assert logger.get_correlation_id() == "request-1"


def test_an_application_is_submitted_once_however_often_it_is_sent(api: Api) -> None:
    made = application()
    first, again = api.submit(made), api.submit(made)
    assert first.status == 201
    for root in (
        "https://kyc.bank.example",
        "https://api.example/v1",
        "http://localhost/restapis/a1/v1/_user_request_",
    ):
        made_at = urljoin(f"{root}/applications", first.headers["Location"])
        assert made_at == f"{root}/applications/{made['application_id']}"
    assert (again.status, again.body) == (201, first.body)
    assert api.states.started == [made["application_id"]]
    [submitter] = api.table.case(made["application_id"]).submitters
    assert (submitter.name, submitter.principal) == ("branch-12", "token:branch-12")


def test_a_key_is_of_one_subject_and_one_body(api: Api) -> None:
    made = application()
    api.submit(made, key="key-00001")
    other = api.submit(application(), key="key-00001")
    assert (other.status, other.body["type"]) == (422, "urn:kyc:key-reused")
    assert api.submit(application(), "branch-13", key="key-00001").status == 201


def test_a_request_that_is_being_worked_on_is_not_begun_again(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    made, start, meanwhile = application(), api.states.start_execution, list[int]()

    def slowly(**named: Any) -> Any:
        meanwhile.append(api.submit(made).status)
        return start(**named)

    monkeypatch.setattr(api.states, "start_execution", slowly)
    assert api.submit(made).status == 201
    assert (meanwhile, api.states.started) == ([409], [made["application_id"]])


def test_a_request_that_failed_or_died_is_continued(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    made = application()
    with monkeypatch.context() as patch:
        throttled = ClientError({"Error": {"Code": "ThrottlingException"}}, "StartExecution")
        patch.setattr(api.states, "start_execution", Mock(side_effect=throttled))
        late = api.submit(made)
    assert (late.status, late.headers["Retry-After"]) == (503, "1")
    assert api.submit(made).status == 201  # at once
    [(key, row)] = api.requests.rows.items()
    api.requests.rows[key] = row | {"status": "running", "until": 1}  # as if it had died, and long ago
    assert api.submit(made).status == 201
    api.requests.rows[key] = row | {"status": "running", "until": int(time.time()) + 20}
    assert api.submit(made).status == 409


def test_the_id_of_another_application_is_taken(api: Api) -> None:
    made = application()
    api.submit(made)
    assert api.submit(made | {"product": "savings_account"}, key="another-key").status == 409


def test_an_application_that_does_not_keep_its_schema_is_named_field_by_field(api: Api) -> None:
    made = application(applicant={"birth_date": "<script>"}) | {"surprise": 1}
    refused = api.submit(made)
    assert (refused.status, refused.body["title"]) == (422, "Unprocessable Entity")
    assert {"field": "applicant.birth_date", "rule": "must be a date as YYYY-MM-DD"} in refused.body["errors"]
    assert "script" not in refused.text
    assert "surprise" not in refused.text


def test_a_submitter_sees_its_own_applications_and_nothing_of_what_was_found(api: Api) -> None:
    mine, other = application(), application()
    api.submit(mine)
    api.submit(other, "branch-13")
    listed = api.call("GET", "/applications").body["applications"]
    assert [row["application_id"] for row in listed] == [mine["application_id"]]
    assert listed[0].keys() == {"application_id", "status", "submitted_at", "updated_at", "age_seconds"}
    read = api.call("GET", f"/applications/{mine['application_id']}").body
    assert read.keys() == {*listed[0], "evidence", "asked"}
    for path in ("", "/timeline", "/workflow", "/documents/selfie"):
        assert api.call("GET", f"/applications/{other['application_id']}{path}").status == 404
    assert len(api.call("GET", "/applications", "eva", REVIEWER).body["applications"]) == 2


def test_a_list_goes_on_page_by_page_and_its_cursor_is_the_callers_own(api: Api) -> None:
    made = [application()["application_id"] for _ in range(5)]
    for one in made:
        api.submit(application(application_id=one))
    found, cursor = list[str](), dict[str, str]()
    while True:
        page = api.call("GET", "/applications", "eva", REVIEWER, query={"limit": "2"} | cursor).body
        assert len(page["applications"]) <= 2
        found += [row["application_id"] for row in page["applications"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert sorted(found) == sorted(made)
    for subject, query in (
        ("max", cursor),
        ("eva", cursor | {"status": "running"}),
        ("eva", {"cursor": "a" * 720}),
    ):
        refused = api.call("GET", "/applications", subject, REVIEWER, query={"limit": "2"} | query)
        assert refused.status == 400, query


def test_a_submitter_lists_its_own_however_many_others_there_are_and_the_latest_first(api: Api) -> None:
    mine = []
    for number in range(30):
        made = application()
        api.submit(made, "branch-12" if number % 10 == 0 else "branch-13")
        at = {"submitted_at": f"2026-01-01T10:00:{number:02d}.000Z"}
        api.table.update(made["application_id"], "META", at | ({"status": "declined"} if number == 10 else {}))
        mine += [made["application_id"]] if number % 10 == 0 else []
    found, cursor = list[list[str]](), dict[str, str]()
    while cursor is not None:
        page = api.call("GET", "/applications", query={"limit": "2"} | cursor).body
        found.append([row["application_id"] for row in page["applications"]])
        cursor = page["next"] and {"cursor": page["next"]}
    assert found == [[mine[2], mine[1]], [mine[0]]]
    declined = api.call("GET", "/applications", query={"status": "declined"}).body["applications"]
    assert [row["application_id"] for row in declined] == [mine[1]]


def test_who_writes_into_the_index_of_submitters_sees_nothing_more_and_is_found_out(api: Api) -> None:
    other, meta = str(api.submit(application(), "branch-13").body["application_id"]), "META"
    api.table.update(other, meta, {"submitter": submitter_of(Person("branch-12", "token:branch-12"))})
    assert api.call("GET", "/applications").body["applications"] == []
    assert any("META says submitter" in said for said in facts.problems(api.table.case(other)))


def test_reading_personal_data_is_an_entry_that_changes_no_evidence(api: Api) -> None:
    one = api.under_review(application())
    before = rules.evidence(api.table.case(one))
    plain = api.call("GET", f"/applications/{one}", "eva", REVIEWER)
    assert looks(api, one) == []
    assert all("details" not in step for step in plain.body["steps"])
    full = api.call("GET", f"/applications/{one}", "eva", REVIEWER, query={"details": "true"})
    assert all("details" in step for step in full.body["steps"])
    assert looks(api, one) == [("eva", "read_application")]
    assert (full.etag, rules.evidence(api.table.case(one))) == (f'"{before}"', before)
    assert api.table.case(one).is_whole


def test_who_asks_for_details_sees_what_was_submitted_and_what_each_submission_changed(api: Api) -> None:
    made = application()
    one = str(api.submit(made).body["application_id"])
    api.table.ask(one, Request(number=2, task_token="token", parts=("explanation",)))
    api.table.update(one, "META", {"status": "awaiting_documents", "awaits": 2})
    seen = {"If-Match": api.call("GET", f"/applications/{one}").etag}
    changed = made | {"explanation": "I married.", "applicant": made["applicant"] | {"family_name": "Otherwise"}}
    assert api.call("PUT", f"/applications/{one}", body=changed, headers=seen).status == 200
    assert {"application", "submissions"}.isdisjoint(api.call("GET", f"/applications/{one}", "eva", REVIEWER).body)
    found = api.call("GET", f"/applications/{one}", "eva", REVIEWER, query={"details": "true"}).body
    assert found["application"] == changed
    first, second = found["submissions"]
    assert (first["changed"], first["by"], second["attempt"]) == ([], "branch-12", 2)
    assert second["changed"] == [
        {"field": "applicant.family_name", "before": made["applicant"]["family_name"], "now": "Otherwise"},
        {"field": "explanation", "before": None, "now": "I married."},
    ]
    assert {"application", "submissions"}.isdisjoint(
        api.call("GET", f"/applications/{one}", query={"details": "true"}).body
    )
    alert = api.call(
        "GET", f"/applications/{api.alerted('branch-12')}", "eva", REVIEWER, query={"details": "true"}
    ).body
    assert (alert["application"], alert["submissions"]) == (None, [])


def test_staff_see_which_applications_have_the_same_document_or_person(api: Api) -> None:
    both, person = (str(api.submit(application()).body["application_id"]) for _ in range(2))
    api.table.update(person, "META", {"status": "onboarded"})
    one = str(api.submit(application()).body["application_id"])
    met = {"claimed_by": {"document": [both], "person": [both, person, "never-there"]}}
    api.table.add_evidence(
        one, "find_duplicate_customer", "run", Evidence({"verdict": "review"}, details=met), timestamp()
    )
    assert api.call("GET", f"/applications/{one}", "eva", REVIEWER).body["earlier"] == [
        {"application_id": both, "status": "running", "shares": ["document", "person"]},
        {"application_id": person, "status": "onboarded", "shares": ["person"]},
    ]
    assert api.call("GET", f"/applications/{both}", "eva", REVIEWER).body["earlier"] == []
    assert "earlier" not in api.call("GET", f"/applications/{one}").body


def test_an_application_is_found_by_its_very_document_or_person_and_who_searched_is_kept(api: Api) -> None:
    made = application(applicant={"given_names": "Eva", "family_name": "Müller", "birth_date": "1984-08-12"})
    one, other = str(api.submit(made).body["application_id"]), str(api.submit(application()).body["application_id"])
    marks = fingerprints.fingerprints(made, b"key")
    for kind, claimants in (("document", [one]), ("person", [one, other])):
        assert api.customers.transact(api.customers.claim(kind, marks[kind], claimants, []))
    api.table.update(other, "META", {"status": "onboarded", "submitted_at": "2026-01-01T10:00:00.000Z"})

    def search(subject: str, role: Role, **body: Any) -> Reply:
        return api.call("POST", "/searches", subject, role, body=body)

    document = {"issuing_country": made["document"]["issuing_country"], "number": made["document"]["number"].lower()}
    found = search("eva", REVIEWER, document=document)
    assert [(row["application_id"], row["status"]) for row in found.body["applications"]] == [(one, "running")]
    person = {"family_name": "MUELLER EVA", "birth_date": "1984-08-12"}
    by_person = search("ada", AUDITOR, person=person)
    assert [row["application_id"] for row in by_person.body["applications"]] == [one, other]
    assert search("eva", SENIOR, person=person | {"birth_date": "1984-08-13"}).body == {"applications": []}
    kept = [(entry["principal"], entry["what"]) for entry in record.entries(api.table.items(operations.PARTITION))]
    assert kept[:2] == [
        ("token:eva", f"search document {marks['document']}"), ("token:ada", f"search person {marks['person']}")
    ]  # fmt: skip
    assert len(kept) == 3
    assert "MUELLER" not in str(api.table.rows)
    for body in ({}, {"document": document, "person": person}):
        refused = search("eva", REVIEWER, **body)
        assert refused.body["errors"] == [
            {"field": "(the whole)", "rule": "must be a document or a person, one of the two"}
        ]  # fmt: skip
    assert [search(role, role, person=person).status for role in (Role.SUBMITTER, OPERATOR)] == [403, 403]


def test_a_corrected_application_answers_what_was_asked(api: Api) -> None:
    made = application()
    one = made["application_id"]
    api.submit(made)
    api.table.ask(one, Request(number=2, task_token="token", parts=("explanation",), question="Why?"))
    api.table.update(one, "META", {"status": "awaiting_documents", "awaits": 2})
    seen = api.call("GET", f"/applications/{one}")
    assert (seen.body["asked"]["parts"], seen.body["asked"]["question"]) == (["explanation"], "Why?")
    put: Any = {"body": made | {"explanation": "I married."}, "headers": {"If-Match": seen.etag}}
    assert api.call("PUT", "/applications/another-1", **put).status == 404
    assert api.call("PUT", f"/applications/{one}", **put).status == 200
    assert api.table.meta(one).attempts == 2
    assert api.call("PUT", f"/applications/{one}", **put).status == 412
    assert api.call("PUT", f"/applications/{one}", body=put["body"]).status == 428


def test_a_decision_is_the_subjects_and_seniority_is_the_tokens(api: Api) -> None:
    one = api.under_review(application(), rating="high")
    pending = api.decide(one, "eva", REVIEWER, reason="RISK_ACCEPTED")
    assert (pending.status, pending.body["status"], pending.body["two_people"]) == (200, "pending", True)
    again = api.decide(one, "max", REVIEWER, reason="RISK_ACCEPTED")
    assert (again.status, again.body["type"]) == (403, "urn:kyc:not-allowed")
    assert "must be senior" in again.body["detail"]
    decided = api.decide(one, "max", SENIOR, reason="RISK_ACCEPTED")
    assert decided.body["status"] == "decided"
    people = [(made["reviewer"], made["principal"], made["senior"]) for made in decided.body["decisions"]]
    assert people == [("eva", "token:eva", False), ("max", "token:max", True)]


def test_who_submitted_decides_nothing_and_who_saw_other_evidence_neither(api: Api) -> None:
    one = api.under_review(application())
    both = (Role.SUBMITTER, REVIEWER)
    assert api.decide(one, "branch-12", *both).status == 403
    assert api.decide(one, "eva", etag=f'"{"0" * 64}"').status == 412
    for field in ("reviewer", "senior", "evidence", "principal"):
        assert api.decide(one, "eva", **{field: "max"}).status == 422


def test_reviewers_claim_one_case_each(api: Api) -> None:
    first, second = api.under_review(application()), api.under_review(application())
    eva = api.call("POST", "/reviews/next", "eva", REVIEWER, body={})
    assert eva.body["review"]["application_id"] in (first, second)
    again = api.call("POST", "/reviews/next", "eva", REVIEWER, body={}).body["review"]
    assert again["application_id"] == eva.body["review"]["application_id"]
    other = api.call("POST", "/reviews/next", "max", REVIEWER, body={"queue": "possible match"}).body["review"]
    assert {eva.body["review"]["application_id"], other["application_id"]} == {first, second}
    assert api.call("POST", "/reviews/next", "zoe", REVIEWER, body={}).body == {"review": None, "until": None}
    assert all(row["claimed"] for row in api.call("GET", "/reviews", "zoe", REVIEWER).body["reviews"])
    claimed = eva.body["review"]["application_id"]
    assert api.call("DELETE", f"/reviews/{claimed}/claim", "max", REVIEWER).status == 409
    assert api.call("DELETE", f"/reviews/{claimed}/claim", "eva", REVIEWER).status == 204
    assert api.call("POST", "/reviews/next", "zoe", REVIEWER, body={}).body["review"]["application_id"] == claimed


def test_a_reviewer_claims_the_very_case_that_nobody_else_works_on(api: Api) -> None:
    first, second = api.under_review(application()), api.under_review(application())

    def claim(one: str, subject: str, *roles: Role) -> Reply:
        return api.call("POST", "/reviews/next", subject, *(roles or [REVIEWER]), body={"application_id": one})

    found = claim(second, "eva").body
    assert (found["review"]["application_id"], found["review"]["mine"], found["review"]["claimed_by"]) == (
        second,
        True,
        "eva",
    )
    assert found["review"]["claimed_until"] == found["until"]
    assert claim(second, "eva").status == 200
    assert (held := claim(second, "max")).status == 409
    assert held.body["type"] == "urn:kyc:held-by-another"
    assert (own := claim(first, "branch-12")).status == 403
    assert own.body["type"] == "urn:kyc:may-not-decide"
    api.table.update(first, "META", {"status": "onboarded"})
    assert claim(first, "eva").body["type"] == "urn:kyc:not-waiting"
    running = str(api.submit(application()).body["application_id"])
    assert (claim(running, "eva").status, claim("nobody-1", "eva").status) == (409, 404)
    both = api.call("POST", "/reviews/next", "eva", REVIEWER, body={"application_id": second, "queue": "senior"})
    assert (both.status, both.body["errors"][0]["field"]) == (422, "queue")


def test_a_list_says_who_works_on_each_case_and_is_chosen_by_it(api: Api) -> None:
    mine, others, free = (api.under_review(application()) for _ in range(3))
    for one, subject in ((mine, "eva"), (others, "auth0|12345")):
        assert api.call("POST", "/reviews/next", subject, REVIEWER, body={"application_id": one}).status == 200

    def listed(**query: str) -> dict[str, Any]:
        page = api.call("GET", "/reviews", "eva", REVIEWER, query=query).body
        return {row["application_id"]: row for row in page["reviews"]}

    rows = listed()
    assert {one: (row["claimed"], row["mine"], row["claimed_by"]) for one, row in rows.items()} == {
        mine: (True, True, "eva"), others: (True, False, "auth0|12345"), free: (False, False, None)
    }  # fmt: skip
    assert rows[free]["claimed_until"] is None
    assert [set(listed(claimed=one)) for one in ("mine", "nobody", "anyone")] == [{mine}, {free}, {mine, others}]
    ended = {"until": "2026-01-01T00:00:00.000Z"}
    api.table.update(mine, "CLAIM#001", ended)
    assert set(listed(claimed="nobody")) == {mine, free}
    assert api.call("GET", "/reviews", "eva", REVIEWER, query={"claimed": "others"}).status == 422


def test_the_next_case_is_the_one_due_first_and_on_one_day_the_riskiest(api: Api) -> None:
    due = [
        ("2026-12-02T08:00:00.000Z", "high"),
        ("2026-12-01T23:00:00.000Z", "low"),
        ("2026-12-01T22:00:00.000Z", "medium"),
        ("2026-12-01T23:30:00.000Z", "medium"),
        ("2026-12-01T23:59:00.000Z", "high"),
        (None, "high"),
    ]
    made = [api.under_review(application(), due_at=due_at, rating=rating) for due_at, rating in due]
    claimed = []
    for number in range(len(made)):
        found = api.call("POST", "/reviews/next", f"reviewer-{'abcdef'[number]}", REVIEWER, body={}).body["review"]
        claimed.append(made.index(found["application_id"]))
    assert claimed == [4, 2, 3, 1, 0, 5]


def test_who_has_decided_leaves_the_case_to_the_second_person(api: Api) -> None:
    one = api.under_review(application(), rating="high")
    assert api.call("POST", "/reviews/next", "eva", REVIEWER, body={}).body["review"]["application_id"] == one
    assert api.decide(one, "eva", REVIEWER, reason="RISK_ACCEPTED").body["status"] == "pending"
    assert api.call("POST", "/reviews/next", "max", SENIOR, body={}).body["review"]["application_id"] == one


def test_reviewers_list_what_waits_page_by_page_and_read_no_more_than_a_page(api: Api) -> None:
    made = [api.under_review(application(), queue=queue) for queue in ("possible match", "identity doubt") * 3]
    found, cursor = list[str](), dict[str, str]()
    while True:
        api.table.reads.clear()
        page = api.call("GET", "/reviews", "eva", REVIEWER, query={"limit": "2"} | cursor).body
        assert len(page["reviews"]) <= 2
        assert api.table.reads.count("") <= 2  # cases that are read whole
        found += [row["application_id"] for row in page["reviews"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert sorted(found) == sorted(made)
    refused = api.call("GET", "/reviews", "max", REVIEWER, query={"limit": "2"} | cursor)
    assert (refused.status, refused.body["errors"][0]["field"]) == (400, "cursor")


def test_however_many_cases_others_work_on_there_is_another_one(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_claims, "_MOST_READ", 1)
    made = {api.under_review(application()) for _ in range(3)}
    for subject in ("eva", "max", "zoe"):
        claimed = api.call("POST", "/reviews/next", subject, REVIEWER, body={}).body["review"]
        made.remove(claimed["application_id"])
    assert made == set()


def test_staff_see_and_choose_the_queue_in_which_an_application_waits(api: Api) -> None:
    one, other = api.under_review(application()), api.under_review(application())
    api.table.update(one, "META", {"queue": "senior"})
    api.table.update(other, "META", {"queue": "senior", "status": "onboarded"})
    rows = api.call("GET", "/applications", "eva", REVIEWER).body["applications"]
    assert {row["application_id"]: row["queue"] for row in rows} == {one: "senior", other: None}
    senior = api.call("GET", "/applications", "eva", REVIEWER, query={"queue": "senior"}).body["applications"]
    assert [row["application_id"] for row in senior] == [one]
    for subject, role, queue in (("eva", REVIEWER, "nothing"), ("branch-12", Role.SUBMITTER, "senior")):
        refused = api.call("GET", "/applications", subject, role, query={"queue": queue})
        assert (refused.status, refused.body["errors"][0]["field"]) == (422, "queue")


def test_a_submitter_claims_no_case_of_its_own(api: Api) -> None:
    api.under_review(application())
    assert api.call("POST", "/reviews/next", "branch-12", REVIEWER, body={}).body["review"] is None
    assert api.call("GET", "/reviews", "eva", REVIEWER, query={"queue": "no such queue"}).status == 422


def test_pictures_are_sent_only_while_they_are_asked_for(api: Api) -> None:
    made = application()
    one = api.submit(made).body["application_id"]
    asked = {"selfie": {"media_type": "image/png", "bytes": 9}}
    applicant = Caller(f"applicant:{one}", frozenset({Role.APPLICANT}), one)
    path = f"/applications/{one}/documents"
    before = [api.send(event("POST", path, applicant, asked))]
    api.table.update(one, "META", {"status": "awaiting_review"})
    before.append(api.send(event("POST", path, applicant, asked)))
    assert {(reply.status, reply.text) for reply in before} == {(409, before[0].text)}
    api.table.ask(one, Request(number=1, pictures=("selfie",)))
    api.table.update(one, "META", {"status": "awaiting_documents", "awaits": 1})
    sent = api.send(event("POST", path, applicant, asked))
    assert (sent.status, sent.body["selfie"]["headers"]["Content-Type"]) == (201, "image/png")
    other = Caller("applicant:demo-1", frozenset({Role.APPLICANT}), "demo-1")
    assert api.send(event("POST", path, other, asked)).status == 404
    picture = Upload(
        attempt=1, picture="selfie", key=f"{one}/1/selfie", version="v", media_type="image/png", sequencer="1"
    )
    case_pictures.let_count(api.table, one, picture)
    seen = api.call("GET", f"{path}/selfie", "eva", REVIEWER)
    assert (seen.status, seen.body["expires_in"]) == (200, 60)
    assert looks(api, one) == [("eva", "read_document")]
    assert api.call("GET", f"{path}/document_front", "eva", REVIEWER).status == 404


def test_the_timeline_and_the_workflow_show_a_submitter_nothing_that_was_found(api: Api) -> None:
    one = api.under_review(application())
    staff = api.call("GET", f"/applications/{one}/timeline", "eva", REVIEWER).body["entries"]
    mine = api.call("GET", f"/applications/{one}/timeline").body["entries"]
    assert [line["what"] for line in mine] == ["APPLICATION#001"]
    assert {"score_risk", "review_requested"} <= {line["what"] for line in staff}
    api.table.update(one, "META", {"execution_arn": f"arn:execution:kyc-onboarding:{one}"})
    [mine] = api.call("GET", f"/applications/{one}/workflow").body["machines"]
    [seen] = api.call("GET", f"/applications/{one}/workflow", "eva", REVIEWER).body["machines"]
    assert (mine["states"], [state["name"] for state in seen["states"]]) == ([], ["Validate application"])


def test_an_auditor_reads_the_record_and_the_look_is_in_it(api: Api) -> None:
    one = api.under_review(application())
    found = api.call("GET", f"/applications/{one}/decision-record", "ada", AUDITOR).body
    assert (found["record"]["application_id"], found["problems"]) == (one, [])
    assert found["record"]["entries"][-1]["by"] == "ada"
    assert api.decide(one, "ada", AUDITOR, etag=f'"{"0" * 64}"').status == 403


def test_a_sealed_record_that_is_gone_is_not_merely_unknown(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = Mock(heads={"gone-1": {}}, day="2026-11-25")
    monkeypatch.setattr("lambdas.shared.cases.seals.SealBucket.latest", lambda *_: seal)
    gone = api.call("GET", "/applications/gone-1/decision-record", "ada", AUDITOR)
    assert (gone.status, gone.body["type"]) == (410, "urn:kyc:missing-record")
    assert api.call("GET", "/applications/never-1/decision-record", "ada", AUDITOR).status == 404
    assert looks(api, "gone-1") == looks(api, "never-1") == []


def test_operators_begin_runs_under_their_own_name(api: Api) -> None:
    refresh = api.call("POST", "/watchlists/refresh", "olga", OPERATOR, body={})
    watchdog = api.call("POST", "/watchdog", "olga", OPERATOR)
    assert (refresh.status, watchdog.status) == (202, 202)
    (_, refreshed), (_, watched) = api.functions.called
    assert refreshed == {
        "run": refresh.body["run"], "asked_by": "olga", "principal": "token:olga", "accept": []
    }  # fmt: skip
    assert watched == {"run": watchdog.body["run"], "asked_by": "olga"}


def test_that_a_list_is_smaller_is_accepted_by_two_operators(api: Api) -> None:
    seen, later = f"ofac:{'0a' * 16}", f"ofac:{'0b' * 16}"
    accept = {"accept": [seen]}
    for subject, body in (
        ("olga", accept),
        ("olga", accept),
        ("omar", {"accept": [seen, later]}),
        ("omar", {"accept": [later]}),
    ):
        assert api.call("POST", "/watchlists/refresh", subject, OPERATOR, body=body).body["run"] is None
    assert api.functions.called == []
    begun = api.call("POST", "/watchlists/refresh", "omar", OPERATOR, body=accept).body
    assert begun["asked_by"] == ["olga", "omar"]
    [(_, event_of_it)] = api.functions.called
    assert (event_of_it["accept"], event_of_it["asked_by"]) == ([seen], "omar")
    unknown = api.call("POST", "/watchlists/refresh", "olga", OPERATOR, body={"accept": [f"nothing:{'0a' * 16}"]})
    assert (unknown.status, [one["field"] for one in unknown.body["errors"]]) == (422, ["accept"])
    assert "nothing" not in unknown.text
    bare = api.call("POST", "/watchlists/refresh", "olga", OPERATOR, body={"accept": ["ofac"]})
    assert bare.status == 422


@pytest.mark.parametrize("subject", ["auth0|12345", "10769150350006150715", "\u03b5\u03c5\u03b1@bank", "x" * 200])
def test_a_subject_that_is_no_name_acts_too_and_is_compared_by_itself(api: Api, subject: str) -> None:
    made = application()
    assert api.submit(made, subject).status == 201
    [submitter] = api.table.case(made["application_id"]).submitters
    assert submitter.principal == f"token:{subject}"
    assert api.call("GET", f"/applications/{made['application_id']}", subject).status == 200
    assert api.call("GET", f"/applications/{made['application_id']}", f"{subject}1").status == 404
    one = api.under_review(application())
    assert api.decide(one, subject, REVIEWER).body["status"] == "decided"


def test_everybody_learns_who_they_are_and_that_the_api_answers(api: Api) -> None:
    me = api.call("GET", "/me", "eva", SENIOR, REVIEWER)
    assert me.body == {"subject": "eva", "roles": ["reviewer", "senior_reviewer"], "application_id": None}
    assert api.send(event("GET", "/health", None)).text == '{"status": "ok"}\n'


def test_staff_read_the_words_of_the_policies_and_applicants_do_not(api: Api) -> None:
    found = api.call("GET", "/words", "olga", OPERATOR)
    assert found.headers["Cache-Control"] == "private, max-age=300"
    words = found.body
    assert words["queues"][-1] == policy("review")["escalation_queue"]
    assert words["decisions"] == policy("review")["decisions"]
    assert {one: [*codes] for one, codes in words["alert_decisions"].items()} == {
        "approved": ["FALSE_POSITIVE"], "declined": ["TRUE_MATCH"]
    }  # fmt: skip
    assert words["application"]["product"] == ["current_account", "savings_account", "premium_account"]
    assert "cash_intensive_business" in words["application"]["applicant.occupation"]
    assert not any(place.startswith("sandbox") for place in words["application"])
    one = Caller("applicant:demo-1", frozenset({Role.APPLICANT}), "demo-1")
    assert api.send(event("GET", "/words", one)).status == 403


@pytest.mark.parametrize("route", [one for one in ROUTES if one.operation in HANDLERS], ids=lambda one: one.operation)
def test_each_role_reaches_its_routes_and_no_other(api: Api, route: Any) -> None:
    path = (
        route.path.replace("{id}", "demo-1")
        .replace("{entry}", "ofac-1")
        .replace("{picture}", "selfie")
        .replace("{name}", "webhooks")
    )
    for role in Role:
        caller = Caller("eva", frozenset({role}), "demo-1" if role is Role.APPLICANT else None)
        status = api.send(event(route.method, path, caller, {"application_id": "demo-1"})).status
        assert (status == 403) == (not route.is_open_to([role])), role
    unknown = api.send(event(route.method, path, None))
    assert (unknown.status == 401) == (not route.public)


def test_dead_letters_go_back_once_two_operators_ask_for_it(api: Api) -> None:
    [queue] = api.call("GET", "/queues", "olga", OPERATOR).body["queues"]
    assert (queue["name"], queue["dead"]) == ("webhooks", 2)
    for _ in range(2):
        asked = api.call("POST", "/queues/webhooks/redrive", "olga", OPERATOR).body
        assert asked == {"sent": None, "asked_by": ["olga"]}
    assert api.call("POST", "/queues/nothing/redrive", "omar", OPERATOR).status == 404
    assert api.call("POST", "/queues/webhooks/redrive", "omar", OPERATOR).body == {
        "sent": 2, "asked_by": ["olga", "omar"]
    }  # fmt: skip
    assert api.sqs.messages == {"https://webhooks": ["one", "two"], "https://webhooks-dead": []}
    assert api.call("POST", "/queues/webhooks/redrive", "olga", OPERATOR).body["sent"] is None
    kept = record.entries(api.table.items(operations.PARTITION))
    assert [one["by"] for one in kept] == ["olga", "olga", "omar", "olga"]
    assert {one["what"] for one in kept} == {"redrive webhooks"}
    assert list(record.problems(kept, api.table.head(operations.PARTITION))) == []


def test_whoever_is_refused_is_logged_by_the_subject_and_never_by_a_token(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caller, headers = Caller("eva", frozenset({REVIEWER})), {"Authorization": "Bearer secret"}
    caplog.set_level("INFO", logger="kyc")
    for path in ("/queues", f"/applications/{api.under_review(application())}/decision-record"):
        assert api.send(event("GET", path, caller, headers=headers)).status == 403
    refused = [vars(record) for record in caplog.records if record.getMessage() == "refused"]
    assert [(one["subject"], one["status"], one["operation"]) for one in refused] == [
        ("eva", 403, "list_queues"),
        ("eva", 403, "read_decision_record"),
    ]
    assert "secret" not in str(refused)
