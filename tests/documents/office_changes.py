"""LibreOffice accepting or rejecting every tracked change of a document, by a macro in a profile of its own."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.documents.office_suite import HOW
from tests.parts import require

SIDES = {"accepted": ".uno:AcceptAllTrackedChanges", "rejected": ".uno:RejectAllTrackedChanges"}
_LIBRARY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">\n'
    '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" '
    'library:readonly="false" library:passwordprotected="false">{}</library:library>\n'
)
_MODULE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Changes" '
    'script:language="StarBasic">{}</script:module>\n'
)
_MACRO = """
Sub Resolve(given, command, written)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName" : filter(0).Value = "MS Word 2007 XML"
  opened = StarDesktop.loadComponentFromURL(given, "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(opened.CurrentController.Frame, command, "", 0, Array())
  opened.storeToURL(written, filter())
  opened.close(True)
End Sub

Sub All
  {calls}
  StarDesktop.terminate()
End Sub
"""


def resolved(files: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, bytes]]:
    """Each document with everything accepted and everything rejected: by its name, then by side."""
    office = require(shutil.which("soffice"), HOW)
    calls = []
    for name, content in files.items():
        given = folder / f"{name}.docx"
        given.write_bytes(content)
        for side, command in SIDES.items():
            written = (folder / f"{name}.{side}.docx").as_uri()
            calls.append(f'Resolve("{given.as_uri()}", "{command}", "{written}")')
    profile = folder / "profile"
    start = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    # A first start fills the profile, and would write over what it finds there.
    subprocess.run([*start, "--terminate_after_init"], check=True, capture_output=True, timeout=60)  # noqa: S603
    _add_macro(profile, "\n  ".join(calls))
    subprocess.run([*start, "macro:///Standard.Changes.All"], check=True, capture_output=True, timeout=240)  # noqa: S603
    return {name: {side: (folder / f"{name}.{side}.docx").read_bytes() for side in SIDES} for name in files}


def _add_macro(profile: Path, calls: str) -> None:
    library = profile / "user" / "basic" / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    (library / "script.xlb").write_text(_LIBRARY.format('<library:element library:name="Changes"/>'), "utf-8")
    macro = _MACRO.replace("{calls}", calls).replace("&", "&amp;").replace('"', "&quot;")
    (library / "Changes.xba").write_text(_MODULE.format(macro), "utf-8")
