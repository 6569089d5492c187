"""SWIFT MT940 and MT942: fields as they come, statements out."""
