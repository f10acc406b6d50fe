"""The due moment as a calendar entry (.ics), so that it stands in the contact's own calendar with an alarm."""

from datetime import UTC, datetime, timedelta

from mail.compose import Attachment

MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
ALARM = "-P1D"
_LINE = 75  # octets, RFC 5545 3.1


def due_entry(uid: str, title: str, due: datetime, written: datetime, description: str = "") -> Attachment:
    """An entry of half an hour that ends at the due moment.

    Args:
        uid: the same for a later entry that is to replace this one, such as after an extension.
        title: what the calendar shows.
        due: the due moment, aware.
        written: when the letter was written, aware; tells an older entry from a newer.
        description: further words below the title.
    """
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Circulate//ZH",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_escaped(uid)}",
        f"SEQUENCE:{int(written.timestamp()) // 60}",
        f"DTSTAMP:{_utc(written)}",
        f"DTSTART:{_utc(due - timedelta(minutes=30))}",
        f"DTEND:{_utc(due)}",
        f"SUMMARY:{_escaped(title)}",
        *([f"DESCRIPTION:{_escaped(description)}"] if description else []),
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        f"TRIGGER:{ALARM}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return Attachment("反馈截止时间.ics", b"".join(_folded(line) for line in lines), MEDIA_TYPE)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> bytes:
    """Lines of at most 75 octets, no character cut."""
    done, current = b"", b""
    for character in line:
        code = character.encode()
        if len(current) + len(code) > _LINE:
            done, current = done + current + b"\r\n", b" "
        current += code
    return done + current + b"\r\n"
