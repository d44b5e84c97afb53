"""An application and all that is kept of it: status, evidence, decision record, requests, events."""
