"""The lists of a plan as sheets of workbooks, in the columns that offices use.

people      who is in charge of each organization, and whom the office turns to
"""
