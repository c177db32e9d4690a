"""Makes frequencies.tsv with the package wordfreq (see README.md here for source and licence).

    pip install wordfreq && python datasets/make_frequencies.py > datasets/frequencies.tsv

How often each word of words.txt comes in English, on the Zipf scale: the logarithm, to base 10, of
how often it comes in a billion words.
"""

import sys
from pathlib import Path

from wordfreq import zipf_frequency

WORDS = Path(__file__).with_name("words.txt")

if __name__ == "__main__":
    for word in WORDS.read_text("ascii").split():
        sys.stdout.write(f"{word}\t{zipf_frequency(word, 'en'):.2f}\n")
