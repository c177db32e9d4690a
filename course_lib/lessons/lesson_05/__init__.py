"""What belongs to lesson 05, "Bahdanau against Luong", and not to the library."""
