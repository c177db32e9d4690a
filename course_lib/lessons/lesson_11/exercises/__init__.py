"""The exercises of lesson 11, "From here to the Transformer": a file each, under its name."""
