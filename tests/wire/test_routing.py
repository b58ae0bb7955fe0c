"""URLs, and the operations they name."""

from __future__ import annotations

import copy
import re

import pytest
from botocore.model import ServiceModel

from sesmock.wire.model import description_of, service_model
from sesmock.wire.routing import MOVED, Routes, instant, pairs, split_url

ROUTES = Routes(service_model("sesv2"))


@pytest.mark.parametrize("operation", service_model("sesv2").operation_names)
def test_every_path_of_the_model_leads_to_its_operation(operation):
    http = description_of(service_model("sesv2"))["operations"][operation]["http"]
    names = [segment.strip("{+}") for segment in http["requestUri"].split("/") if segment.startswith("{")]
    path = http["requestUri"]
    for number, name in enumerate(names):
        path = path.replace(f"{{{name}}}", f"a%2Fb%20{number}")

    assert ROUTES.match(http["method"], path) == (
        operation,
        {name: f"a/b {number}" for number, name in enumerate(names)},
    )


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v2/email/identities/", ("GetEmailIdentity", {"EmailIdentity": ""})),
        ("GET", "/v2/email/templates", ("ListEmailTemplates", {})),
        ("GET", "/v2/email/templates/", ("GetEmailTemplate", {"TemplateName": ""})),
        ("GET", "/v2/email/account/", ("GetAccount", {})),
        pytest.param(
            "POST",
            "/v2/email/email-address-insights",
            ("GetEmailAddressInsights", {}),
            marks=pytest.mark.needs("sesv2.GetEmailAddressInsights"),
        ),
        ("GET", "/v2/email/insights/m", ("GetMessageInsights", {"MessageId": "m"})),
        ("GET", "/v2/email/insights/m/", ("GetMessageInsights", {"MessageId": "m"})),
        pytest.param(
            "PUT",
            "/v2/email/identities//dkim/signing",
            ("PutEmailIdentityDkimSigningAttributes", {"EmailIdentity": ""}),
            marks=pytest.mark.needs("sesv2:/v2/email/identities/{EmailIdentity}/dkim/signing"),
        ),
        ("GET", "/v2/email/identities/a@b.example", ("GetEmailIdentity", {"EmailIdentity": "a@b.example"})),
        ("GET", "/v2/email/identities/a+b", ("GetEmailIdentity", {"EmailIdentity": "a+b"})),
        ("GET", "/v2/email/identities/a/b", None),
        ("GET", "/v2/email/identities/a/policies//", None),
        ("GET", "/v2/email", None),
        ("GET", "/", None),
        ("GET", "", None),
        ("PATCH", "/v2/email/account", None),
    ],
)
def test_a_path_names_an_operation_or_none(method, path, expected):
    assert ROUTES.match(method, path) == expected


# Routes by operation in the order of their age, with the newest botocore in whose model each was seen: those of 1.14.0,
# 1.17.0, 1.20.0, 1.24.0, 1.27.0, 1.29.0, 1.31.0, 1.33.0, 1.34.0, 1.34.100, 1.35.0, 1.36.0, 1.37.0, 1.38.0, 1.40.0,
# 1.41.0, 1.43.0 and 1.43.117 were compared. All other operations had one route in all of them.
SEEN = {
    "ListConfigurationSets": {
        ("GET", "/v2/email/configuration-sets"): "1.43.0",
        ("POST", "/v2/email/list-configuration-sets"): "1.43.117",
    },
    "ListContacts": {
        ("GET", "/v2/email/contact-lists/{ContactListName}/contacts"): "1.34.0",
        ("POST", "/v2/email/contact-lists/{ContactListName}/contacts/list"): "1.43.117",
    },
    "ListEmailIdentities": {
        ("GET", "/v2/email/identities"): "1.43.0",
        ("POST", "/v2/email/list-identities"): "1.43.117",
    },
    "ListImportJobs": {
        ("GET", "/v2/email/import-jobs"): "1.34.0",
        ("POST", "/v2/email/import-jobs/list"): "1.43.117",
    },
    "PutEmailIdentityDkimSigningAttributes": {
        ("PUT", "/v1/email/identities/{EmailIdentity}/dkim/signing"): "1.41.0",
        ("PUT", "/v2/email/identities/{EmailIdentity}/dkim/signing"): "1.43.117",
    },
}


@pytest.mark.parametrize("age", [0, 1])
@pytest.mark.parametrize("operation", SEEN)
def test_both_routes_of_what_was_moved_lead_to_it_with_an_older_and_a_newer_model(operation, age):
    description = copy.deepcopy(description_of(service_model("sesv2")))
    method, uri = [*SEEN[operation]][age]
    description["operations"][operation]["http"] = {"method": method, "requestUri": uri}
    model = Routes(ServiceModel(description, "sesv2"))

    found = [model.match(method, re.sub(r"\{\w+\}", "a%40b", uri)) for method, uri in SEEN[operation]]

    parameters = dict.fromkeys(re.findall(r"\{(\w+)\}", uri), "a@b")
    assert found == [(operation, parameters)] * 2


def test_what_was_moved_is_what_was_seen():
    assert {operation: tuple(seen) for operation, seen in SEEN.items()} == MOVED


def test_a_route_of_the_model_goes_before_one_that_was_moved_away_from():
    other = {"name": "Other", "http": {"method": "GET", "requestUri": "/v2/email/identities"}}
    listing = {"name": "ListEmailIdentities", "http": {"method": "POST", "requestUri": "/v2/email/list-identities"}}
    description = {"metadata": {}, "operations": {"Other": other, "ListEmailIdentities": listing}, "shapes": {}}

    assert Routes(ServiceModel(description, "x")).match("GET", "/v2/email/identities") == ("Other", {})


def test_a_model_without_the_operation_has_none_of_its_routes():
    assert routes("/a").match("GET", "/v2/email/identities") is None


def routes(*uris):
    operations = {uri: {"name": uri, "http": {"method": "GET", "requestUri": uri}} for uri in uris}
    return Routes(ServiceModel({"metadata": {}, "operations": operations, "shapes": {}}, "x"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/b", ("/a/b", {})),
        ("/a/c", ("/a/{Y}", {"Y": "c"})),
        ("/b/c", ("/{X}/c", {"X": "b"})),
        ("/a/d", ("/a/{Y}", {"Y": "d"})),
        ("/e/f/g", ("/{Z+}", {"Z": "e/f/g"})),
        ("/e", ("/{Z+}", {"Z": "e"})),
    ],
)
def test_literals_beat_parameters_and_parameters_beat_greedy_ones(path, expected):
    assert routes("/{Z+}", "/{X}/c", "/a/{Y}", "/a/b", "/a/b/c/h").match("GET", path) == expected


def test_a_literal_that_leads_nowhere_gives_way_to_a_parameter():
    assert routes("/a/b/c", "/{X}/b/d").match("GET", "/a/b/d") == ("/{X}/b/d", {"X": "a"})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://h", ("/", "")),
        ("https://h/", ("/", "")),
        ("https://h?a=/b", ("/", "a=/b")),
        ("https://h:1/a%2Fb?c=d?e", ("/a%2Fb", "c=d?e")),
    ],
)
def test_a_url_is_split_without_decoding(url, expected):
    assert split_url(url) == expected


def test_form_pairs_keep_their_order_and_are_decoded():
    assert pairs("a=1&b=x+y%26&&c&%61=2=3") == [("a", "1"), ("b", "x y&"), ("c", ""), ("a", "2=3")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0.0),
        ("2026-01-01T00:00:00.5Z", 1767225600.5),
        ("2026-01-01T00:00:00.123456789Z", 1767225600.123456),
        ("2026-01-01T01:00:00+01:00", 1767225600.0),
    ],
)
def test_an_instant_is_epoch_seconds(text, expected):
    assert instant(text) == expected


@pytest.mark.parametrize("text", ["", "2026-01-01", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00", "1767225600"])
def test_other_texts_are_no_instant(text):
    with pytest.raises(ValueError, match=r"timestamp|month"):
        instant(text)
