"""Every Lambda function: its folder in ``lambdas/``, memory in MB, time limit in seconds, grants and ports.

A grant lets a function use something and sets the environment variable that says where it is. A port is a provider
that the function asks; the adapter that the settings choose for it brings its own grants.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from infrastructure import cockpit
from infrastructure.api_permissions import (
    CALL_OPERATIONS,
    KEEP_REQUESTS,
    LIFT_BLOCKS,
    LOOK_AFTER_QUEUES,
    READ_EXECUTIONS,
    READ_LAYOUTS,
    READ_SEALS,
    REMEMBER_CLEARED,
    SEND_DOCUMENTS,
    SIGN_CURSORS,
    open_liveness,
)
from infrastructure.decision_permissions import CHECK_DECISIONS, READ_DECISIONS, READ_REGISTERS, VOUCH
from infrastructure.execution_permissions import (
    ALERT_MACHINE,
    ANSWER_ALERTS,
    ANSWER_TASKS,
    MONITORING_MACHINE,
    ONBOARDING_MACHINE,
    START_ALERTS,
    START_MONITORING,
    START_ONBOARDINGS,
    WATCH_ALERTS,
    WATCH_MONITORING,
    WATCH_ONBOARDINGS,
)
from infrastructure.identity import ISSUE_APPLICANT_TOKENS, verify_tokens
from infrastructure.permissions import (
    ASK_WEBHOOK,
    CLAIM,
    DELETE_CUSTOMERS,
    ENTER_ROSTER,
    FIND_BY_STATUS,
    FIND_BY_SUBMITTER,
    KEEP_MONITORING,
    PUBLISH_EVENTS,
    RAISE_ALERTS,
    READ_CUSTOMERS,
    READ_DOCUMENTS,
    READ_IDENTITY_KEY,
    READ_ONBOARDING,
    READ_SEVERAL,
    READ_WATCHLISTS,
    SCAN_CUSTOMERS,
    SEAL,
    WRITE_CUSTOMERS,
    WRITE_MONITORING,
    WRITE_ONBOARDING,
    WRITE_WATCHLISTS,
    GrantOf,
    call_out,
    given_watchlists,
    issue_ibans,
    watchlist_addresses,
)
from infrastructure.settings import Settings
from lambdas.watch_onboardings.limits import TIMEOUT
from workflows.slots import function_slot

Event = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Schedule:
    """When a function is called, as EventBridge Scheduler has it, in UTC, and its event beside the run."""

    when: Callable[[Settings], str]
    event: Event = field(default_factory=dict)


@dataclass(frozen=True)
class Function:
    """One function; a workflow's has a time limit below the 60 seconds of a task, so that its own error is seen.

    ``ports``: the providers that it asks, as ``port`` or ``port:use``. ``queue``: the logical id of the SQS queue whose
    messages it takes; one with a ``schedule`` is called at these times; the others are called by a workflow, or by
    API Gateway. ``module`` holds the ``handler``; "" stands for ``lambdas.<name>.handler``. ``disk``: MB of its /tmp.
    ``folders``: of this library, whose files its zip holds too.
    """

    name: str
    memory: int
    timeout: int
    grants: tuple[GrantOf, ...]
    ports: tuple[str, ...] = ()
    queue: str | None = None
    schedule: Schedule | None = None
    module: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    disk: int = 512
    folders: tuple[str, ...] = ()

    @property
    def slot(self) -> str:
        """The name of its slot in the definitions: ``check_document`` is ``CheckDocumentFunction``."""
        return function_slot(self.name)

    @property
    def handler_module(self) -> str:
        return self.module or f"lambdas.{self.name}.handler"


CASE = (READ_ONBOARDING, WRITE_ONBOARDING)
"""What a step of a case needs that keeps what it found: the case's items."""
_DECIDES = (*CASE, READ_DECISIONS)
"""What a step needs that goes by what people said."""
_TELLS = (*CASE, PUBLISH_EVENTS)
_TELLS_DECIDED = (*_TELLS, READ_DECISIONS)
_INTAKE = (*_TELLS, READ_DOCUMENTS, ANSWER_TASKS)
_ANSWER_REVIEWS = (ANSWER_TASKS, ANSWER_ALERTS)
_ONBOARDINGS = (START_ONBOARDINGS, WATCH_ONBOARDINGS, ONBOARDING_MACHINE)
_ALERTS = (START_ALERTS, ALERT_MACHINE)
_EXECUTIONS = (*_ONBOARDINGS, *_ALERTS, WATCH_ALERTS)
_ACCOUNTS = (READ_CUSTOMERS, SCAN_CUSTOMERS, READ_SEVERAL, ENTER_ROSTER, WRITE_MONITORING)
_WATCH = (*_TELLS_DECIDED, *_ACCOUNTS, *_EXECUTIONS, *_ANSWER_REVIEWS, RAISE_ALERTS, FIND_BY_STATUS)
_CUSTOMER = (*CASE, READ_CUSTOMERS, WRITE_CUSTOMERS)
ALERTING = (*_DECIDES, READ_CUSTOMERS, READ_IDENTITY_KEY, *_ALERTS)
"""What a function needs to raise an alert about a customer (``lambdas/shared/monitoring/alerts.py``)."""
_LISTED = (READ_REGISTERS, READ_WATCHLISTS, WRITE_WATCHLISTS, given_watchlists, watchlist_addresses)
_REFRESH = (*_LISTED, RAISE_ALERTS, call_out, START_MONITORING, MONITORING_MACHINE)
_SCREEN = (*_DECIDES, READ_CUSTOMERS, READ_IDENTITY_KEY, READ_WATCHLISTS)
_MONITOR = (*CASE, READ_CUSTOMERS, READ_WATCHLISTS)
_CHANGE = (*_MONITOR, WRITE_CUSTOMERS, *ALERTING, RAISE_ALERTS)
_GATE = (READ_DECISIONS, CHECK_DECISIONS, READ_WATCHLISTS, RAISE_ALERTS)
_LISTS = Schedule(lambda settings: settings.watchlists.schedule, {"principal": "", "accept": []})
_OFTEN = Schedule(lambda settings: settings.limits.watchdog_schedule)
_SEAL = (READ_ONBOARDING, READ_DECISIONS, READ_SEVERAL, FIND_BY_STATUS, SEAL, RAISE_ALERTS)
_NIGHTLY = Schedule(lambda settings: settings.limits.seal_schedule)
_API = (
    *(*_DECIDES, VOUCH, FIND_BY_STATUS, READ_SEVERAL, READ_CUSTOMERS, REMEMBER_CLEARED, KEEP_REQUESTS, SIGN_CURSORS),
    *(READ_DOCUMENTS, SEND_DOCUMENTS, READ_WATCHLISTS, READ_SEALS, LOOK_AFTER_QUEUES, CALL_OPERATIONS),
    *(*_ONBOARDINGS, *_ALERTS, READ_EXECUTIONS, READ_LAYOUTS, *_ANSWER_REVIEWS, ISSUE_APPLICANT_TOKENS, call_out),
    *(START_MONITORING, MONITORING_MACHINE, WATCH_MONITORING, LIFT_BLOCKS, open_liveness, FIND_BY_SUBMITTER),
    READ_IDENTITY_KEY,
)
_BUREAU, _BANKING = ("address_bureau",), ("core_banking",)

# With 256 MB a function has a seventh of a processor. What most of them take is 90 to 100 MB and 5 to 25 ms of a
# processor's time beside calls of DynamoDB: half of the memory leaves no room, twice of it saves 20 to 60 ms of a call
# and costs a third more (``python -m tests.benchmarks.functions``). Others have their reason beside them.
FUNCTIONS = (
    # Every request that API Gateway does not know the caller of waits for it to start.
    Function("authorize_request", 1024, 10, (verify_tokens, call_out)),
    # API Gateway waits for 29 seconds.
    Function("answer_request", 1024, 28, _API),
    # The page comes in about twenty files at once, and who opens it waits for them.
    Function("serve_page", 512, 10, (cockpit.serve,), folders=cockpit.FOLDERS),
    Function("validate_application", 256, 15, CASE),
    # Decoding the largest picture takes about 400 MB.
    Function("intake_document", 1024, 45, _INTAKE, ("face_matcher:liveness",), queue="UploadsQueue"),
    # These wait for Textract and Rekognition, which read the pictures themselves: more memory would cost twice as much.
    Function("check_document", 256, 45, (*CASE, READ_DOCUMENTS), ("document_reader",)),
    Function("compare_faces", 256, 45, (*CASE, READ_DOCUMENTS), ("face_matcher:compare",)),
    Function("request_address_check", 256, 30, (READ_ONBOARDING,), _BUREAU),
    Function("poll_address_check", 256, 30, CASE, _BUREAU),
    Function("find_duplicate_customer", 256, 15, (*CASE, READ_CUSTOMERS, CLAIM, READ_IDENTITY_KEY)),
    Function("decide_identity", 256, 15, CASE),
    # One whole processor, for the matching; the disk holds the indexes in force and the next ones.
    Function("screen_watchlists", 1769, 45, _SCREEN, disk=3072),
    Function("refresh_watchlists", 1769, 600, _REFRESH, schedule=_LISTS, disk=3072),
    Function("search_adverse_media", 256, 30, CASE, ("news_search",)),
    Function("assess_customer", 256, 15, CASE),
    Function("score_risk", 256, 15, CASE),
    Function("request_documents", 256, 30, (*_TELLS_DECIDED, ANSWER_TASKS)),
    Function("request_review", 256, 30, (*_TELLS_DECIDED, *_ANSWER_REVIEWS)),
    Function("settle_review", 256, 15, (READ_ONBOARDING, READ_DECISIONS)),
    Function("settle_alert", 256, 30, (*_TELLS_DECIDED, REMEMBER_CLEARED)),
    Function("block_account", 256, 30, (*_TELLS_DECIDED, *_CUSTOMER), _BANKING),
    Function("unblock_account", 256, 30, (*_TELLS_DECIDED, *_CUSTOMER), _BANKING),
    Function("settle_decision", 256, 15, (*CASE, *_GATE)),
    Function("watch_onboardings", 512, TIMEOUT, _WATCH, schedule=_OFTEN),
    # One whole processor, and nearly the 15 minutes that a function may have at most.
    Function("seal_records", 1769, 840, _SEAL, schedule=_NIGHTLY),
    Function("begin_monitoring", 512, 30, (*_MONITOR, WRITE_MONITORING)),
    # The names of a million customers' items are 300 MB.
    Function("reconcile_monitoring", 3008, 55, (*_MONITOR, KEEP_MONITORING)),
    Function("screen_customers", 1769, 55, (*_MONITOR, *ALERTING), disk=3072),
    Function("change_customer", 1769, 55, _CHANGE, queue="CustomersQueue", disk=3072),
    Function("send_notification", 256, 30, CASE, ("notifier",), queue="NotificationsQueue"),
    Function("deliver_webhook", 256, 30, (READ_ONBOARDING, ASK_WEBHOOK, call_out), queue="WebhooksQueue"),
    Function("create_customer", 256, 15, (*_CUSTOMER, *_GATE, READ_IDENTITY_KEY)),
    Function("reserve_iban", 256, 30, (*_CUSTOMER, issue_ibans)),
    Function("open_account", 256, 30, (*_CUSTOMER, *_GATE), _BANKING),
    Function("request_activation", 256, 30, CASE, _BANKING),
    Function("poll_activation", 256, 30, CASE, _BANKING),
    Function("activate_account", 256, 15, _CUSTOMER),
    Function("send_welcome", 256, 30, _TELLS),
    Function("close_account", 256, 30, _CUSTOMER, _BANKING),
    Function("release_iban", 256, 15, (*_CUSTOMER, DELETE_CUSTOMERS)),
    Function("delete_customer", 256, 15, (*CASE, READ_CUSTOMERS, DELETE_CUSTOMERS, READ_IDENTITY_KEY)),
    Function("record_outcome", 256, 15, _TELLS),
    Function("record_failure", 256, 15, (*_TELLS, RAISE_ALERTS)),
)
