"""What belongs to lesson 01, "What a plain RNN can remember", and not to the library."""
