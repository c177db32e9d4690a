"""The exercises of lesson 01, "What a plain RNN cannot do": a file each, under its name."""
