"""Where this platform publishes what verifiers need. The pages of `web.wallet.published` answer there."""

from django.conf import settings


def issuer() -> str:
    """Who issues: the public address of the platform, as `iss` of every credential says it."""
    return str(settings.PUBLIC_ADDRESS)


def status_list(number: int) -> str:
    return f"{issuer()}/licence-status/{number}"


def licence_type(region: str, type_id: str) -> str:
    """The `vct` of a type of licence as the packs of a region define it."""
    return f"{issuer()}/licence-types/{region}/{type_id}"


def response(code: str) -> str:
    """Where a wallet sends its answer to a question."""
    return f"{issuer()}/api/v1/wallet/challenges/{code}"
