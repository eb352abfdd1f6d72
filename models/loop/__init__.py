"""The five-step loop on issues: assignments, progress, return visits, and what the steps of the process do to them."""
