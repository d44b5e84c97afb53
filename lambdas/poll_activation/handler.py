"""Is the account active?"""

from lambdas.shared import providers, steps
from lambdas.shared.customers import customer_id, customers
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    application = steps.application(event)
    answer = providers.core_banking().poll(application, event["account_id"], event["polls"])
    poll = {"wait_seconds": answer.wait_seconds, "polls": event["polls"]}
    if answer.answer is None:
        return {"verdict": "pending", **poll}
    customers().update(customer_id(event["application_id"]), "ACCOUNT", {"status": "active"})
    return steps.once(event, "activate_account", lambda: Evidence({"verdict": "pass", **poll}))
