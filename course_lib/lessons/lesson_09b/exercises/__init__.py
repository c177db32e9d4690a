"""The exercises of lesson 09b, "Speech: what does it hear?": a file each, under its name."""
