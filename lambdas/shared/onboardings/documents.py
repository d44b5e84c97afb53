"""The documents bucket as people fill it: signed addresses for pictures, and Face Liveness sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.shared.cases.items import Picture
from lambdas.shared.documents.pictures import Place
from lambdas.shared.onboardings import upload_addresses
from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.providers.face_matcher.rekognition import create_liveness_session, session_picture


@dataclass(frozen=True)
class Documents:
    """The documents bucket, the ARN of its key, and the clients of the services that fill it.

    ``is_elsewhere``: Rekognition's client is of another region than the bucket, so that sessions cannot write into it.
    """

    bucket: str
    key: str
    s3: Any
    rekognition: Any | None
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
        """Where this picture, in this version, is read for so many seconds."""
        wanted = {"Bucket": self.bucket, "Key": picture.key, "VersionId": picture.version}
        return str(self.s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds))

    def liveness_session(self, application_id: str, attempt: int, number: int) -> str:
        """The id of a new Face Liveness session, the attempt's ``number``-th. Raises RequestRefused."""
        if self.rekognition is None:
            raise RequestRefused("Face Liveness is a service of AWS; here the sandbox's face.liveness answers for it")
        return create_liveness_session(
            self.rekognition,
            application_id=application_id,
            attempt=attempt,
            number=number,
            bucket=None if self.is_elsewhere else self.bucket,
            kms_key_id=self.key,
        )

    def session_picture(self, session_id: str) -> bytes:
        """The selfie that a session in another region has taken. Raises RequestRefused where there is none."""
        picture = session_picture(self.rekognition, session_id) if self.rekognition and self.is_elsewhere else None
        if picture is None:
            raise RequestRefused(
                f"the session {session_id} gives no picture: it is not finished, has failed, is older than three "
                "minutes, or writes into the documents bucket itself. Open another one: kyc liveness ID"
            )
        return picture
