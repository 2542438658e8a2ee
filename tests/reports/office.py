"""A workbook as somebody sees it who opens it in another office: recalculated by LibreOffice, read back."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def recalculated(content: bytes, folder: Path) -> Workbook:
    """Opened and saved by LibreOffice after its stored values were taken away, so that it must calculate them."""
    assert SOFFICE is not None
    source = folder / "annual.xlsx"
    source.write_bytes(without_values(content))
    target = folder / "calculated"
    command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return load_workbook(target / "annual.xlsx", data_only=True)


def without_values(content: bytes) -> bytes:
    """Saving with openpyxl keeps the formulas and drops what was stored beside them."""
    book = load_workbook(BytesIO(content))
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()
