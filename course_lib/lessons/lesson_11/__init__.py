"""What belongs to lesson 11, "From here to the Transformer", and not to the library."""
