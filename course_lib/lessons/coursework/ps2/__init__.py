"""Problem set 2, "The encoder-decoder and decoding": a file for each graded problem."""
