"""Taking in a city's organizations and people from the lists that its office already has.

No app: it keeps no rows of its own. It stands on accounts (what is made) and files (where the workbook waits).
"""
