"""Pages: a plan, and the nights of a folder, each as one HTML file."""
