"""LibreOffice, as the program units save their files with."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.parts import require

HOW = "needs LibreOffice: apt-get install libreoffice-writer libreoffice-calc"


def resaved(files: Mapping[str, bytes], folder: Path, ending: str) -> dict[str, bytes]:
    """The files, given by name with their ending, as LibreOffice saves them in another format; by name without it."""
    office = require(shutil.which("soffice"), HOW)
    given, out = folder / "given", folder / ending
    given.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (given / name).write_bytes(content)
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", ending]
    paths = [given / name for name in files]
    subprocess.run([*command, "--outdir", out, *paths], check=True, capture_output=True, timeout=120)  # noqa: S603
    return {path.stem: path.read_bytes() for path in out.iterdir()}
