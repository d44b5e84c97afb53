"""How long a run of the watchdog takes, so that what it found is always reported before its function is stopped."""

from lambdas.shared.runtime import aws

LOOKING = 240
"""Seconds for which a run begins to look at something; what comes later is for the next run."""
AFTERWARDS = 7
"""Calls of AWS that may come one after the other when that time is over, each as slow as one can be: the one that is
under way, which marks are there, the alert, the report, where the run stopped, how far it read the accounts, and that
the next run may begin."""
TIMEOUT = LOOKING + AFTERWARDS * aws.LONGEST_CALL
"""The function's time limit in seconds."""
PAGES = 50
"""Of the Customers table, with 1 MB each, that a run reads at most; the next run goes on after them.

A customer has about 2 KB there, so 96 runs a day read two million customers.
"""
