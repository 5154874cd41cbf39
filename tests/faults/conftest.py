"""How a database goes away depends on the engine: each way is shown in the process that tests it."""

from tests.parts.engine import Engine, chosen_engine

collect_ignore = ["test_database_away.py" if chosen_engine() is Engine.SQLITE else "test_file_out_of_reach.py"]
