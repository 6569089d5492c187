"""OFX 1.x and 2.x, and QFX: tags as they come, statements out."""
