"""Messages by Amazon Simple Email Service (SESv2), from the address in ``NOTIFICATION_SENDER``.

Source: SendEmail in the SES API reference, version 2.
"""

import os

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.aws_errors import answer
from lambdas.shared.providers.notifier import Message
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import NotConfigured

SETTING = "NOTIFICATION_SENDER"


class SesNotifier:
    """Raises NotConfigured where no sender is set, and what ``aws_errors.answer`` raises."""

    def send(self, application: Application, message: Message, key: str) -> None:
        sender = os.environ.get(SETTING, "")
        if not sender:
            raise NotConfigured(f"{SETTING} must be an address that is verified in SES")
        answer(
            aws.client("sesv2").send_email,
            FromEmailAddress=sender,
            Destination={"ToAddresses": [application["applicant"]["email"]]},
            Content={"Simple": {"Subject": _utf8(message.subject), "Body": {"Text": _utf8(message.body)}}},
            EmailTags=[{"Name": "template", "Value": message.template}, {"Name": "event", "Value": key}],
        )


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
