"""The rules of money, days, accounts and matching: pure functions and values, standard library only."""
