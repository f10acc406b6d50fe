"""How what is made public names people and units: no name, number or address is printed by accident."""

import re
from collections.abc import Iterable
from enum import StrEnum

HIDDEN = "***"
_TITLES = "同志|先生|女士"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马苗方俞任袁柳史唐薛雷贺汤罗毕郝"
    "常于傅康伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪项祝董梁杜阮季贾路江郭梅林钟徐邱高夏蔡田樊胡凌霍万卢莫丁邓洪石崔龚程邢裴陆"
    "翁段侯宁刘景龙叶黎白温庄柴阎易廖耿关饶曾游岳肖闫邸付代涂"
)
_NAME = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff·]{2,8}(?![\u4e00-\u9fff])")
_OFFICE = re.compile(r"[局委办处科厅室院部署组站所会司府县市区镇乡]$|[\u4e00-\u9fff]{5}")
# Mainland mobile and landline numbers, identity numbers, and whatever digits follow the word.
_NUMBER = re.compile(
    r"(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d{4}){2}(?!\d)"
    r"|(?<!\d)0\d{2,3}[-—–－\s]?\d{7,8}(?!\d)"
    r"|(?<!\d)\d{17}[\dXx](?![\dA-Za-z])"
    r"|(?<=电话|手机|传真|号码)(?<!\d)(?=[:：]?\s*\d{7,12}(?!\d))[:：]?\s*\d{7,12}"
)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_LABELLED = re.compile(
    r"((?:联系人|经办人|填表人|反馈人|姓名|签名|审核人|签发人)\s*[:：]\s*)([\u4e00-\u9fff·]{2,8}?)(?=$|[\s，、；。,;（(])"
)
_TITLED = re.compile(rf"(?<![\u4e00-\u9fff])([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?={_TITLES})")


class Naming(StrEnum):
    """How the public notice names the units that spoke: by name, masked, or not at all."""

    NAMED = "named"
    MASKED = "masked"
    UNNAMED = "unnamed"


def surname_only(name: str) -> str:
    """A person's name as notices print it: 朱**, and 朱* for a name of two characters."""
    return name[:1] + "*" * max(1, min(len(name) - 1, 2))


def without_people(text: str, known: Iterable[str] = ()) -> str:
    """A text with telephone and identity numbers, mail addresses and people's names hidden.

    Names are those the office knows, what follows a label like 联系人：, and what stands before 同志、先生、女士; a
    name in the middle of a sentence that nobody knows is left to whoever reviews the notice.

    Args:
        text: what a unit or the office wrote.
        known: the people of the register and of the replies, as written there; offices among them are no names.
    """
    names = {name for given in known for name in _NAME.findall(given) if not _OFFICE.search(name)}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, surname_only(name))
    text = _LABELLED.sub(lambda found: found[1] + surname_only(found[2]), text)
    text = _TITLED.sub(lambda found: surname_only(found[1]), text)
    return _ADDRESS.sub(HIDDEN, _NUMBER.sub(HIDDEN, text))
