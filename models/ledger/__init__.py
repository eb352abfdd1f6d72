"""The points ledger at work: the rules of `app/process` applied to rows, one transaction a step."""
