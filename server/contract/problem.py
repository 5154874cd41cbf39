"""Errors as RFC 9457 `application/problem+json`; facts such as `opensAt` stand beside these members."""

from server.contract.base import Shape


class FieldError(Shape):
    """One field that has the wrong shape."""

    field: str
    message: str


class Problem(Shape, omit_defaults=True):
    """An error. `code` is the stable name that clients act on; nobody has to read the prose."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] = []
