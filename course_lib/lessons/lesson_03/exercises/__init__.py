"""The exercises of lesson 03, "How much can one vector carry?": a file each, under its name."""
