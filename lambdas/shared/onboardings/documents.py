"""The documents bucket as people fill it: signed addresses for pictures, and Face Liveness sessions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.shared.cases.items import Picture
from lambdas.shared.documents.pictures import Place
from lambdas.shared.onboardings import upload_addresses
from lambdas.shared.onboardings.errors import NoLiveness, NoSessionPicture
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.providers.face_matcher.rekognition import create_liveness_session, session_picture


@dataclass(frozen=True)
class Documents:
    """The documents bucket, the ARN of its key, and the clients of the services that fill it.

    ``rekognition``: gives the client of Face Liveness; None where there is none. ``is_elsewhere``: it is of another
    region than the bucket, so that sessions cannot write into it.
    """

    bucket: str
    key: str
    s3: Any
    rekognition: Callable[[], Any] | None
    is_elsewhere: bool = False

    def addresses(self, application_id: str, attempt: int, files: Mapping[str, tuple[str, int]]) -> dict[str, Shown]:
        """Where each picture is sent (``upload_addresses.address``); ``files``: media type and size by picture."""
        return {
            picture: upload_addresses.address(
                self.s3, self.bucket, Place(application_id, attempt, picture), media_type, size
            )
            for picture, (media_type, size) in files.items()
        }

    def address_of(self, picture: Picture, seconds: int) -> str:
        """Where this picture, in this version, is read for so many seconds: a file of its checked type."""
        wanted = {
            "Bucket": self.bucket,
            "Key": picture.key,
            "VersionId": picture.version,
            "ResponseContentType": picture.media_type,
            "ResponseContentDisposition": "attachment",
        }
        return str(self.s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds))

    def liveness_session(self, application_id: str, attempt: int, number: int) -> str:
        """The id of a new Face Liveness session, the attempt's ``number``-th. Raises NoLiveness."""
        if self.rekognition is None:
            raise NoLiveness("Face Liveness is a service of AWS; here the sandbox's face.liveness answers for it")
        return create_liveness_session(
            self.rekognition(),
            application_id=application_id,
            attempt=attempt,
            number=number,
            bucket=None if self.is_elsewhere else self.bucket,
            kms_key_id=self.key,
        )

    def take_session_picture(self, application_id: str, attempt: int, session_id: str) -> None:
        """Keep the selfie that a session in another region has taken. Raises NoSessionPicture where there is none."""
        picture = session_picture(self.rekognition(), session_id) if self.rekognition and self.is_elsewhere else None
        if picture is None:
            raise NoSessionPicture(
                f"the session {session_id} gives no picture: it is not finished, has failed, is older than three "
                "minutes, or writes into the documents bucket itself. Open another one: kyc liveness ID"
            )
        key = Place(application_id, attempt, "selfie").key
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=picture, ContentType="image/jpeg")
