-- What the night and its baseline have to leave alike, by counts and sums; the same text on both engines.
SELECT status, count(*), sum(id), count(auto_cancelled_by), sum(auto_cancelled_by), count(auto_cancelled_at),
 count(no_show_detected_at), count(absence_acted_at), count(attended_at)
FROM session_reservation WHERE id >= {first} GROUP BY status ORDER BY status;

SELECT seats_taken, count(*), sum(id) FROM class_session WHERE id >= {first}
GROUP BY seats_taken ORDER BY seats_taken;

SELECT sessions_remaining, count(*), sum(id) FROM class_registration WHERE id >= {first}
GROUP BY sessions_remaining ORDER BY sessions_remaining;

SELECT kind, delta, actor, count(*), sum(registration), sum(reservation_id), count(reversed_at)
FROM punch_entry WHERE registration >= {first} GROUP BY kind, delta, actor ORDER BY kind, delta, actor;

SELECT from_status, to_status, actor, channel, count(*), sum(reservation), count(reason)
FROM reservation_event WHERE reservation >= {first} GROUP BY from_status, to_status, actor, channel
ORDER BY from_status, to_status, actor, channel;

SELECT author, count(*), sum(studio), sum(customer), sum(registration) FROM staff_note GROUP BY author;

SELECT kind, count(*), count(DISTINCT recipient), sum(length(facts)), sum(studio) FROM outbox_message GROUP BY kind;

SELECT sum(attended), sum(no_shows), sum(absences), sum(auto_cancelled), sum(failed) FROM job_run;
