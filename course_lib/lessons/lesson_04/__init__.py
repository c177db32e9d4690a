"""What belongs to lesson 04, "Soft against hard attention", and not to the library."""
