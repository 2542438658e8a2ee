"""The year's self-assessment as an Excel workbook, in the form in which it is handed up.

Every rate in it is a formula over the sheet of quantities: whoever receives it can check how it comes about. The
values that the portal has are stored beside the formulas, for readers that do not calculate.
"""

from datetime import datetime, time
from io import BytesIO

import xlsxwriter

from reports.facts import AnnualFacts
from reports.workbooks import front, indicators, lists, quantities, sources
from reports.workbooks.style import House

__all__ = ["annual"]


def annual(facts: AnnualFacts) -> bytes:
    """The workbook (.xlsx). The same facts give the same bytes."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": front.title(facts), "created": datetime.combine(facts.as_of, time())})
        house = House(book, facts)
        places = house.begin([str(name) for name in front.SHEETS])
        cells = quantities.write_all(house, places[str(front.QUANTITIES)], facts)
        table = indicators.write_table(house, places[str(front.INDICATORS)], facts, cells)
        indicators.write_bases(house, places[str(front.BASES)], facts)
        lists.write_tasks(house, places[str(front.TASKS)], facts)
        projects = lists.write_projects(house, places[str(front.PROJECTS)], facts)
        lists.write_cells(house, places[str(front.CELLS)], facts)
        lists.write_texts(house, places[str(front.TEXTS)], facts)
        sources.write_all(house, places[str(front.SOURCES)], facts)
        front.write_cover(house, places[str(front.COVER)], facts)
        front.write_contents(house, places[str(front.CONTENTS)])
        front.write_overview(house, places[str(front.OVERVIEW)], facts, table, projects)
        for place in places.values():
            place.fit_rows()
    return content.getvalue()
