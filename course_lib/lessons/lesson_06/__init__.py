"""What belongs to lesson 06, "Spelling", and not to the library."""
