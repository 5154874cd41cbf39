"""The demo: a temporary studio full of life; written only through services, shown only through the HTTP interface."""
