-- What the attended bookings of the night's seed have left behind; the same text on both engines.
INSERT INTO punch_entry (registration, kind, delta, actor, at)
SELECT id, 'GRANT', sessions_included, 'system', sold_at FROM class_registration WHERE id >= {first};

INSERT INTO punch_entry (registration, reservation_id, kind, delta, actor, at)
SELECT registration, id, 'CHECK_IN', -1, 'kiosk:1', checked_in_at
FROM session_reservation WHERE id >= {first} AND status = 'ATTENDED' ORDER BY id;

UPDATE class_registration
SET sessions_remaining = (SELECT sum(delta) FROM punch_entry WHERE registration = class_registration.id)
WHERE id >= {first};

INSERT INTO reservation_event (reservation, to_status, actor, channel, at)
SELECT id, 'PENDING', 'customer:' || customer, 'PAGES', reserved_at
FROM session_reservation WHERE id >= {first} ORDER BY id;

INSERT INTO reservation_event (reservation, from_status, to_status, actor, channel, at)
SELECT id, 'PENDING', 'CHECKED_IN', 'kiosk:1', 'KIOSK', checked_in_at
FROM session_reservation WHERE id >= {first} AND status = 'ATTENDED' ORDER BY id;

INSERT INTO reservation_event (reservation, from_status, to_status, actor, channel, at)
SELECT id, 'CHECKED_IN', 'ATTENDED', 'system', 'SYSTEM', attended_at
FROM session_reservation WHERE id >= {first} AND status = 'ATTENDED' ORDER BY id;
