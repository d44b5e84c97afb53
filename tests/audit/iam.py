"""Run by the environment that has parliament: reads policies as JSON, writes what parliament finds in them as JSON."""

import json
import sys

import parliament  # type: ignore[import-not-found]

found = []
for name, policy in json.load(sys.stdin):
    for one in parliament.analyze_policy_string(json.dumps(policy)).findings:
        actions = [one.detail] if isinstance(one.detail, str) else [each.get("action", "") for each in one.detail or []]
        found += [{"rule": one.issue, "where": name, "detail": action} for action in actions or [""]]
json.dump(found, sys.stdout)
