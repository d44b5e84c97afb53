"""kyc-account: open the account exactly once, or leave nothing behind.

Input: ``application_id``, ``attempt``, ``content_sha256``, ``settled_in`` (the execution of the onboarding), ``saga``
(``BEGIN``). Output: ``opened``, ``welcome`` (sent or not_sent). ``opened`` is false where the screening has to be
repeated first. Without a settled decision nothing is opened, whoever started this.
A saga: customer record, IBAN, account, activation, welcome. What fails before the account is active is undone in
reverse. A compensation that gives up ends the execution and says what is left: the next execution undoes that before
it opens anything.
"""

from typing import Any

from lambdas.shared.runtime.errors import ActivationLate, OpeningRefused, ScreeningOutdated, UndoUnfinished
from workflows import fragments, steps
from workflows.asl import Definition
from workflows.fragments import Fragment, chain
from workflows.identity import ATTEMPT
from workflows.limits import Limits, names, undo_retries
from workflows.steps import ANY_ERROR, Caught

NAME = "kyc-account"
ROUND = ATTEMPT | {"round": "$.saga.round"}
SETTLED = {"settled_in": "$.settled_in"}
BEGIN = {"saga": {"round": 1}}
"""What the saga begins with: which round of opening it is; another one begins once an earlier try was undone."""
OPENED, NOT_OPENED = {"opened": True, "welcome": "sent"}, {"opened": False, "welcome": "not_sent"}
CUSTOMER = ROUND | {"customer_id": "$.customer.customer_id"}


def account(limits: Limits) -> Definition:
    """The whole workflow."""
    create = create_customer()
    saga = chain(
        create,
        steps.invoke("Reserve IBAN", "reserve_iban", inputs=CUSTOMER, keep=("account_id",), into="$.account"),
        steps.invoke("Open account", "open_account", inputs=CUSTOMER | SETTLED, into=None),
        activate(limits),
    )
    undo = undo_account()
    late = steps.answer("Activation late", {"Error": ActivationLate.__name__}, into=steps.FAILURE)
    refused = steps.fail_as_caught("Account refused")
    saga = saga.when(late=late.then(undo), error=undo, refused=refused).then(welcome())
    again = steps.answer("Begin again", {"round": "States.MathAdd($.saga.round, 1)"}, into="$.saga")
    return fragments.definition(
        saga.when(again=again.then(create), outdated=steps.answer("Screening outdated", NOT_OPENED)),
        comment="Open an account: customer, IBAN, account, activation, welcome; undone in reverse when one fails",
        timeout_seconds=limits.account_timeout,
    )


def create_customer() -> Fragment:
    """Exits: refused (this execution has begun nothing, so it undoes nothing), error."""
    return steps.invoke(
        "Create customer",
        "create_customer",
        inputs=ROUND | SETTLED | steps.DEFINITION,
        keep=("customer_id",),
        into="$.customer",
        catch=[Caught(names(OpeningRefused), "refused"), ANY_ERROR],
    )


def activate(limits: Limits) -> Fragment:
    """Core banking activates an account hours after it was asked to. Exits: late, error."""
    given = ATTEMPT | {"account_id": "$.account.account_id"}
    request = steps.invoke(
        "Request activation",
        "request_activation",
        inputs=given,
        keep=("wait_seconds", "polls", "asked_at"),
        into="$.activation",
    )
    poll = steps.invoke(
        "Poll activation",
        "poll_activation",
        inputs=given | {"polls": "States.MathAdd($.activation.polls, 1)", "asked_at": "$.activation.asked_at"},
        keep=("verdict", "wait_seconds", "polls", "asked_at"),
        into="$.activation",
    )
    return chain(
        request,
        steps.poll_until("activation", ask_again=poll, state="$.activation", most_polls=limits.most_polls),
        steps.invoke("Activate account", "activate_account", inputs=CUSTOMER | SETTLED, into=None),
    )


def welcome() -> Fragment:
    """The account is open by now: a welcome that cannot be sent is reported, and undoes nothing. No exits."""
    customer = {"customer_id": "$.customer.customer_id"}
    return steps.invoke("Send welcome", "send_welcome", inputs=customer, says=OPENED).when(
        error=steps.answer("Account opened, welcome not sent", OPENED | {"welcome": "not_sent"})
    )


def undo_account() -> Fragment:
    """Undo in reverse, each compensation retried for long; one that gives up leaves those behind it undone too.

    The customer of an account that may be open is not deleted, nor its IBAN given up. Exits: again, where an earlier
    execution's undoing had to be finished first; the account is opened then. outdated (the screening). Otherwise the
    execution fails.
    """
    not_opened = steps.fail(
        "Account not opened",
        error="AccountNotOpened",
        cause_path="States.Format('{}; account: {}; iban: {}; customer: {}', "
        "$.failure.Error, $.undo.account.verdict, $.undo.iban.verdict, $.undo.customer.verdict)",
    )
    undo = steps.choose(
        "Earlier try undone?",
        (steps.equals(f"{steps.FAILURE}.Error", UndoUnfinished.__name__), "again"),
        (steps.equals(f"{steps.FAILURE}.Error", ScreeningOutdated.__name__), "outdated"),
        otherwise=not_opened,
    )
    for place, (part, name, function) in reversed(list(enumerate(_COMPENSATIONS))):
        left_behind = steps.answer(f"{name}: left behind", _left_behind(place), into="$.undo")
        step = steps.invoke(
            name,
            function,
            inputs=ROUND,
            keep=("verdict",),
            into=f"$.undo.{part}",
            retry=undo_retries(),
            catch=[Caught(("States.ALL",), "gave_up", into=f"$.undo.{part}")],
        )
        undo = step.then(undo).when(gave_up=left_behind.then(not_opened))
    return undo


_COMPENSATIONS = (
    ("account", "Close account", "close_account"),
    ("iban", "Release IBAN", "release_iban"),
    ("customer", "Delete customer", "delete_customer"),
)


def _left_behind(gave_up: int) -> dict[str, Any]:
    """The verdicts where the compensation at this place gave up: those before it as they are."""
    verdicts: dict[str, Any] = {}
    for place, (part, *_) in enumerate(_COMPENSATIONS):
        if place < gave_up:
            verdicts[part] = {"verdict.$": f"$.undo.{part}.verdict"}
        elif place == gave_up:
            verdicts[part] = {"verdict.$": f"States.Format('left_behind ({{}})', $.undo.{part}.Error)"}
        else:
            verdicts[part] = {"verdict": "left_behind"}
    return verdicts
