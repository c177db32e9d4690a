"""The exercises of lesson 09, "Captions: where does it look?": a file each, under its name."""
