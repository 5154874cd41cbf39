"""The HTTP interface (`api.md`): JSON controllers by audience; each package lists its own in CONTROLLERS."""
