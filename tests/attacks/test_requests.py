"""Bad requests and attacks on the API, as the function behind the gateway meets them."""

from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.access import applicant_tokens
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import Role
from lambdas.shared.accounts.customers import customer_id
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Request, RequestStatus
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.vouched import LOOK
from lambdas.shared.documents.pictures import PICTURES
from lambdas.shared.monitoring.alerts import case_id
from lambdas.shared.onboardings import pages
from lambdas.shared.runtime.clock import timestamp
from tests.api import Api, Reply, event, resource
from tests.applications import application
from tests.hostile import HOSTILE, MARK, Hostile
from tests.monitoring import hit

SUBMITTER = Caller("branch-12", frozenset({Role.SUBMITTER}))
EVERY_ROLE = Caller("eva", frozenset(Role) - {Role.APPLICANT})


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    made = Api(monkeypatch, "token")
    made.submit(application(application_id="somebody-elses-1"), "branch-13")
    return made


def as_the_gateway(hostile: Hostile, caller: Caller = SUBMITTER) -> dict[str, Any]:
    """Its event, with the bytes of the body as text, and the path decoded once."""
    path = unquote(hostile.path)
    made = event(hostile.method, path, caller, headers=hostile.headers, query=hostile.query)
    body = None if hostile.body is None else hostile.body.decode("utf-8", "replace")
    return made | {"body": body, "resource": resource(path)}


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: one.name)
def test_a_hostile_request_is_refused_and_nothing_of_it_repeated(api: Api, hostile: Hostile) -> None:
    before = dict(api.table.rows), list(api.states.started)
    reply = api.send(as_the_gateway(hostile))
    assert reply.status in hostile.statuses, reply.text
    assert MARK not in reply.text
    assert all("\n" not in value for value in reply.headers.values())
    assert (dict(api.table.rows), api.states.started) == before


def test_a_body_may_be_told_in_base64_and_is_read_by_the_same_rules(api: Api) -> None:
    given = as_the_gateway(HOSTILE[0])
    for body, status in (("////", 400), ("!", 400), ("e30=", 422)):
        assert api.send(given | {"body": body, "isBase64Encoded": True}).status == status


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/json; charset=utf-8", 422),
        ('Application/JSON;charset="UTF-8"', 422),
        ("application/json; charset=utf-16", 415),
        ("application/json; charset=latin-1", 415),
        ("application/json; profile=x", 415),
        ("application/json, text/html", 415),
        ("application/jsonp", 415),
    ],
)
def test_a_body_is_json_in_utf_8_or_none(api: Api, media_type: str, status: int) -> None:
    made = event("POST", "/reviews/next", EVERY_ROLE, {"surprise": 1}, {"Content-Type": media_type})
    assert api.send(made).status == status


def test_a_header_or_a_parameter_that_is_given_twice_is_refused(api: Api) -> None:
    made = event("GET", "/applications", SUBMITTER)
    assert api.send(made | {"multiValueQueryStringParameters": {"limit": ["1", "2"]}}).status == 400
    twice = {"Content-Type": ["application/json"], "If-Match": ['"a"', '"b"']}
    put = event("PUT", "/applications/somebody-elses-1", SUBMITTER, application())
    assert api.send(put | {"multiValueHeaders": twice}).status == 400


@pytest.mark.parametrize(
    "matched", ["*", "abc", '"abc"', f'W/"{"0" * 64}"', f'"{"0" * 64}", "{"1" * 64}"', f'"{"0" * 8}"']
)
def test_evidence_is_named_whole_and_alone(api: Api, matched: str) -> None:
    one = api.under_review(application())
    assert api.decide(one, "eva", etag=matched).status == 400


def test_a_path_that_the_gateway_took_for_another_route_is_none(api: Api) -> None:
    """The authorizer has let the gateway's route in, so no other may be answered."""
    made = event("GET", "/reviews", EVERY_ROLE) | {"resource": "/me"}
    assert api.send(made).status == 404


def test_who_acts_is_nobody_whom_the_authorizer_did_not_name(api: Api) -> None:
    made = event("GET", "/me", SUBMITTER, headers={"Authorization": "Bearer eva", "X-Subject": "eva"})
    assert api.send(made).body["subject"] == "branch-12"
    for context in (
        {},
        {"subject": "eva"},
        {"subject": "eva", "roles": "king", "application": ""},
        {"subject": ["eva"]},
    ):
        made["requestContext"]["authorizer"] = context
        assert api.send(made).status == 401


def test_a_token_that_ended_while_the_gateway_kept_its_caller_is_named_so_and_logged_by_its_subject(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="kyc")
    reply = api.send(event("GET", "/me", replace(SUBMITTER, expires=1)))
    assert (reply.status, reply.body["type"]) == (401, "urn:kyc:token-ended")
    assert reply.body["detail"] == "Sign in again: your token has ended."
    assert [vars(one).get("subject") for one in caplog.records if one.getMessage() == "refused"] == ["branch-12"]


def test_a_name_that_looks_like_the_submitters_reads_none_of_its_applications(api: Api) -> None:
    for subject in ("branch-l3", "Branch-13", "branch 13", "br\u0430nch-13"):
        assert api.call("GET", "/applications/somebody-elses-1", subject).status == 404
        assert api.call("GET", "/applications", subject).body["applications"] == []


def test_a_monitoring_case_is_there_for_nobody_outside_the_staff(api: Api) -> None:
    """The tipping-off rule: neither who brought the customer nor the customer learns that a list has them."""
    one = api.alerted("branch-12")
    applicant = Caller(f"applicant:{one}", frozenset({Role.APPLICANT}), one)
    seen = {"If-Match": f'"{"0" * 64}"'}
    pictures = {"selfie": {"media_type": "image/png", "bytes": 9}}
    calls = [
        ("GET", "", SUBMITTER, None), ("GET", "/timeline", SUBMITTER, None), ("GET", "/workflow", SUBMITTER, None),
        ("GET", "/documents/selfie", SUBMITTER, None), ("GET", "/documents/selfie", applicant, None),
        ("POST", "/documents", SUBMITTER, pictures), ("POST", "/documents", applicant, pictures),
        ("POST", "/applicant-token", SUBMITTER, None), ("PUT", "", SUBMITTER, application()),
    ]  # fmt: skip
    for method, path, caller, body in calls:
        there, absent = (
            api.send(event(method, f"/applications/{name}{path}", caller, body, headers=seen))
            for name in (one, f"alert-{'0' * 32}")
        )
        assert (there.status, there.text) == (404, absent.text), path
    assert api.call("GET", "/applications").body["applications"] == []
    assert api.call("GET", f"/applications/{one}", "eva", Role.REVIEWER).status == 200


def test_no_application_takes_the_id_of_a_monitoring_case_before_or_after_it_begins(api: Api) -> None:
    """Once taken, the alert could not begin; and a refusal that told the two apart would tell of the alert."""
    one = case_id("customer-demo-1", ["branch-12"])
    before = api.submit(application(application_id=one))
    assert (before.status, before.body["errors"][0]["field"]) == (422, "application_id")
    assert "reserved for monitoring cases" in before.body["errors"][0]["rule"]
    assert api.alerted("branch-12") == one
    after = api.submit(application(application_id=one), key="another-key")
    assert (after.status, after.text) == (422, before.text)


def test_a_cursor_says_nothing_of_the_place_it_is_for(api: Api) -> None:
    for number in range(3):
        api.submit(application(application_id=f"mine-{'x' * 12 * number}{number}"))
        api.submit(application(application_id=f"somebody-elses-2{number}"), "branch-13")
    cursors = [
        api.call("GET", "/applications", "eva", Role.REVIEWER, query={"limit": str(limit)}).body["next"]
        for limit in (*range(1, 7), 1)
    ]
    assert len({*cursors}) == len(cursors)
    assert len({*map(len, cursors)}) == 1
    for one in cursors:
        assert b"mine" not in urlsafe_b64decode(one)
        assert b"somebody" not in urlsafe_b64decode(one)
        changed = ("b" if one[0] == "a" else "a") + one[1:]
        for other in (changed, one[:-4], one * 2):
            reply = api.call("GET", "/applications", "eva", Role.REVIEWER, query={"limit": "1", "cursor": other})
            assert reply.status in (400, 422)


@given(st.lists(st.booleans(), max_size=12), st.integers(1, 4), st.integers(1, 5))
def test_a_submitters_pages_are_those_of_a_bank_without_the_others(mine: list[bool], limit: int, read: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "_READ", read)
        patch.setattr(pages, "_READS", len(mine) + 2)
        crowded, alone = Api(patch), Api(patch)
        bodies = list[Any]()
        for made in (crowded, alone):
            patch.setattr("lambdas.answer_request.applications.bank", lambda made=made: made.bank)
            for number, is_mine in enumerate(mine):
                if is_mine or made is crowded:
                    made.submit(application(application_id=f"demo-{number}"), "branch-12" if is_mine else "branch-13")
            cursor, found = dict[str, str](), list[list[str]]()
            while True:
                page = made.call("GET", "/applications", query={"limit": str(limit)} | cursor).body
                found.append([row["application_id"] for row in page["applications"]])
                if page["next"] is None:
                    break
                cursor = {"cursor": page["next"]}
            bodies.append(found)
        assert bodies[0] == bodies[1]
        assert sorted(one for page in bodies[0] for one in page) == sorted(
            f"demo-{number}" for number, own in enumerate(mine) if own
        )


def test_a_submitter_does_not_choose_by_what_was_found(api: Api) -> None:
    for rating in ("low", "high"):
        assert api.call("GET", "/applications", query={"rating": rating}).status == 422
        assert api.call("GET", "/applications", "eva", Role.REVIEWER, query={"rating": rating}).status == 200


def test_a_whole_number_with_a_point_is_refused_by_its_field(api: Api) -> None:
    """3200.0 is another text than 3200, so the same application would be one with other content."""
    one = api.submit(application()).body["application_id"]
    body = '{"selfie": {"media_type": "image/png", "bytes": %s}}'
    for number in ("1.0", "1e1"):
        reply = api.call("POST", f"/applications/{one}/documents", body=body % number)
        assert (reply.status, reply.body["errors"][0]["field"]) == (422, "selfie.bytes")
    made = application(expected_activity={"purpose": "salary", "monthly_deposits_eur": 3200.0})
    assert api.submit(made).body["errors"][0]["field"] == "expected_activity.monthly_deposits_eur"


ASKED = st.lists(st.sampled_from(PICTURES), unique=True)


@given(ASKED, st.sampled_from(Status), st.sampled_from(RequestStatus), st.booleans())
def test_the_pictures_that_are_shown_as_asked_for_are_those_that_are_taken(
    pictures: list[str], status: Status, how_far: RequestStatus, uploads: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        made = Api(patch)
        patch.setattr(applicant_tokens, "issue", lambda one: f"token of {one}")
        one = str(made.submit(application(sandbox={"uploads": uploads})).body["application_id"])
        made.table.ask(one, Request(number=1, status=how_far, pictures=tuple(pictures), parts=("explanation",)))
        made.table.update(one, "META", {"status": status, "awaits": 1})
        asked = made.call("GET", f"/applications/{one}").body["asked"]
        for picture in PICTURES:
            sent = {picture: {"media_type": "image/png", "bytes": 9}}
            reply = made.call("POST", f"/applications/{one}/documents", body=sent)
            assert reply.status == (201 if picture in asked["pictures"] else 409), picture
        token = made.call("POST", f"/applications/{one}/applicant-token")
        assert token.status == (201 if asked["parts"] else 409)
        assert bool(asked["parts"]) == (status is Status.AWAITING_DOCUMENTS and how_far is RequestStatus.ASKED)


def test_nobody_gets_a_token_for_an_applicant_of_whom_nothing_is_asked(api: Api) -> None:
    one = str(api.submit(application()).body["application_id"])
    refused = api.call("POST", f"/applications/{one}/applicant-token")
    assert (refused.status, refused.body["type"]) == (409, "urn:kyc:not-waiting")


SECRETS = ("Secretly", "DE02120300000000202051", "Dear Secretly", "knows Secretly", "Where is Secretly?")


def test_personal_data_is_shown_to_whoever_asks_for_it_and_the_look_is_kept(api: Api) -> None:
    """Without ``details`` nothing that identifies somebody is in any answer, nor what anybody wrote of them."""
    at, found = timestamp(), Evidence({"verdict": "pass"}, details={"name": SECRETS[0]})
    one = api.under_review(application(applicant={"family_name": SECRETS[0]}), rating="high")
    api.table.add_evidence(one, "check_document", "run", found, at)
    api.table.add_message(one, "event-1", {"template": "welcome", "subject": "Welcome", "body": SECRETS[2]})
    account = {"application_id": one, "account_id": "account-1", "iban": SECRETS[1], "opened_at": at}
    api.customers.insert(customer_id(one), "ACCOUNT", account | {"product": "current_account", "status": "active"})
    api.table.ask(one, Request(number=2, parts=("explanation",), question=SECRETS[4]))
    decided = api.decide(one, "eva", Role.REVIEWER, reason="RISK_ACCEPTED", note=SECRETS[3])
    assert (decided.status, decided.body["status"]) == (200, "pending"), decided.text
    again = api.decide(one, "eva", Role.REVIEWER, reason="RISK_ACCEPTED", note=SECRETS[3])
    plain = api.call("GET", f"/applications/{one}", "eva", Role.REVIEWER)
    timeline = api.call("GET", f"/applications/{one}/timeline", "eva", Role.REVIEWER)
    waiting = api.call("GET", "/reviews", "eva", Role.REVIEWER)
    for reply in (decided, again, plain, timeline, waiting):
        assert [secret for secret in SECRETS if secret in reply.text] == [], reply.text
    assert api.table.starting(one, LOOK) == []
    whole = api.call("GET", f"/applications/{one}", "eva", Role.REVIEWER, query={"details": "true"})
    assert [secret for secret in SECRETS if secret not in whole.text] == []
    assert len(api.table.starting(one, LOOK)) == 1


def test_clearing_a_hit_repeats_no_name(api: Api) -> None:
    one = api.under_review(application())
    found = Evidence({"verdict": "review", "reasons": []}, details={"person": "0" * 64, "hits": [hit("ofac-1")]})
    api.table.add_evidence(one, "screen_sanctions", "run", found, timestamp())
    seen = api.call("GET", f"/applications/{one}", "eva", Role.REVIEWER)
    path, body = f"/applications/{one}/hits/ofac-1/clearing", {"reason": "FALSE_POSITIVE"}
    cleared = api.call("POST", path, "eva", Role.REVIEWER, body=body, headers={"If-Match": seen.etag})
    assert (cleared.status, cleared.body.get("by")) == (200, ["eva"]), cleared.text
    assert hit()["name_matched"] not in cleared.text


@contextmanager
def meanwhile(where: Any, name: str, other: Callable[[], Reply]) -> Iterator[list[Reply]]:
    """Just before this write of the one request, the ``other`` is made and answered."""
    replies, write = list[Reply](), getattr(where, name)

    def late(*arguments: Any, **named: Any) -> Any:
        setattr(where, name, write)
        replies.append(other())
        return write(*arguments, **named)

    setattr(where, name, late)
    yield replies


def test_what_no_policy_knows_is_refused_by_field_and_rule_and_not_repeated(api: Api) -> None:
    one = api.under_review(application())
    refused = api.decide(one, "eva", reason="MARK_OF_THE_CALLER")
    assert (refused.status, [part["field"] for part in refused.body["errors"]]) == (422, ["reason"])
    assert "DOCUMENTS_SEEN" in refused.body["errors"][0]["rule"]
    assert "MARK" not in refused.text
    asked = api.decide(one, "eva", decision="request_information", reason="MORE_INFORMATION", parts=[])
    assert asked.status == 422
    assert {part["field"] for part in asked.body["errors"]} <= {"reason", "parts"}


def test_a_picture_that_is_too_large_is_refused_by_field_and_limit(api: Api) -> None:
    one = api.submit(application()).body["application_id"]
    api.table.ask(one, Request(number=1, pictures=("selfie",)))
    api.table.update(one, "META", {"status": "awaiting_documents", "awaits": 1})
    for size in (10_000_001, 50_000_000, 10**30):
        picture = {"selfie": {"media_type": "image/png", "bytes": size}}
        refused = api.call("POST", f"/applications/{one}/documents", body=picture)
        assert refused.status == 422
        assert refused.body["errors"] == [{"field": "selfie.bytes", "rule": "must be 1 to 10000000"}]


def test_of_two_decisions_at_once_one_counts(api: Api) -> None:
    one = api.under_review(application())
    etag = api.call("GET", f"/applications/{one}", "eva", Role.REVIEWER).etag
    declined = {"decision": "declined", "reason": "NOT_PLAUSIBLE"}
    with meanwhile(api.table, "keep", lambda: api.decide(one, "max", etag=etag, **declined)) as replies:
        late = api.decide(one, "eva", etag=etag)
    assert (replies[0].status, late.status) == (200, 409)
    assert api.call("GET", f"/applications/{one}", "eva", Role.REVIEWER).body["review"]["decision"] == "declined"
    assert len(api.states.answers) == 1


def test_what_one_has_settled_and_not_delivered_yet_nobody_decides_otherwise(api: Api) -> None:
    one = api.under_review(application())
    etag = api.call("GET", f"/applications/{one}", "eva", Role.REVIEWER).etag
    declined = {"decision": "declined", "reason": "NOT_PLAUSIBLE"}
    with meanwhile(api.table, "decide", lambda: api.decide(one, "max", etag=etag, **declined)) as replies:
        first = api.decide(one, "eva", etag=etag)
    assert (first.status, replies[0].status) == (200, 409)
    assert [made["decision"] for made in first.body["decisions"]] == ["approved"]


def test_of_two_corrections_at_once_one_counts(api: Api) -> None:
    made = application()
    one = api.submit(made).body["application_id"]
    api.table.ask(one, Request(number=2, task_token="token", parts=("explanation",)))
    api.table.update(one, "META", {"status": "awaiting_documents", "awaits": 2})
    seen = {"If-Match": api.call("GET", f"/applications/{one}").etag}

    def correct(why: str) -> Reply:
        return api.call("PUT", f"/applications/{one}", body=made | {"explanation": why}, headers=seen)

    with meanwhile(api.table, "begin_attempt", lambda: correct("I married.")) as replies:
        late = correct("I moved.")
    assert (replies[0].status, late.status) == (200, 409)
    assert (api.table.meta(one).attempts, len(api.states.answers)) == (2, 1)
    assert api.table.application(one)["explanation"] == "I married."


def test_of_two_claims_at_once_one_counts(api: Api) -> None:
    api.under_review(application())

    def claim(subject: str) -> Reply:
        return api.call("POST", "/reviews/next", subject, Role.REVIEWER, body={})

    with meanwhile(api.table, "insert", lambda: claim("max")) as replies:
        late = claim("eva")
    assert (replies[0].body["review"] is None, late.body["review"] is None) == (False, True)


def test_the_same_application_by_another_submitter_is_refused_as_a_taken_id(api: Api) -> None:
    made = application()
    mine = api.submit(made, "branch-13")
    other = api.submit(made, "branch-12")
    assert (mine.status, other.status) == (201, 409)
    assert other.body["type"] == api.submit(made | {"product": "savings_account"}, key="other-key").body["type"]
    assert api.submit(made, "branch-13", key="another-key").status == 201


def test_of_two_submitters_of_one_application_at_once_one_has_it(api: Api) -> None:
    made = application()
    with meanwhile(api.table, "submit", lambda: api.submit(made, "branch-13")) as replies:
        late = api.submit(made, "branch-12")
    assert (replies[0].status, late.status) == (201, 409)
    assert api.call("GET", f"/applications/{made['application_id']}", "branch-13").status == 200


def redrive(api: Api, subject: str) -> Reply:
    return api.call("POST", "/queues/webhooks/redrive", subject, Role.OPERATOR)


@pytest.mark.parametrize("where", ["starting", "append"])
def test_what_one_operator_says_serves_one_other_alone(api: Api, where: str) -> None:
    assert redrive(api, "olga").body["sent"] is None
    with meanwhile(api.table, where, lambda: redrive(api, "omar")) as replies:
        late = redrive(api, "otto")
    assert (replies[0].body["sent"], late.body) == (2, {"sent": None, "asked_by": ["otto"]})


def test_two_who_ask_first_at_once_are_two(api: Api) -> None:
    with meanwhile(api.table, "append", lambda: redrive(api, "omar")) as replies:
        late = redrive(api, "olga")
    assert (replies[0].body["sent"], late.body) == (None, {"sent": 2, "asked_by": ["olga", "omar"]})


@pytest.mark.parametrize("subject", ["Op1", "OP1", "0p1", "opl", "op-1"])
def test_one_operator_in_two_spellings_is_one(api: Api, subject: str) -> None:
    assert redrive(api, "op1").body["sent"] is None
    assert redrive(api, subject).body == {"sent": None, "asked_by": [subject]}
    assert redrive(api, "omar").body == {"sent": 2, "asked_by": sorted(["omar", subject])}


@given(st.binary(max_size=300), st.sampled_from(["", "application/json"]))
def test_whatever_is_sent_the_answer_is_a_problem(body: bytes, media_type: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        made = Api(patch)
        hostile = Hostile("any", (), body=body, headers={"Content-Type": media_type, "Idempotency-Key": "a-key-of-it"})
        assert 400 <= made.send(as_the_gateway(hostile)).status < 500


@given(st.text(max_size=60))
def test_whatever_the_path_nothing_is_found_there(path: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        made = Api(patch)
        given_path = f"/applications/{path.replace('/', '')}"
        reply = made.send(event("GET", given_path, SUBMITTER))
        assert reply.status in (200, 404)
        assert reply.status == 404 or given_path == "/applications/"
