"""Turns the places of the source documents into rows: one file per place holds its figures and names as plain data.

Read in this order: `place.py` (what a place is), a place such as `shanggao.py`, `book.py` (rows that wait to be
written), the builders (`units`, `staff`, `homes`, `party`, `matters`, `sessions`, `service`, `ledger`, `accounts`), and
`loader.py`, which runs them. `people.py` and `words.py` make the persons and sentences; nobody in them exists.
`docs/sample-data.md` says what comes from the documents and what is made up.
"""
