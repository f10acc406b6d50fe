"""The unit's word on what became of its opinions."""

from fastapi import APIRouter, Request, Response

from desk.rejoining import rejoin_on_page
from models.rejoinders import Word
from rules.errors import BadInput, ReasonMissing
from rules.words import Accord
from web.forms import Form
from web.language import _
from web.pages import Now, Office, see_other, told
from web.sentences import said

router = APIRouter()


@router.post("/word")
def word(request: Request, token: str, desk: Office, now: Now, form: Form) -> Response:
    """`do` says whether one opinion or all are meant, and whether they are accepted or maintained."""
    what, _mark, number = form.text("do").partition("-")
    numbers = [int(number)] if number.isdecimal() and len(number) < 10 else []  # noqa: PLR2004 - a number, not a novel
    if what not in {"accept", "maintain"} or (what == "maintain" and not numbers):
        return see_other(f"/r/{token}#outcomes")
    accord = Accord.ACCEPTED if what == "accept" else Accord.MAINTAINED
    answer = Word(accord, form.text(f"why-{number}"), sender=form.text("sender"))
    try:
        rejoin_on_page(desk, token, numbers, answer, now)
    except (ReasonMissing, BadInput) as refused:
        return told(request, f"/r/{token}?why={number}#out{number}", said(refused))
    return told(request, f"/r/{token}#outcomes", _("已登记，谢谢；办理单位会看到你的回应。"))
