"""Reading workbooks and CSV files that strangers hand in, bounded in memory and time.

`read_tables` is the one way in. It answers with plain cells, or raises `UnusableFile`.
"""

from .model import EMPTY, Cell, Range, Sheet, Workbook, address
from .reading import read_tables
from .refusal import MESSAGES, UnusableFile

__all__ = [
    "EMPTY",
    "MESSAGES",
    "Cell",
    "Range",
    "Sheet",
    "UnusableFile",
    "Workbook",
    "address",
    "read_tables",
]
