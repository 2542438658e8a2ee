"""How much of a file is read. A hand-made annex of a city stays far below all of these."""

MAX_FILE_BYTES = 20_000_000
MAX_PARTS = 4_000  # files inside the ZIP container
MAX_PART_BYTES = 80_000_000  # one part, unpacked
MAX_UNPACKED_BYTES = 160_000_000  # all parts together
MAX_RATIO = 250  # unpacked to packed, asked of parts above a megabyte; real sheets stay under 60
RATIO_FREE_BYTES = 1_000_000
MAX_SHEETS = 50
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 400_000  # that hold something, in all sheets together
MAX_CELL_TEXT = 32_767  # Excel's own limit
MAX_TEXT = 20_000_000  # characters in all cells together: one long shared string can stand in every cell

MEMORY_BYTES = 1_000_000_000  # address space of the reading process
CPU_SECONDS = 15
WALL_SECONDS = 30
