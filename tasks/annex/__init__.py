"""Annexes of all four kinds, from file to plan.

kinds       what tells indicators, tasks, projects and cells apart, and how each is judged and applied
importing   read a file, judge it against a plan, write it whole or not at all
tasks, projects, money, columns     the two kinds that belong to this part
blank       empty workbooks to fill in
"""
