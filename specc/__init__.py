"""specc: one `.mlspec` file in, a pinned and verified model build out."""

__version__ = "0.1.0"
