"""Messages by SES: what is asked of it, and what is missing."""

import pytest

from lambdas.shared.providers.notifier import Message
from lambdas.shared.providers.notifier.ses import SETTING, SesNotifier
from lambdas.shared.runtime import errors
from tests.applications import application
from tests.lambdas.shared.providers.stubs import fail, stubbed

WELCOME = Message("welcome", "de", "Ihr Konto ist eröffnet", "Willkommen!\n")


def test_the_applicant_gets_the_message_from_the_bank_s_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "bank@example.com")
    made = application()
    with stubbed("sesv2", monkeypatch) as stub:
        stub.add_response(
            "send_email",
            {"MessageId": "1"},
            {
                "FromEmailAddress": "bank@example.com",
                "Destination": {"ToAddresses": [made["applicant"]["email"]]},
                "Content": {
                    "Simple": {
                        "Subject": {"Data": "Ihr Konto ist eröffnet", "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": "Willkommen!\n", "Charset": "UTF-8"}},
                    }
                },
                "EmailTags": [{"Name": "template", "Value": "welcome"}, {"Name": "event", "Value": "demo-1-X"}],
            },
        )
        SesNotifier().send(made, WELCOME, "demo-1-X")


def test_without_a_sender_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "")
    with pytest.raises(errors.NotConfigured, match=SETTING):
        SesNotifier().send(application(), WELCOME, "demo-1-X")


def test_an_error_says_nothing_of_the_applicant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "bank@example.com")
    with stubbed("sesv2", monkeypatch) as stub:
        fail(stub, "send_email", "MessageRejected")
        with pytest.raises(errors.ProviderRejected, match=r"^SendEmail: MessageRejected$"):
            SesNotifier().send(application(), WELCOME, "demo-1-X")
