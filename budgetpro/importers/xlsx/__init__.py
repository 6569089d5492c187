"""XLSX (SpreadsheetML): an archive of parts in, one sheet's rows out, which the reader of CSV understands."""
