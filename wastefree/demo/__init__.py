"""The demonstration city: Baotou's pilot as published, and made-up figures that say that they are.

Only `manage.py load_demo` and `make run` load it. Everything made up comes from `random.Random` with fixed seeds, so
that the same day gives the same city.
"""
