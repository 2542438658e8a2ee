"""One way in for every file that comes from outside: told by its content, read in a process of its own."""

import signal
import subprocess
import sys
from pathlib import Path, PurePath

from . import limits
from .model import Workbook
from .packing import unpack
from .refusal import UnusableFile
from .texts import read_csv

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_EXCEL_MARKS = (b"\x09\x08", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
TEXT_EXTENSIONS = {".csv", ".tsv", ".txt"}

# Started by folder, not as wastefree.lib.sheets: importing `wastefree` loads Celery and the settings. The
# folder comes last on the path, since its modules (numbers) bear names of the standard library's.
LIBRARY = Path(__file__).parent.parent
START = "import sys; sys.path.append(sys.argv[1]); from sheets.child import main; main()"


def read_tables(source: str | Path | bytes, *, name: str) -> Workbook:
    """All sheets of an .xlsx or .csv file, given as a path or as bytes; `name` is the file's own name.

    Raises UnusableFile when the file cannot be used at all, and OSError when a path cannot be read.
    """
    data = source if isinstance(source, bytes) else _load(Path(source))
    extension = PurePath(name).suffix.lower()
    if len(data) > limits.MAX_FILE_BYTES:
        raise UnusableFile("too_large")
    check_kind(data, extension)
    return read_csv(data, PurePath(name).name) if extension in TEXT_EXTENSIONS else _read_apart(data)


def check_kind(data: bytes, extension: str) -> None:
    """Raises UnusableFile unless extension and first bytes are those of one kind that can be read."""
    if not data.strip():
        raise UnusableFile("empty")
    if data.startswith(OLE_MARK):
        raise UnusableFile(_ole_refusal(data))
    if data.startswith(OLD_EXCEL_MARKS):
        raise UnusableFile("old_excel")
    if extension in {".xlsm", ".xltm"}:
        raise UnusableFile("macros")
    if extension not in {".xlsx", *TEXT_EXTENSIONS}:
        raise UnusableFile("wrong_type", extension=extension)
    if data.startswith(ZIP_MARKS) != (extension == ".xlsx"):
        raise UnusableFile("wrong_content", extension=extension)


def _load(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(limits.MAX_FILE_BYTES + 1)


def _ole_refusal(data: bytes) -> str:
    """An OLE container is an encrypted workbook, an old one, or something else; its directory tells."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    old = any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book\0"))
    return "old_excel" if old else "not_a_workbook"


def _read_apart(data: bytes) -> Workbook:
    command = [sys.executable, "-I", "-c", START, str(LIBRARY)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=limits.WALL_SECONDS, env={})
    except subprocess.TimeoutExpired as error:
        raise UnusableFile("too_slow") from error
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise UnusableFile("too_slow")
    if done.returncode:
        raise UnusableFile("damaged")
    return unpack(done.stdout)
