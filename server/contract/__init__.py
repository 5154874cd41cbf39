"""The shapes on the wire, published and append-only; the kiosk reads the same ones."""
