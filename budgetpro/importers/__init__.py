"""Statement files in, statement lines out: one module a format; no database, no prompts."""
