"""What a missed class costs, exactly once, whatever the night brings (§7)."""
