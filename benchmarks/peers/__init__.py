"""The same street-office tables served by other admin tools, and what measures them all; see `benchmarks/__main__.py`."""
