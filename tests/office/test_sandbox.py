"""What an office's own template may do and what it may not, each tried for real."""

import time
from dataclasses import dataclass

import pytest
from jinja2 import TemplateError

from office.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Row:
    text: str


ROWS = [Row(str(number)) for number in range(1000)]
LOOPS = "".join("{% for row in rows %}" for _ in range(3)) + "".join("{% endfor %}" for _ in range(3))


def filled(template: str) -> str:
    return Sandbox(autoescape=True).from_string(template).render(rows=ROWS, name="甲<乙>", none="")


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ name }}", "甲&lt;乙&gt;"),
        ("{{ none|default('无', true) }}{{ rows|length + 1 }}", "无1001"),
        (
            "{% for row in rows %}{% if loop.last %}{{ loop.index }}{{ row.text }}，{% endif %}{% endfor %}",
            "1000999，",
        ),
    ],
)
def test_data_conditions_loops_and_small_sums_are_what_templates_need(template: str, words: str) -> None:
    assert filled(template) == words


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ name.__init__.__globals__ }}",
        "{{ name.format(name) }}",
        "{{ rows.append(1) }}",
        "{{ range(10) }}",
        "{{ cycler('a') }}",
        "{{ name|attr('__class__') }}",
        "{{ 'a' * 1000000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 99999 ** 99999 }}",
        "{{ name|center(1000000000) }}",
        "{% set twice %}{{ name }}{{ name }}{% endset %}",
        "{% with twice = name ~ name %}{% endwith %}",
        "{% for twice in [[name, name]|join] %}{% endfor %}",
        "{% for row in rows recursive %}{{ loop(rows) }}{% endfor %}",
        "{% macro again() %}{{ again() }}{% endmacro %}",
        "{% include 'other' %}",
        "{% import 'os' as os %}",
        "{{ unknown }}",
        LOOPS,
    ],
)
def test_whatever_reaches_out_or_never_ends_is_refused_at_once(template: str) -> None:
    began = time.perf_counter()
    with pytest.raises(TemplateError):
        filled(template)
    assert time.perf_counter() - began < 5
