"""Records of all sheets together: what is there twice, who did it, which of two sources counts."""
