"""Every Lambda function: its folder in ``lambdas/``, memory in MB, time limit in seconds, grants and own environment.

A grant lets a function use something and sets the environment variable that tells where it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infrastructure import adapters
from infrastructure.permissions import (
    ANSWER_TASKS,
    ASK_ADDRESS_BUREAU,
    ASK_CORE_BANKING,
    ASK_WEBHOOK,
    COMPARE_FACES,
    DELETE_CUSTOMERS,
    FIND_BY_STATUS,
    GIVEN_WATCHLISTS,
    PUBLISH_EVENTS,
    RAISE_ALERTS,
    READ_CUSTOMERS,
    READ_DOCUMENTS,
    READ_IDENTITY_KEY,
    READ_LIVENESS,
    READ_ONBOARDING,
    READ_TEXT,
    READ_WATCHLISTS,
    WATCH_EXECUTIONS,
    WRITE_CUSTOMERS,
    WRITE_ONBOARDING,
    WRITE_WATCHLISTS,
    Grant,
    send_mail,
)
from workflows.slots import function_slot


@dataclass(frozen=True)
class Function:
    """One function; a workflow's has a time limit below the 60 seconds for a task, so its own error is seen.

    ``queue`` is the logical id of the SQS queue whose messages it takes; ``schedule`` says when it is called, as
    EventBridge Scheduler has it, in UTC, and ``event`` what it is told then beside the run; the others are called by a
    workflow.
    """

    name: str
    memory: int
    timeout: int
    grants: tuple[Grant, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    ports: tuple[str, ...] = ()
    queue: str | None = None
    schedule: str | None = None
    event: Mapping[str, Any] = field(default_factory=dict)

    @property
    def slot(self) -> str:
        """The name of its slot in the definitions: ``check_document`` is ``CheckDocumentFunction``."""
        return function_slot(self.name)


_CASE = (READ_ONBOARDING, WRITE_ONBOARDING)
_TELLS = (*_CASE, PUBLISH_EVENTS)
_INTAKE = (*_TELLS, READ_DOCUMENTS, READ_LIVENESS, ANSWER_TASKS)
_WATCH = (*_TELLS, WATCH_EXECUTIONS, ANSWER_TASKS, RAISE_ALERTS, FIND_BY_STATUS)
_CUSTOMER = (*_CASE, READ_CUSTOMERS, WRITE_CUSTOMERS)
_REFRESH = (READ_WATCHLISTS, WRITE_WATCHLISTS, GIVEN_WATCHLISTS, RAISE_ALERTS)
# An address of the bank that is verified in SES, such as "onboarding@bank.example"; production sends nothing without.
SENDER = ""
# The check digits' country and bank; 99999999 belongs to no German bank, so no generated IBAN is anyone's.
_IBAN = {"IBAN_COUNTRY": "DE", "BANK_CODE": "99999999"}
# "ledger" is the embedded one in the Customers table; "http" asks the bank's own: providers/core_banking/http.py.
CORE_BANKING = "ledger"
CORE_BANKING_GRANTS: dict[str, tuple[Grant, ...]] = {
    "ledger": (READ_CUSTOMERS, WRITE_CUSTOMERS),
    "http": (ASK_CORE_BANKING,),
}
_BANK = ("core_banking",)
# "gdelt" sends applicants' names to GDELT, which is the bank's to decide: providers/news_search/gdelt.py.
NEWS_SEARCH = "off"
CHOSEN = {port: next(iter(names)) for port, names in adapters.PRODUCTION.items()} | {
    "core_banking": CORE_BANKING,
    "news_search": NEWS_SEARCH,
}
"""The adapter of each port in production."""


def _banking(*grants: Grant) -> tuple[Grant, ...]:
    """These grants, and what asking core banking needs besides."""
    return (*grants, *(grant for grant in CORE_BANKING_GRANTS[CORE_BANKING] if grant not in grants))


FUNCTIONS = (
    Function("validate_application", 256, 15, _CASE),
    # Decoding the largest picture takes about 400 MB.
    Function("intake_document", 1024, 45, _INTAKE, ports=("face_matcher",), queue="UploadsQueue"),
    Function("check_document", 512, 45, (*_CASE, READ_DOCUMENTS, READ_TEXT), ports=("document_reader",)),
    Function("compare_faces", 512, 45, (*_CASE, READ_DOCUMENTS, COMPARE_FACES), ports=("face_matcher",)),
    Function("request_address_check", 256, 30, (*_CASE, ASK_ADDRESS_BUREAU), ports=("address_bureau",)),
    Function("poll_address_check", 256, 30, (*_CASE, ASK_ADDRESS_BUREAU), ports=("address_bureau",)),
    Function("find_duplicate_customer", 256, 15, (*_CASE, READ_CUSTOMERS, READ_IDENTITY_KEY)),
    Function("decide_identity", 256, 15, _CASE),
    # One whole processor, for the matching.
    Function("screen_watchlists", 1769, 45, (*_CASE, READ_CUSTOMERS, READ_IDENTITY_KEY, READ_WATCHLISTS)),
    Function("refresh_watchlists", 1769, 600, _REFRESH, schedule="cron(20 5 * * ? *)", event={"accept": []}),
    Function("search_adverse_media", 256, 30, _CASE, ports=("news_search",)),
    Function("assess_customer", 256, 15, _CASE),
    Function("score_risk", 256, 15, _CASE),
    Function("request_documents", 256, 30, (*_TELLS, ANSWER_TASKS)),
    Function("request_review", 256, 30, (*_TELLS, ANSWER_TASKS)),
    Function("settle_review", 256, 15, (READ_ONBOARDING,)),
    Function("watch_onboardings", 256, 300, _WATCH, schedule="rate(15 minutes)"),
    Function(
        "send_notification", 256, 30, (*_CASE, send_mail(SENDER)), ports=("notifier",), queue="NotificationsQueue"
    ),
    Function("deliver_webhook", 256, 30, (ASK_WEBHOOK,), queue="WebhooksQueue"),
    Function("create_customer", 256, 15, (*_CASE, WRITE_CUSTOMERS, READ_IDENTITY_KEY)),
    Function("reserve_iban", 256, 30, _CUSTOMER, _IBAN),
    Function("open_account", 256, 30, _banking(*_CUSTOMER), ports=_BANK),
    Function("request_activation", 256, 30, _banking(*_CASE), ports=_BANK),
    Function("poll_activation", 256, 30, _banking(*_CASE), ports=_BANK),
    Function("activate_account", 256, 15, _CUSTOMER),
    Function("send_welcome", 256, 30, _TELLS),
    Function("close_account", 256, 30, _banking(*_CUSTOMER), ports=_BANK),
    Function("release_iban", 256, 15, (*_CUSTOMER, DELETE_CUSTOMERS)),
    Function("delete_customer", 256, 15, (*_CASE, READ_CUSTOMERS, DELETE_CUSTOMERS, READ_IDENTITY_KEY)),
    Function("record_outcome", 256, 15, _TELLS),
    Function("record_failure", 256, 15, (*_TELLS, RAISE_ALERTS)),
)
