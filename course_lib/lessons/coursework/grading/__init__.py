"""How submissions are graded: each runs apart, with limits; what it returns is judged elsewhere.

`wire`, `bridge` and `watch` work in the student's process; all else in the grader's, which never
runs a line of a student's code and never unpickles what one sends.
"""
