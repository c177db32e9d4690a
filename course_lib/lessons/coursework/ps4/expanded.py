"""Problem: a trained decoder that asks before it moves, in a window that walks forward."""

from course_lib.lessons.coursework.ps4.game import measured

expanded = measured("expanded", ((0.3, 0.3), (0.6, 0.6), (0.8, 0.8), (0.92, 1.0)))
