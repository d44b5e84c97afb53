"""Decision records, for auditors."""

from lambdas.answer_request.bank import bank, person
from lambdas.answer_request.requests import Answer, Request
from lambdas.shared.onboardings.looks import look
from lambdas.shared.onboardings.records import Records


def read_decision_record(request: Request) -> Answer:
    """Read the whole decision record with its proof from the last seal; the look is its last entry."""
    case = bank().case(request.caller, request.id)
    look(bank().table, case.id, person(request.caller), "read_decision_record")
    record, problems = Records(bank().table, bank().seals).export(case.id)
    return Answer({"record": record, "problems": problems})


HANDLERS = (read_decision_record,)
