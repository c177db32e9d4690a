"""What belongs to lesson 02, "The LSTM encoder-decoder", and not to the library."""
