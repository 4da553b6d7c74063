"""What can happen to a comment: one module, one function, one transaction, one entry in the ledger each."""
