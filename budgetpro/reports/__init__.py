"""Reports: rows in, a frozen result out. Nothing here asks a database, a clock or a terminal."""
