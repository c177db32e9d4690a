"""What belongs to lesson 05b, "Scores, windows, feeding", and not to the library."""
