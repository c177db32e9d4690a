"""English to German, on words: a grammar of both languages at once, with gold alignments."""
