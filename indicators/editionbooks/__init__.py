"""An edition as a workbook: written for people to read and change, read back without losing anything."""

from indicators.editionbooks.reading import Content, Problem, read_content
from indicators.editionbooks.writing import blank_workbook, edition_workbook

__all__ = ["Content", "Problem", "blank_workbook", "edition_workbook", "read_content"]
