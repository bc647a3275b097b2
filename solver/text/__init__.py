"""How people read signs and numbers: letters that look alike, signs that nobody sees."""
