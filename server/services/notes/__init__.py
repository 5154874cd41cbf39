"""Notes that only staff read: about a customer, a pass or a session."""
