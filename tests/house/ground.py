"""Where the house stands: its floors, their files and which of them are flows."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("flows", "web", "desk", "mail", "documents", "models", "rules", "office")
OUTSIDE = ("templates", "tests", "benchmarks", ".ci")
PAPERS = (
    "Makefile",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "pyproject.toml",
    "constraints.txt",
    "prefect.yaml",
)


def files(*folders: str, ending: str = "") -> list[Path]:
    """Every file under these folders of the house, in order."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(f"*{ending}"))
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def flows() -> Iterator[tuple[Path, ast.AsyncFunctionDef]]:
    """Each flow file with its flow."""
    for path in files("flows", ending=".py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.AsyncFunctionDef) and any(_is_flow(mark) for mark in node.decorator_list):
                yield path, node


def _is_flow(mark: ast.expr) -> bool:
    name = mark.func if isinstance(mark, ast.Call) else mark
    return isinstance(name, ast.Name) and name.id == "flow"
