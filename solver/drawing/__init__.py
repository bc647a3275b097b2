"""Drawing: scales, axes, marks and measured text, as SVG; nothing here knows a plan."""
