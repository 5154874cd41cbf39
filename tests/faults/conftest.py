"""How a database goes away depends on the engine: each way is shown in the process that tests it."""

from tests.parts.engine import Engine, chosen_engine

ON_SQLITE = ["test_file_out_of_reach.py"]
ON_POSTGRES = ["test_connection_lost.py", "test_database_away.py"]

collect_ignore = ON_POSTGRES if chosen_engine() is Engine.SQLITE else ON_SQLITE
