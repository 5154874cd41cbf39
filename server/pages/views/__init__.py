"""What the templates show: small frozen shapes, made from the contract's by functions without I/O."""
