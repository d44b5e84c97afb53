"""The bank whose tables are on an emulator of DynamoDB, for attacks on what is written."""

from tests.exactly_once.conftest import bank, clients

__all__ = ["bank", "clients"]
