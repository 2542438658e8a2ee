"""Annexes of all four kinds: indicators, tasks, projects and cells; told apart, judged, applied."""
