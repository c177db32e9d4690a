"""What belongs to lesson 07, "Translation", and not to the library."""
