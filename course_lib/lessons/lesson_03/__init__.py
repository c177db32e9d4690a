"""What belongs to lesson 03, "How much can one vector carry?", and not to the library."""
