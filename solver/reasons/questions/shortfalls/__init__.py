"""Why a requirement lacks: its least lack, its price, what fills it, and how they are told."""
