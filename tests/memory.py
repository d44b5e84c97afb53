"""The stores in memory: the same methods and conditions, without DynamoDB."""

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.shared.accounts.customers import CustomerTable
from lambdas.shared.cases import outbox
from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Request, Review, Submission
from lambdas.shared.cases.status import looked_at
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.reviews import conditions, rules
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Place, Row, Table
from lambdas.shared.runtime.people import Person


class _Memory(Table):
    """A table whose items are in ``rows``, by partition and item; they have texts, numbers and flags alone."""

    partition: str
    page_size = 100

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.reads: list[str] = []

    def get(self, partition: str, item: str) -> Row | None:
        self.reads.append(item)
        found = self.rows.get((partition, item))
        return None if found is None else dict(found)

    def starting(self, partition: str, prefix: str, only: Sequence[str] = ()) -> list[Row]:
        assert prefix, "DynamoDB refuses an empty prefix of a key"
        return self._found(partition, prefix, only)

    def _found(self, partition: str, prefix: str, only: Sequence[str] = ()) -> list[Row]:
        self.reads.append(prefix)
        found = sorted(key for key in self.rows if key[0] == partition and key[1].startswith(prefix))
        rows = (dict(self.rows[key]) for key in found)
        return [{name: row[name] for name in ("item", *only) if name in row} if only else row for row in rows]

    def page(self, items: Iterable[str], only: Sequence[str], after: Place | None) -> tuple[list[Row], Place | None]:
        """Of ``page_size`` items, those of these names."""
        left = sorted(key for key in self.rows if after is None or key > after)
        here, wanted = left[: self.page_size], {self.partition, "item", *only}
        rows = [{name: self.rows[key][name] for name in wanted & self.rows[key].keys()} for key in here]
        return [row for row in rows if row["item"] in [*items]], here[-1] if left[self.page_size :] else None

    def items(self, partition: str) -> list[Row]:
        return self._found(partition, "")

    def several_of(self, places: Iterable[Place], only: Sequence[str] = ()) -> Iterator[Row]:
        return (dict(self.rows[key]) for key in [*places] if key in self.rows)

    def query_index(self, index: str, attribute: str, value: str) -> Iterator[Row]:
        rows = [row for row in self.rows.values() if row.get(attribute) == value and "submitted_at" in row]
        return (dict(row) for row in sorted(rows, key=lambda row: str(row["submitted_at"])))

    def index_page(self, index: str, having: Place, most: int, after: Row | None) -> tuple[list[Row], Row | None]:
        rows = [*self.query_index(index, *having)][::-1]
        begin = [row[self.partition] for row in rows].index(after[self.partition]) + 1 if after else 0
        page = rows[begin : begin + most]
        return page, {self.partition: page[-1][self.partition]} if len(rows) > begin + most else None

    def indexed(self, index: str, attribute: str, value: str) -> Iterator[str]:
        return (row[self.partition] for row in list(self.rows.values()) if row.get(attribute) == value)

    def new(self, partition: str, item: str, row: Row) -> Row:
        return {"rows": self.rows, "at": (partition, item), "row": self.key(partition, item) | row, "new": True}

    def change(self, partition: str, item: str, row: Row, **conditions: Any) -> Row:
        return {"rows": self.rows, "at": (partition, item), "row": self.key(partition, item) | row, **conditions}

    def key(self, partition: str, item: str) -> Row:
        return {self.partition: partition, "item": item}

    def check(self, partition: str, item: str, only_if: Row | None = None, *, among: Any = None) -> Row:
        conditions = {"only_if": only_if, "among": among, "new": not (only_if or among)}
        return {"ConditionCheck": {"rows": self.rows, "at": (partition, item), "row": {}, **conditions}}

    def insert(self, partition: str, item: str, row: Row) -> bool:
        return self.transact({"Put": self.new(partition, item, row)})

    def update(self, partition: str, item: str, row: Row, **conditions: Any) -> bool:
        return self.transact({"Update": self.change(partition, item, row, **conditions)})

    def attempt(self, *writes: Row) -> list[bool]:
        requests = [(kind, request) for write in writes for kind, request in write.items()]
        refused = [not self._holds(**request) for _, request in requests]
        if not any(refused):
            for kind, request in requests:
                if kind == "Delete":
                    request["rows"].pop(request["at"], None)
                elif request["row"]:
                    request["rows"][request["at"]] = request["rows"].get(request["at"], {}) | _kept(request["row"])
        return refused

    def _holds(
        self,
        rows: dict[tuple[str, str], Row],
        at: tuple[str, str],
        row: Row,
        *,
        new: bool = False,
        only_if: Row | None = None,
        among: Mapping[str, Iterable[str]] | None = None,
        rising: str | None = None,
    ) -> bool:
        there = rows.get(at, {})
        return (
            not (new and there)
            and all(there.get(name) == value for name, value in (only_if or {}).items())
            and all(there.get(name) in [*allowed] for name, allowed in (among or {}).items())
            and (rising is None or rising not in there or there[rising] < row[rising])
        )

    def count(self, partition: str, item: str) -> int:
        row = self.rows.setdefault((partition, item), {self.partition: partition, "item": item, "count": 0})
        row["count"] += 1
        return int(row["count"])


def _indexed(row: Row) -> Row:
    """The row, whose keys of the index by status are text: DynamoDB writes no other."""
    assert all(isinstance(row[key], str) for key in ("status", "submitted_at") if row.get(key) is not None)
    return row


class MemoryDecisions(_Memory):
    partition = "application_id"


class MemoryOnboarding(_Memory, CaseTable):
    partition = "application_id"

    decisions: MemoryDecisions

    def __init__(self) -> None:
        super().__init__()
        self.decisions = MemoryDecisions()

    def new(self, partition: str, item: str, row: Row) -> Row:
        return super().new(partition, item, _indexed(row))

    def change(self, partition: str, item: str, row: Row, **conditions: Any) -> Row:
        return super().change(partition, item, _indexed(row), **conditions)

    def put(self, application: Any, by: str = "branch", **meta: Any) -> Any:
        """Put an application there, submitted by this person, its META as a test wants it."""
        application_id = application["application_id"]
        self.insert(
            application_id,
            "META",
            {
                "status": "running",
                "attempts": 1,
                "product": application["product"],
                "channel": application["channel"],
                "content_sha256": fingerprint(application),
            }
            | meta,
        )
        self.append(application_id, "APPLICATION#001", Submission(application, by=Person(by) if by else None).row())
        return application

    def ask(self, application_id: str, wait: Request | Review) -> None:
        """Put the question there, as it is kept."""
        self.update(application_id, wait.item, wait.row())

    def correct(self, application_id: str, application: Any, by: str) -> None:
        """Let this person answer a request for information with this application, as the back office does."""
        before = self.meta(application_id)
        asked = Request(number=before.attempts + 1, task_token="token")
        self.ask(application_id, asked)
        self.update(application_id, "META", {"status": "awaiting_documents", "awaits": asked.number})
        assert self.begin_attempt(self.case(application_id), asked, application, Person(by))
        self.update(application_id, "META", {"status": before.status})

    def ask_reviewers(self, application_id: str, rating: str = "medium", **changes: Any) -> Review:
        """Have the application rated, and put it before reviewers, as the workflow does."""
        number = self.meta(application_id).attempts
        rated = {"rating": rating, "due_diligence": "standard", "reasons": []}
        self.add_evidence(application_id, "score_risk", f"run-{number}", Evidence(rated), timestamp())
        turn = f"{len(self.evidence(application_id, conditions.REQUESTED)):03d}"
        made = {
            "task_token": "token",
            "turn": turn,
            "queue": "possible match",
            "asked_at": timestamp(),
            "rating": rating,
        }
        review = Review(number=number, review_id=rules.review_id(application_id, number), **made | changes)
        before = self.rows[application_id, "META"]
        assert conditions.ask(
            self, application_id, review, looked_at(self.about(application_id) | {"run": application_id})
        )
        self.rows[application_id, "META"] = before
        return review

    def about(self, application_id: str) -> Row:
        """What an event of the workflow says of the submission that it is about."""
        meta = self.meta(application_id)
        return {"attempt": meta.attempts, "content_sha256": meta.content_sha256}


class MemoryCustomers(_Memory, CustomerTable):
    partition = "customer_id"


class MemoryRequests(_Memory):
    """The API's table of requests."""

    partition = "request"


class States:
    """Step Functions as far as waiting goes: the tokens that are waited for, and the answers given."""

    class exceptions:  # noqa: N801 - as in botocore's client
        class TaskTimedOut(Exception):
            pass

        class TaskDoesNotExist(Exception):
            pass

        class InvalidToken(Exception):
            pass

    def __init__(self, *tokens: str) -> None:
        self.tokens, self.answers = set(tokens), list[tuple[str, Row]]()

    def send_task_success(self, taskToken: str, output: str) -> None:  # noqa: N803
        if taskToken not in self.tokens:
            raise self.exceptions.TaskTimedOut
        self.tokens.remove(taskToken)
        self.answers.append((taskToken, json.loads(output)))


class Events:
    """What was published, in order; a repeated event each time."""

    def __init__(self, monkeypatch: Any) -> None:
        self.sent: list[Row] = []
        monkeypatch.setattr(outbox, "send", self.sent.append)

    def of(self, kind: str) -> list[Row]:
        return [event for event in self.sent if event["type"] == kind]


def entered(seconds: Iterator[int] = itertools.count()) -> Row:  # noqa: B008 - later at each call
    """What the event of a function that asks says of its state: it was entered after every one before."""
    at = datetime(2026, 11, 26, tzinfo=UTC) + timedelta(seconds=next(seconds))
    return {"entered_at": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "retry_count": 0}


def _kept(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}


def dying(call: Any, calls: "itertools.count[int]", fails_at: int) -> Any:
    """``call``, which raises ConnectionError instead from the ``fails_at``-th call on, as ``calls`` counts them."""

    def tried(*arguments: Any, **named: Any) -> Any:
        if next(calls) >= fails_at:
            raise ConnectionError
        return call(*arguments, **named)

    return tried
