"""The version of the program; with each article is noted which one read it."""

__version__ = "0.1.2"
