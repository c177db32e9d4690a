"""What belongs to lesson 09b, "Speech", and not to the library."""
