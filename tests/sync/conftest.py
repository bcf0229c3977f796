"""The province is there for every test of the exchange."""

from tests.support.province import (  # noqa: F401 - fixtures
    exchange_database,
    far_end,
    province,
    province_desk,
)
