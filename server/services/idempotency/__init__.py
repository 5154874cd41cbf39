"""The same request twice does its work once (R21)."""
