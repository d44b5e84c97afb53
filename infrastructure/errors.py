"""The one error of deployment, and what AWS's errors mean to the person at the keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lambdas.shared.runtime.errors import THROTTLING

_IS_CHECKOUT = (Path(__file__).parent.parent / "pyproject.toml").is_file()
DEPLOY = "python deploy.py" if _IS_CHECKOUT else "kyc-deploy"
"""What to type: in this library's checkout, or where it was installed."""
LOCAL_PACKAGES = "pip install -e '.[local]'" if _IS_CHECKOUT else 'the installation again with the extra "local"'


class DeploymentError(Exception):
    """What was wrong, where, and what to do; shown to people as it is."""


_SIGN_IN = 'Sign in again ("aws sso login", or renew the keys), then run the same command.'
_CONFIGURE = 'Run "aws configure" or "aws sso login", set AWS_PROFILE, or give --profile.'
_MEANWHILE = "Somebody else changed the stack meanwhile. Run the same command again."
_TOO_OFTEN = "AWS is called too often at the moment. Wait a minute, then run the same command."
_AT_FAULT = "AWS has a fault at the moment. Run the same command again later."

_BY_CODE = {
    "ExpiredToken": f"The AWS session has expired. {_SIGN_IN}",
    "ExpiredTokenException": f"The AWS session has expired. {_SIGN_IN}",
    "RequestExpired": "AWS refused the request's time. Set this machine's clock.",
    "InvalidClientTokenId": f"AWS does not know these credentials. {_CONFIGURE}",
    "UnrecognizedClientException": f"AWS does not know these credentials. {_CONFIGURE}",
    "ChangeSetNotFound": _MEANWHILE,
    "InvalidChangeSetStatus": _MEANWHILE,
    "AlreadyExistsException": _MEANWHILE,
    "SignatureDoesNotMatch": f"The AWS secret key is wrong. {_CONFIGURE}",
    **dict.fromkeys(THROTTLING, _TOO_OFTEN),
    **dict.fromkeys(("InternalError", "InternalFailure", "InternalServerError", "ServiceUnavailable"), _AT_FAULT),
}
_BY_CLASS = {
    "NoCredentialsError": f"No AWS credentials were found. {_CONFIGURE}",
    "PartialCredentialsError": f"The AWS credentials are incomplete. {_CONFIGURE}",
    "CredentialRetrievalError": f"The AWS credentials could not be read. {_CONFIGURE}",
    "NoRegionError": "No AWS region is set. Give --region, or set AWS_REGION or the profile's region.",
    "ProfileNotFound": 'There is no such AWS profile. "aws configure list-profiles" shows those there are.',
    "UnauthorizedSSOTokenError": f"The AWS session has expired. {_SIGN_IN}",
    "SSOTokenLoadError": f"There is no AWS session. {_SIGN_IN}",
    "TokenRetrievalError": f"The AWS session has expired. {_SIGN_IN}",
}
DENIED = {"403", "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
"""403: the answer to a HEAD request has no body that could name the error."""

_MOST_QUOTED = 300
"""Letters of an answer that may be a whole page."""


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn botocore's errors into DeploymentError, with the original as its cause."""
    from botocore import exceptions, parsers  # noqa: PLC0415 - loaded only where AWS is called

    try:
        yield
    except exceptions.ClientError as error:
        raise DeploymentError(_refusal(error, place)) from error
    except (exceptions.ConnectionError, exceptions.HTTPClientError) as error:
        raise DeploymentError(
            f"{_capital(place)} did not answer ({type(error).__name__}: {error}).\n"
            "Check the network, the proxy and the region, then run the same command."
        ) from error
    except parsers.ResponseParserError as error:
        raise DeploymentError(
            f"{_capital(place)} did not answer as AWS does. Is a proxy or another program at its address?\n"
            f"({str(error)[:_MOST_QUOTED]})"
        ) from error
    except exceptions.BotoCoreError as error:
        said = _BY_CLASS.get(type(error).__name__, "")
        raise DeploymentError(f"{said}\n({error})" if said else f"{type(error).__name__}: {error}") from error


def _refusal(error: Exception, place: str) -> str:
    response = getattr(error, "response", {}).get("Error", {})
    operation = getattr(error, "operation_name", "?")
    code, message = response.get("Code", "?"), response.get("Message", str(error))
    if code in DENIED:
        return f"{_capital(place)} denied {operation}: {message}\nAsk for this permission, or use another --profile."
    return f"{_BY_CODE.get(code, f'{_capital(place)} refused {operation}.')}\n({code}: {message})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
