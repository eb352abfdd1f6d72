"""What is measured, and beside whom: `make bench` prints the table that stands in docs/performance.md."""
