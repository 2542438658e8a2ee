"""Annexes of a plan as the office makes them by hand: read all, judge all, show it, then write it in one transaction."""
