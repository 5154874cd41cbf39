"""Piccolo's configuration: the database of the settings, and the one app that owns the tables."""

from piccolo.conf.apps import AppRegistry

from server.database.engines import engine_for
from server.settings import settings

DB = engine_for(settings())

APP_REGISTRY = AppRegistry(apps=["server.tables.piccolo_app"])
