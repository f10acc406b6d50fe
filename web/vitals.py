"""For whoever watches the machine: whether all is well, and its figures; nothing about anybody is among them."""

from http import HTTPStatus
from ipaddress import ip_address

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from desk import watching
from rules.errors import NotFound
from web.errors import missing
from web.pages import Now, Office

FORWARDED = ("x-forwarded-for", "forwarded", "via")
router = APIRouter(default_response_class=PlainTextResponse)


@router.get("/health")
def health(desk: Office, now: Now) -> PlainTextResponse:
    """`ok`, or 503 and the names of the parts somebody has to see to; what ails them stays in the office."""
    amiss = sorted({symptom.what for symptom in watching.symptoms(desk, now)})
    status = HTTPStatus.SERVICE_UNAVAILABLE if amiss else HTTPStatus.OK
    return PlainTextResponse("\n".join(amiss) or "ok", status)


@router.get("/metrics")
def metrics(request: Request, desk: Office, now: Now) -> PlainTextResponse:
    """The figures as Prometheus reads them, for this very machine alone: no page for anybody else."""
    if not _from_here(request):
        raise NotFound(missing())
    return PlainTextResponse(watching.metrics(desk, now))


def _from_here(request: Request) -> bool:
    """Whether the asker runs on this machine; whatever came through a proxy did not start here."""
    client = request.client.host if request.client else ""
    try:
        return ip_address(client).is_loopback and not any(name in request.headers for name in FORWARDED)
    except ValueError:
        return False
