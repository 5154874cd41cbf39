"""What every test may ask for."""

pytest_plugins = ["tests.parts.fixtures", "tests.app_fixtures", "tests.written_log"]
