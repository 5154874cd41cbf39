"""What happens by itself: the schedule, and jobs of a few lines that each call one service."""
