"""Reads Prometheus' text format with the library's own parser."""

from prometheus_client.parser import text_string_to_metric_families


def samples(text):
    """Return every sample's value by its name and labels, the labels in alphabetical order."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(text, name, **labels):
    """Return one sample's value, None where there is no such sample."""
    return samples(text).get((name, *sorted(labels.items())))
