"""Annexes of all kinds, from file to plan.

kinds       what tells indicators, tasks, projects and cells apart, and how each is judged and applied
importing   read a file, judge it against a plan, write it whole or not at all
tasks, projects, money, columns     the two kinds that belong to this part
responsibilities, people, parts     a list of responsibilities: who answers for what, of which nothing is guessed
blank       empty workbooks to fill in
"""
