"""The only package that knows Excel: the layout, reading, the template, writing."""
