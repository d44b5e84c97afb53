"""The SDK beneath: imported lightly, extended by the fields of today."""

import json
import subprocess
import sys

import pytest

from workflows import asl

LIGHT = """
import sys, logging
before = logging.getLogger().level
import workflows
import json
print(json.dumps({
    "heavy": sorted({"sagemaker", "pkg_resources", "stepfunctions", "stepfunctions.steps"} & set(sys.modules)),
    "level_kept": logging.getLogger().level == before,
}))
"""


def test_the_import_is_light_and_leaves_no_trace() -> None:
    said = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True).stdout
    assert json.loads(said) == {"heavy": [], "level_kept": True}


def test_new_fields_are_written_in_pascal_case() -> None:
    retry = asl.Retry(error_equals=["A"], max_delay_seconds=9, jitter_strategy="FULL")
    assert retry.to_dict() == {"ErrorEquals": ["A"], "MaxDelaySeconds": 9, "JitterStrategy": "FULL"}
    task = asl.Task("t", resource="r", result_selector={"a.$": "$.b"}).to_dict()
    assert task["ResultSelector"] == {"a.$": "$.b"}
    assert asl.Fail("f", error_path="$.e", cause_path="$.c").to_dict() == {
        "Type": "Fail",
        "ErrorPath": "$.e",
        "CausePath": "$.c",
    }
    assert "ResultSelector" in asl.Parallel("p", result_selector={}).to_dict()


def test_a_field_that_asl_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="patience"):
        asl.Task("t", resource="r", patience=3)
