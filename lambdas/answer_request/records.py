"""Decision records, for auditors."""

from lambdas.answer_request.bank import bank, person
from lambdas.answer_request.requests import Answer, Request
from lambdas.shared.onboardings.records import Records


def read_decision_record(request: Request) -> Answer:
    """Read the whole decision record with its proof from the last seal; the look is its last entry."""
    record, problems = Records(bank().table, bank().seals).looked_at(request.id, person(request.caller))
    return Answer({"record": record, "problems": problems})


HANDLERS = (read_decision_record,)
