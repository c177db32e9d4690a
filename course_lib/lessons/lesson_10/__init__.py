"""What belongs to lesson 10, "Fast attention", and not to the library."""
