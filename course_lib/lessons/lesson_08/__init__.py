"""What belongs to lesson 08, "Reading", and not to the library."""
