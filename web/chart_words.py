"""The words of charts in the language a page speaks."""

from datetime import datetime

from babel.dates import format_date

from documents.charts import CHINESE, Labels
from web import language
from web.language import ENGLISH, _


def labels() -> Labels:
    """What the charts of this page say."""
    if language.language() == language.CHINESE:
        return CHINESE
    return Labels(
        units=_("{}家"),
        opinions=_("{}条"),
        invited=_("发函{}家"),
        due=_("截止 {}"),
        what_became=_("{}条意见建议的采纳情况"),
        who_answered=_("截至{}，发函{}家，已反馈{}家，截止{}"),
        day=_day,
        word=_,
    )


def _day(at: datetime) -> str:
    return format_date(at, "d MMM", locale=ENGLISH)
