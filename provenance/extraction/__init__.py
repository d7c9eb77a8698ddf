"""Article -> claims: who says it, and how surely."""
