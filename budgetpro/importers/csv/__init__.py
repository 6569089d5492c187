"""CSV in whatever dialect: how a table, its columns, dates, amounts and signs are found, and what proves them."""
