-- The night as a few statements over whole tables: what it costs where nobody scans beside it and nothing may fail.
-- It knows what the seed has made: one studio, punch passes without a grace, an absence each, nobody excused.
BEGIN;

-- The sweep (R32).
CREATE TEMP TABLE missed AS
SELECT r.id, r.registration, r.customer, {said} AS said, c.name AS course
FROM session_reservation r JOIN class_session s ON s.id = r.session JOIN course c ON c.id = s.course
WHERE r.status = 'PENDING' AND s.ends_at <= {now} AND s.cancelled_at IS NULL;

UPDATE session_reservation
SET status = 'NO_SHOW', no_show_detected_at = {now}, checked_in_at = NULL, attended_at = NULL
WHERE id IN (SELECT id FROM missed);

UPDATE class_registration SET sessions_remaining = sessions_remaining - 1
WHERE id IN (SELECT registration FROM missed);

INSERT INTO punch_entry (registration, reservation_id, kind, delta, actor, at)
SELECT registration, id, 'NO_SHOW', -1, 'system', {now} FROM missed;

INSERT INTO reservation_event (reservation, from_status, to_status, actor, channel, at)
SELECT id, 'PENDING', 'NO_SHOW', 'system', 'SYSTEM', {now} FROM missed;

-- What the absences cause (R34).
CREATE TEMP TABLE released AS
SELECT r.id, r.session, m.id AS cause, 'Missed ' || m.course || ', ' || m.said AS reason, m.course, {said} AS said
FROM missed m JOIN session_reservation r ON r.registration = m.registration JOIN class_session s ON s.id = r.session
WHERE r.status = 'PENDING' AND s.starts_at > {now}
ORDER BY r.id;

UPDATE session_reservation
SET status = 'AUTO_CANCELLED', auto_cancelled_at = {now}, auto_cancelled_by = released.cause
FROM released WHERE session_reservation.id = released.id;

UPDATE class_session SET seats_taken = seats_taken - freed.seats
FROM (SELECT session, count(*) AS seats FROM released GROUP BY session) AS freed
WHERE class_session.id = freed.session;

INSERT INTO reservation_event (reservation, from_status, to_status, actor, channel, reason, at)
SELECT id, 'PENDING', 'AUTO_CANCELLED', 'system', 'SYSTEM', reason, {now} FROM released;

UPDATE session_reservation SET absence_acted_at = {now} WHERE id IN (SELECT id FROM missed);

CREATE TEMP TABLE told AS
SELECT cause, reason, {joined}(CAST(id AS TEXT), ',') AS ids, {joined}(course || ', ' || said, '; ') AS listed
FROM released GROUP BY cause, reason;

INSERT INTO staff_note (studio, customer, registration, author, text, at)
SELECT 1, m.customer, m.registration, 'system', t.reason || '. Released because of it: ' || t.listed || '.', {now}
FROM missed m JOIN told t ON t.cause = m.id;

INSERT INTO outbox_message (kind, recipient, dedupe_key, facts, studio, created_at, due_at, attempts)
SELECT 'AUTO_CANCELLATION', u.email, 'auto-cancellation:' || m.id || ':' || {now},
 '{{"noShowId":' || m.id || ',"reservationIds":[' || t.ids || ']}}', 1, {now}, {now}, 0
FROM missed m JOIN told t ON t.cause = m.id JOIN customer u ON u.id = m.customer;

INSERT INTO job_run (studio, kind, as_of, started_by, started_at, holder, lease_until, finished_at, no_shows, absences,
 auto_cancelled)
SELECT 1, 'BY_HAND', {now}, 'system', {now}, '', {now}, {now}, count(*), count(*), (SELECT count(*) FROM released)
FROM missed;

COMMIT;
