"""Results made visible: JSON, CSV, tables for people."""
