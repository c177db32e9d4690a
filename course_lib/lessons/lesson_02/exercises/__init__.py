"""The exercises of lesson 02, "The LSTM encoder-decoder": a file each, under its name."""
