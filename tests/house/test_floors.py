"""The house keeps its measure: small modules, short flows, names of its own, nothing unfinished or of one machine."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.ground import FLOORS, OUTSIDE, PAPERS, ROOT, files, flows

LONGEST_MODULE = 260
LONGEST_FUNCTION = 45
LONGEST_FLOW = 22
GENERATED = ROOT / "models" / "migrations" / "versions"
UNWANTED = re.compile(
    r"\b(?:TODO|FIXME)\b"
    r"|/(?:work|root|home|opt)/\w"
    r"|pypi\.org|pythonhosted\.org|npmjs\.org|debian\.org"
)
WRITTEN = [path for path in files(*FLOORS, *OUTSIDE) if path != Path(__file__)] + [ROOT / paper for paper in PAPERS]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("floor", [*FLOORS, "tests", "benchmarks"])
def test_no_module_grows_beyond_what_can_be_read_at_once(floor: str) -> None:
    sizes = {
        named(path): len(path.read_text("utf-8").splitlines())
        for path in files(floor, ending=".py")
        if path.parent != GENERATED
    }
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_MODULE} == {}


@pytest.mark.parametrize("floor", [*FLOORS, "tests", "benchmarks"])
def test_no_function_grows_beyond_a_screen(floor: str) -> None:
    sizes = {
        f"{named(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in files(floor, ending=".py")
        if path.parent != GENERATED
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_FUNCTION} == {}


def test_every_flow_is_a_short_story_in_a_file_named_after_it() -> None:
    stories = [(path.stem, story.name) for path, story in flows()]
    assert [file for file, _ in stories] == [story for _, story in stories]
    lengths = {story.name: (story.end_lineno or 0) - story.body[0].lineno for _, story in flows()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FLOW} == {}


def test_no_flow_file_takes_the_name_of_a_package_or_a_floor() -> None:
    taken = sys.stdlib_module_names | packages_distributions().keys() | {*FLOORS}
    assert [path.stem for path, _ in flows() if path.stem in taken] == []


def test_nothing_is_unfinished_or_names_one_machines_folders_or_a_registry() -> None:
    found = {named(path): UNWANTED.findall(path.read_text("utf-8", "replace")) for path in WRITTEN}
    assert {name: words for name, words in found.items() if words} == {}


def test_every_folder_of_the_house_is_known_here() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders - {"tests", "benchmarks"} == {*FLOORS}
