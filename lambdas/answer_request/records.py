"""Decision records, for auditors."""

from lambdas.answer_request.bank import bank, person
from lambdas.answer_request.requests import Answer, Request
from lambdas.shared.onboardings.looks import look
from lambdas.shared.onboardings.records import Records


def read_decision_record(request: Request) -> Answer:
    """Read the whole decision record with its proof from the last seal; the look is its last entry."""
    records = Records(bank().table, bank().seals)
    records.export(request.id)  # before the look is kept: it says where there is none, or where a sealed one is gone
    look(bank().table, request.id, person(request.caller), "read_decision_record")
    record, problems = records.export(request.id)
    return Answer({"record": record, "problems": problems})


HANDLERS = (read_decision_record,)
