"""What belongs to lesson 09, "Captions", and not to the library."""
