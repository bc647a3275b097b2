"""Why a pledge is not used: its price, who is displaced, and how they are told."""
