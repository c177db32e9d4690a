"""What belongs to lesson 00, "Start here", and not to the library."""
