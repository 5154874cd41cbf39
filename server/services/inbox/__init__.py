"""The staff inbox: what needs a person, and what a person does about it."""
