"""Every night: workbooks solved unattended, each plan in its own folder, published only if it passes."""
