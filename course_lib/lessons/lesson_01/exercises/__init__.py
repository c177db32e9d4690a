"""The exercises of lesson 01, "What a plain RNN can remember": a file each, under its name."""
