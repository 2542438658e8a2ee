"""The lists of a plan as sheets of workbooks, in the columns that offices use.

four        the four lists (目标清单、任务清单、项目清单、责任清单), by name and together
goals, works, duties    what stands in each
people      who is in charge of each organization, and whom the office turns to
plans       what the lists have in common
"""
