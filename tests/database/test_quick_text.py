"""Raw statements get the text that Piccolo would give them, only sooner."""

import pytest
from piccolo.querystring import QueryString

from server.database.quick_text import compile_quickly

ENGINES = ("sqlite", "postgres")

OURS = (
    ("SELECT 1", ()),
    ("SELECT id FROM studio WHERE id = {}", (7,)),
    ("UPDATE studio SET name = {}, colour = {} WHERE id IN ({}, {})", ("Kiln", None, 1, 2)),
    ("{} AS first", (1,)),
)

PICCOLOS = (
    ("SELECT {} FROM studio", (QueryString("name"),)),
    ("WHERE {}", (QueryString("id = {}", 7),)),
    ("SELECT '{{}}' WHERE id = {}", (7,)),
    ("SELECT {} AS one", ()),
)


def compiled(engine: str, template: str, values: tuple[object, ...]) -> tuple[str, list[object]]:
    statement = QueryString(template, *values)
    compile_quickly(statement, engine)
    return statement.compile_string(engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("template", "values"), [*OURS, *PICCOLOS])
def test_a_statement_reads_as_piccolo_writes_it(engine: str, template: str, values: tuple[object, ...]) -> None:
    assert compiled(engine, template, values) == QueryString(template, *values).compile_string(engine)


@pytest.mark.parametrize(("template", "values"), OURS)
def test_a_statement_of_plain_values_is_taken_off_piccolos_hands(template: str, values: tuple[object, ...]) -> None:
    statement = QueryString(template, *values)
    compile_quickly(statement, "sqlite")
    assert statement._frozen_compiled_strings is not None


@pytest.mark.parametrize(("template", "values"), PICCOLOS)
def test_what_is_not_plain_is_left_to_piccolo(template: str, values: tuple[object, ...]) -> None:
    statement = QueryString(template, *values)
    compile_quickly(statement, "sqlite")
    assert statement._frozen_compiled_strings is None


def test_the_same_template_comes_with_its_own_values_each_time() -> None:
    assert compiled("postgres", "SELECT {} + {}", (1, 2)) == ("SELECT $1 + $2", [1, 2])
    assert compiled("postgres", "SELECT {} + {}", (3, 4)) == ("SELECT $1 + $2", [3, 4])
