"""A PostgreSQL database as Prisma would have made it of the design's models, with a little of a studio in it."""

import os
import subprocess
from pathlib import Path
from typing import Final

from tests.parts.system_packages import found_of

SCHEMA: Final = """
CREATE TYPE "PassType" AS ENUM ('UNLIMITED_SERIES', 'PUNCH_PASS', 'FULL_COURSE');
CREATE TYPE "ReservationStatus" AS ENUM
  ('PENDING', 'CHECKED_IN', 'ATTENDED', 'NO_SHOW', 'CANCELLED', 'AUTO_CANCELLED');
CREATE TABLE "Customer" (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, phone TEXT);
CREATE TABLE "Class" (id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, capacity INTEGER NOT NULL,
  "durationMinutes" INTEGER NOT NULL);
CREATE TABLE "ClassStep" (id TEXT PRIMARY KEY, "classId" TEXT NOT NULL REFERENCES "Class",
  "stepNumber" INTEGER NOT NULL, title TEXT NOT NULL, "requiredSequence" BOOLEAN NOT NULL DEFAULT false);
CREATE TABLE "ClassSession" (id TEXT PRIMARY KEY, "classId" TEXT NOT NULL REFERENCES "Class",
  "stepId" TEXT REFERENCES "ClassStep", "isMakeup" BOOLEAN NOT NULL DEFAULT false, "startTime" TIMESTAMP(3) NOT NULL,
  "endTime" TIMESTAMP(3) NOT NULL, capacity INTEGER, room TEXT, instructor TEXT, "cancelledAt" TIMESTAMP(3));
CREATE TABLE "ClassRegistration" (id TEXT PRIMARY KEY, "customerId" TEXT NOT NULL REFERENCES "Customer",
  "classId" TEXT NOT NULL REFERENCES "Class", "passType" "PassType" NOT NULL, "sessionsIncluded" INTEGER,
  "sessionsRemaining" INTEGER, "maxAdvanceReservations" INTEGER DEFAULT 3,
  "requiresSequentialAttendance" BOOLEAN NOT NULL DEFAULT false, "absenceGracePeriod" INTEGER DEFAULT 0,
  "validFrom" TIMESTAMP(3), "validUntil" TIMESTAMP(3), "createdAt" TIMESTAMP(3) NOT NULL);
CREATE TABLE "RegistrationSession" (id TEXT PRIMARY KEY, "registrationId" TEXT NOT NULL REFERENCES "ClassRegistration",
  "sessionId" TEXT NOT NULL REFERENCES "ClassSession", "stepId" TEXT REFERENCES "ClassStep",
  attended BOOLEAN NOT NULL DEFAULT false, "attendedAt" TIMESTAMP(3), "cancelledAt" TIMESTAMP(3),
  "createdAt" TIMESTAMP(3) NOT NULL);
CREATE TABLE "SessionReservation" ("reservationId" TEXT PRIMARY KEY,
  "registrationId" TEXT NOT NULL REFERENCES "ClassRegistration", "sessionId" TEXT NOT NULL REFERENCES "ClassSession",
  "reservationStatus" "ReservationStatus" NOT NULL, "reservedAt" TIMESTAMP(3) NOT NULL, "checkedInAt" TIMESTAMP(3),
  "checkedInBy" TEXT, "noShowDetectedAt" TIMESTAMP(3), "autoCancelledAt" TIMESTAMP(3));
"""

ROWS: Final = """
INSERT INTO "Customer" VALUES
  ('u1', 'Ana@Example.org', 'Ana Ruiz', '+1 555 0100'), ('u2', 'bo@example.org', 'Bö, "B"', NULL);
INSERT INTO "Class" VALUES ('c1', 'Wheel Throwing', E'Clay,\\nwheels', 10, 120), ('c2', 'Mug Building', NULL, 6, 90);
INSERT INTO "ClassStep" VALUES ('t1', 'c2', 1, 'Throw', false), ('t2', 'c2', 2, 'Glaze', true);
INSERT INTO "ClassSession" VALUES
  ('s1', 'c1', NULL, false, '2026-02-23 21:00', '2026-02-23 23:00', NULL, 'Big room', NULL, NULL),
  ('s2', 'c1', NULL, false, '2026-02-24 21:00', '2026-02-24 23:00', NULL, NULL, NULL, NULL),
  ('s3', 'c1', NULL, false, '2026-03-09 20:00', '2026-03-09 22:00', 4, NULL, 'Sam', NULL),
  ('s4', 'c2', 't1', false, '2026-03-10 20:00', '2026-03-10 21:30', NULL, NULL, NULL, NULL),
  ('s5', 'c2', NULL, true, '2026-03-24 20:00', '2026-03-24 21:30', NULL, NULL, NULL, NULL);
INSERT INTO "ClassRegistration" VALUES
  ('p1', 'u1', 'c1', 'PUNCH_PASS', 8, 5, 3, false, 0, '2026-01-05', '2026-12-31', '2026-01-05 12:00'),
  ('p2', 'u2', 'c2', 'FULL_COURSE', NULL, NULL, NULL, true, NULL, NULL, NULL, '2026-01-06 12:00');
INSERT INTO "RegistrationSession" VALUES
  ('r1', 'p1', 's1', NULL, true, '2026-02-23 22:58', NULL, '2026-02-01 10:00'),
  ('r2', 'p1', 's2', NULL, false, NULL, NULL, '2026-02-01 10:01'),
  ('r3', 'p1', 's3', NULL, false, NULL, NULL, '2026-02-01 10:02'),
  ('r4', 'p2', 's4', NULL, false, NULL, '2026-02-02 09:00', '2026-02-01 10:03'),
  ('r5', 'p2', 's5', 't1', false, NULL, NULL, '2026-02-03 10:00');
INSERT INTO "SessionReservation" VALUES
  ('n1', 'p1', 's1', 'ATTENDED', '2026-02-01 10:00', '2026-02-23 20:55', 'customer', NULL, NULL),
  ('n2', 'p1', 's2', 'NO_SHOW', '2026-02-01 10:01', NULL, NULL, '2026-02-24 23:00', NULL),
  ('n3', 'p1', 's3', 'AUTO_CANCELLED', '2026-02-01 10:02', NULL, NULL, NULL, '2026-02-25 06:00');
"""


def run_sql(url: str, text: str, folder: Path) -> None:
    """Run a script with psql in a folder, as the operator would."""
    script = folder / "script.sql"
    script.write_text(text, encoding="utf-8")
    psql = found_of("postgresql").resolve().parent / "psql"
    argv = [str(psql), url, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(script)]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PGCLIENTENCODING": "UTF8"}
    ran = subprocess.run(argv, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode or ran.stderr:
        raise RuntimeError(ran.stderr)
    script.unlink()
