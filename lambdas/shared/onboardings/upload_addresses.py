"""Where pictures are sent: for which attempt they are asked for, and addresses that are signed for type and size."""

from collections.abc import Iterable
from typing import Any

from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.case import Case
from lambdas.shared.documents.pictures import PICTURES, Place
from lambdas.shared.onboardings.errors import NotWaiting, UnusableFile
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.policies import policy

MEDIA_TYPES = ("image/jpeg", "image/png", "application/pdf")
_VALID_SECONDS = 900


def attempt(case: Case, pictures: Iterable[str]) -> int:
    """The attempt that these pictures are asked for now. Raises NotWaiting."""
    number = case.meta.awaited_attempt
    if case.meta.status.is_final:
        raise NotWaiting(f"{case.id} needs no pictures any more: it is {case.meta.status}")
    unasked = {*pictures} & {*PICTURES} - {*case_pictures.asked(case, number)}
    if unasked:
        raise NotWaiting(
            f"{case.id} is not asked for {', '.join(sorted(unasked))} now: it is {case.meta.status}. "
            f"See what it is asked for, and when: kyc show {case.id}"
        )
    limit(case.id, case_pictures.sent(case, number) + 1)
    return number


def limit(application_id: str, number: int) -> None:
    """Raises NotWaiting where the ``number``-th picture, or session, of an attempt is one too many."""
    if number > (most := case_pictures.most_uploads()):
        raise NotWaiting(
            f"{application_id}: {most} pictures were sent for what it is asked for, and no more are looked at. "
            f"Look at them with the applicant: kyc show {application_id}"
        )


def address(s3: Any, bucket: str, place: Place, media_type: str, size: int) -> Row:
    """What an app sends one file with, valid for 15 minutes: ``method``, ``url`` and ``headers``.

    Type and size in bytes are in the signature: S3 refuses every other file. Raises UnusableFile.
    """
    most = most_bytes()
    if place.picture not in PICTURES:
        raise UnusableFile(f"{place.picture} is no picture that is asked for: give {', '.join(PICTURES)}")
    if media_type not in MEDIA_TYPES:
        raise UnusableFile(f"{place.picture}: {media_type} cannot be read: give {', '.join(MEDIA_TYPES)}")
    if not 0 < size <= most:
        rule = [f"{place.picture}.bytes: must be 1 to {most}"]
        raise UnusableFile(f"{place.picture} has {size:,} bytes: give a file of 1 to {most:,}", rule)
    signed = {"Bucket": bucket, "Key": place.key, "ContentType": media_type, "ContentLength": size}
    url = s3.generate_presigned_url("put_object", Params=signed, ExpiresIn=_VALID_SECONDS, HttpMethod="PUT")
    return {"method": "PUT", "url": url, "headers": {"Content-Type": media_type, "Content-Length": str(size)}}


def most_bytes() -> int:
    """Of one picture."""
    return int(policy("identity")["picture_quality"]["most_bytes"])
