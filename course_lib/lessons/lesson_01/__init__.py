"""What belongs to lesson 01, "What a plain RNN cannot do", and not to the library."""
