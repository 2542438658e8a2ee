"""Annexes of a plan as the office makes them by hand: read all, judge all, show it, then write it in one transaction.

    sheet       rows of texts, each with sheet and cell; columns that nobody knows, hidden rows, further tables are told
    bodies      who answers, among the organizations of the portal
    judgement   what would be created, updated, left alone, and every cell that could not be read
    judging     the rows against the plan (row: one of them; figures, quantities, levels, codes, words: its pieces)
    applying    the judgement written through `indicators.definitions`

The first three serve annexes of all kinds; `cells.annex` and `tasks.annex` have the other kinds, and `tasks.annex.importing`
the way from a file to the plan. What an annex leaves blank is left as it is; what cannot be read keeps its words.
"""
