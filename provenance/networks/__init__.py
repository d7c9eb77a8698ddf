"""Networks: the small encoders that read articles and compare claims, and what runs them."""
