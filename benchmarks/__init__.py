"""Measures budgetpro beside hledger, ledger and a plain script; see `run.py`."""
