"""Where an office's own templates run: over the data they are given, and in bounded time and memory."""

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

TURNS = 1_000_000
_LARGEST = 10_000
# Filters that turn few characters into many, or run code by name, are no part of a letter.
_FILTERS = ("capitalize", "default", "escape", "first", "join", "last", "length", "lower", "trim")
_TESTS = ("defined", "undefined", "none", "odd", "even", "string", "number", "in", "eq", "equalto", "ne", "gt", "lt")
# Whatever names a value anew could double it again and again.
_REFUSED = (
    *(nodes.Macro, nodes.CallBlock, nodes.Import, nodes.FromImport, nodes.Include),
    *(nodes.Assign, nodes.AssignBlock, nodes.With),
)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja for .docx templates: data, conditions, loops over data and a few filters; everything else is refused."""

    intercepted_binops = frozenset({"*", "**", "%", "+", "~"})

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as jinja2 has them
        super().__init__(undefined=StrictUndefined, **options)
        self.filters = {name: self.filters[name] for name in _FILTERS} | {"counted": self._counted}
        self.tests = {name: self.tests[name] for name in _TESTS}
        self.globals = {}
        self._left = TURNS

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for refused in tree.find_all(_REFUSED):
            raise TemplateSyntaxError(
                "模板里不能使用 set、with、macro、include、import", refused.lineno, name, filename
            )
        for loop in tree.find_all(nodes.For):
            if not isinstance(loop.iter, nodes.Name | nodes.Getattr) or loop.recursive:
                raise TemplateSyntaxError("for 只能逐项列出给定的数据", loop.lineno, name, filename)
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.iter.lineno)
        return tree

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        """The turns of every loop of a document together: loops in loops come to an end too."""
        for value in values:
            self._left -= 1
            if self._left < 0:
                raise SecurityError(f"循环超过 {TURNS:,} 次")
            yield value

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as jinja2 has it
        """Arithmetic on small numbers only; texts are joined by writing them side by side."""
        if not all(isinstance(side, int | float) and abs(side) <= _LARGEST for side in (left, right)):
            raise SecurityError(f"不能用“{operator}”计算文字或过大的数")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - as jinja2 has it
        """Fields of the data; no method of a text, a list or anything else."""
        return not callable(value) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 - as jinja2 has it
        """Nothing may be called."""
        del obj
        return False
