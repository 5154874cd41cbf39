"""Composing and sending: QR pictures, mails and the ways they leave. Knows neither services nor tables."""
