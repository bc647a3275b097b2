"""The only package that knows Excel: packages, reading, patching, result sheets, the template."""
