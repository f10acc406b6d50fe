"""Where the answer ends and the quoted history begins, as the mail programs in use write it."""

import re

LABELS_WITHIN = 7
_SEPARATOR = re.compile(
    r"^\s*[>|\s]*(?:-{2,}\s*(?:原始邮件|邮件原件|原邮件|回复的原邮件|转发的原邮件|转发邮件信息|转发的邮件"
    r"|Original Message|Forwarded message)\s*-{2,}|原始邮件)\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\s*[>|\s]*(发件人|发送时间|发件时间|发送日期|日期|时间|收件人|抄送|主\s*题|From|Sent|Date|To|Cc|Subject)\s*(?:[:：]|\|)",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^\s*[>\s]*(?:在\s*\d{4}.{0,120}写道\s*[:：]|.{0,80}于\s*\d{4}年.{0,60}写道\s*[:：]|(?:On|At)\s.{0,160}wrote\s*[:：])\s*$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"\s*[【\[（(*_\s-]*(?:保密(?:提示|声明|须知|警告|义务)|免责(?:声明|条款)|重要(?:提示|声明)\s*[】:：]|声明\s*[】:：]\s*本邮件"
    r"|(?:本|此)(?:电子)?(?:邮件|信息)[^。]{0,30}(?:保密|机密|秘密|仅供|仅限|专供|专有|特定收件人)"
    r"|(?:如|若|如果)您?(?:不是|并非)[^。]{0,16}收件人"
    r"|(?:this|the information (?:contained )?in this)\s+(?:e-?mail|message|communication)\b"
    r"|confidential(?:ity)?\s*(?:notice|note|:)|disclaimer\b|if you (?:are not|have received))",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*[-_=*]{5,}\s*|\s*")


def own_part(text: str) -> str:
    """The text above the quoted history; only for reading, the whole message is always kept."""
    lines = text.replace("\r\n", "\n").split("\n")
    cut = next((place for place in range(len(lines)) if _begins_history(lines, place)), None)
    cut = _before_quotation(lines) if cut is None else cut
    lines = _without_footers(lines[:cut])
    cut = len(lines)
    while cut and _RULE.fullmatch(lines[cut - 1]):
        cut -= 1
    return "\n".join(lines[:cut]).rstrip()


def _without_footers(lines: list[str]) -> list[str]:
    """The lines without the paragraphs a mail server adds about secrecy and liability."""
    kept: list[str] = []
    within = False
    for line in lines:
        within = bool(_FOOTER.match(line[:200])) or (within and bool(line.strip()))
        if not within:
            kept.append(line)
    return kept


def _begins_history(lines: list[str], place: int) -> bool:
    line = lines[place]
    if len(line) > 400:  # noqa: PLR2004 - no header line is that long, and the patterns stay cheap
        return False
    if _SEPARATOR.match(line):
        return len(_labels(lines[place + 1 : place + 1 + LABELS_WITHIN])) >= 2  # noqa: PLR2004 - one is an answer's word
    label = _LABEL.match(line)
    if label and label[1].lower() in {"发件人", "from"}:
        return len(_labels(lines[place : place + LABELS_WITHIN])) >= 3  # noqa: PLR2004 - the same, without a separator
    following = lines[place + 1][:200] if place + 1 < len(lines) else ""
    return bool(_WROTE.match(line) or ("写道" in following and _WROTE.match(line + following)))


def _labels(lines: list[str]) -> set[str]:
    found = (_LABEL.match(line[:200]) for line in lines)
    return {re.sub(r"\s", "", match[1]).lower() for match in found if match}


def _before_quotation(lines: list[str]) -> int:
    """The line at which a closing block of `>` lines begins, or the end."""
    cut = len(lines)
    while cut and (lines[cut - 1].lstrip().startswith(">") or not lines[cut - 1].strip()):
        cut -= 1
    return cut if any(line.lstrip().startswith(">") for line in lines[cut:]) else len(lines)
