"""What is run by those who work on budgetpro, and not shipped."""
