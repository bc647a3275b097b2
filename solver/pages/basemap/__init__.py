"""The base map: the world's countries, which of them a place lies in, and their outlines on a drawing."""
