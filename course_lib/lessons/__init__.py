"""What belongs to a lesson and not to the library: a folder a lesson, and what lessons share."""
