"""What the studio does with a class session as a whole: more seats, another hour, none at all (R38, §6)."""
