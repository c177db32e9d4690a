"""Problem sets: what a student hands in, and how it is graded.

A student's side: `preflight`. A teacher's side: all the rest, which needs nbgrader.
"""
