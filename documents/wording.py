"""The sentences that every printed document shares: moments, and the line under every table."""

from datetime import datetime, tzinfo

from rules.ledger import Ledger


def moment_text(moment: datetime, zone: tzinfo) -> str:
    """A moment as official documents write it, in the office's zone: 2026年10月13日18时00分."""
    local = moment.astimezone(zone)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def as_of_text(ledger: Ledger, zone: tzinfo) -> str:
    """The line under every table: 截至 the ledger's moment, then its counts."""
    return f"截至{moment_text(ledger.as_of, zone)}，{ledger.sentence}"
