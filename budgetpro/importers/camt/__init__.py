"""CAMT.052, .053 and .054 (ISO 20022 XML): records as they come, statements out."""
