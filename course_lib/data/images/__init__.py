"""Images: handwritten digits, the scenes made of them, and what is said of a scene: a file each."""
