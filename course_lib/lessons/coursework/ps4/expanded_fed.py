"""Problem: a trained decoder that moves before it asks, and is fed what it made last."""

from course_lib.lessons.coursework.ps4.game import measured

expanded_fed = measured("expanded_fed", ((0.3, 0.3), (0.6, 0.6), (0.8, 0.8), (0.88, 1.0)))
