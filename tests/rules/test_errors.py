"""The one family of refusals."""

import inspect

import pytest

from rules import errors
from rules.errors import BadInput, CirculateError, LedgerUnbalanced, MailDown, Passing, Refused, exit_code

FAMILY = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", FAMILY)
def test_every_error_is_of_the_family_and_shows_its_sentence_unchanged(kind: type[CirculateError]) -> None:
    assert kind("请改正后再试。").sentence == "请改正后再试。"
    assert kind.__mro__[-4:] == (CirculateError, Exception, BaseException, object)


@pytest.mark.parametrize("kind", FAMILY)
def test_only_what_passes_by_itself_asks_to_be_tried_again(kind: type[CirculateError]) -> None:
    assert kind.try_again is issubclass(kind, Passing)
    assert not issubclass(kind, Passing) or not issubclass(kind, Refused)


@pytest.mark.parametrize("kind", [kind for kind in FAMILY if kind is not LedgerUnbalanced])
def test_every_refusal_leaves_by_exit_code_one(kind: type[CirculateError]) -> None:
    assert exit_code(kind("原因。")) == 1


def test_a_defect_of_the_program_is_told_from_a_refusal() -> None:
    assert exit_code(LedgerUnbalanced("台账不平。")) == 70
    assert [exit_code(MailDown("原因。")), exit_code(BadInput("原因。"))] == [1, 1]
