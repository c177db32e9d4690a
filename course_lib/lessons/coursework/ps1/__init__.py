"""Problem set 1, "JAX and recurrent cells": a file for each graded function, under its name."""
