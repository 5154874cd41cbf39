-- Until then the missed classes count as cancelled, which the sweep leaves alone; from now on they are over.
UPDATE class_session SET cancelled_at = NULL WHERE id >= {first} AND cancelled_at IS NOT NULL;
