"""The sentences that every printed document shares: moments and the counts of the ledger."""

from datetime import datetime, tzinfo

from rules.ledger import Ledger
from rules.words import VERDICT_WORDS


def moment_text(moment: datetime, zone: tzinfo) -> str:
    """A moment as official documents write it, in the office's zone: 2026年10月13日18时00分."""
    local = moment.astimezone(zone)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def counts_text(ledger: Ledger) -> str:
    """The ledger as one sentence; what never occurred is left out, save the three answers every round has."""
    units = ledger.units
    stood = [f"有意见{units.with_opinions}家", f"无意见{units.no_comment}家", f"无反馈{units.no_reply}家"]
    rare = (("未送达", units.undeliverable), ("未发出", units.unsent))
    stood += [f"{word}{count}家" for word, count in rare if count]
    late = f"（逾期反馈{units.late}家）" if units.late else ""
    settled = [f"{VERDICT_WORDS[verdict]}{count}条" for verdict, count in ledger.verdicts.items() if count]
    verdicts = f"，其中{'、'.join(settled)}" if settled else ""
    return f"发函{units.invited}家，其中{'、'.join(stood)}{late}；意见{ledger.opinions}条{verdicts}。"


def as_of_text(ledger: Ledger, zone: tzinfo) -> str:
    """The line under every table: 截至 the ledger's moment, then its counts."""
    return f"截至{moment_text(ledger.as_of, zone)}，{counts_text(ledger)}"
