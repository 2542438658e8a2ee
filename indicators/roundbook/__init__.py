"""The round's workbook (填报表): downloaded with what stands, filled in without a network, taken in again.

    layout       what a workbook holds, sheet by sheet
    facts        the sheet that only the portal reads: whose workbook this is, and on what each row was based
    writing      from contents to bytes
    cells        what one cell means, or why it means nothing
    reading      from a workbook that came back to its rows
    differences  those rows held against what stands now
    filling      the contents, from the portal
    judging      a file that came back, against the portal
    applying     what was accepted is written, all or nothing
    wording      the sentences of it all

All down to `differences` is arithmetic on texts and cells and knows neither the database nor a language.
"""
