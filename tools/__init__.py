"""What builds and checks the house around the code; set-up needs nothing but Python's standard library."""
