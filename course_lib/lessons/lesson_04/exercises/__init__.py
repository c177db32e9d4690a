"""The exercises of lesson 04, "Soft against hard attention": a file each, under its name."""
