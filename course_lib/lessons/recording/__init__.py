"""How an experiment is defined, run for several seeds and written down."""
