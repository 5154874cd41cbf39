"""Pass products: what a studio sells."""
