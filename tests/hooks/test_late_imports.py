"""Clients' libraries that are imported only while a mock is active, each story in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import sesmock

FORM = '{"Action": "VerifyEmailIdentity", "EmailAddress": "a@example.com"}'
URL = '"https://email.us-east-1.amazonaws.com/"'
NAMES = "[found.name for found in cloud.region().identities]"

STORIES = {
    "boto3": """
        with mock_ses() as cloud:
            import boto3
            boto3.client("ses").verify_email_identity(EmailAddress="a@example.com")
            assert NAMES == ["a@example.com"]
        assert boto3.DEFAULT_SESSION is None
        import botocore.endpoint
        assert botocore.endpoint.Endpoint._send.__module__ == "botocore.endpoint"
        with mock_ses() as cloud, mock_ses():
            boto3.client("ses").verify_email_identity(EmailAddress="b@example.com")
            assert NAMES == ["b@example.com"]
        assert botocore.endpoint.Endpoint._send.__module__ == "botocore.endpoint"
    """,
    "boto3, in the inner of two mocks, used in both": """
        with mock_ses() as cloud:
            with mock_ses():
                import boto3
                client = boto3.client("ses")
            client.verify_email_identity(EmailAddress="a@example.com")
            assert NAMES == ["a@example.com"]
    """,
    "requests": """
        with mock_ses() as cloud:
            import requests
            requests.post(URL, data=FORM).raise_for_status()
            assert NAMES == ["a@example.com"]
    """,
    "requests, in a guard and in a mock": """
        import sesmock
        with sesmock.guard():
            with mock_ses() as cloud:
                import requests
                requests.post(URL, data=FORM).raise_for_status()
                assert NAMES == ["a@example.com"]
            try:
                requests.post(URL, data=FORM)
            except sesmock.NetworkBlocked as error:
                assert "where no mock of SES is active" in str(error)
            else:
                raise AssertionError
        import urllib3.connectionpool
        assert urllib3.connectionpool.HTTPConnectionPool.urlopen.__module__ == "urllib3.connectionpool"
    """,
    "responses": """
        with mock_ses() as cloud:
            import requests, responses
            with responses.RequestsMock():
                requests.post(URL, data=FORM).raise_for_status()
            assert NAMES == ["a@example.com"]
        assert responses.RequestsMock._on_request.__module__ == "responses"
    """,
    "smtplib and asyncio": """
        with mock_ses() as cloud:
            import asyncio, smtplib
            smtplib.SMTP("email-smtp.us-east-1.amazonaws.com", 587).quit()
            async def main():
                reader, writer = await asyncio.open_connection("email-smtp.us-east-1.amazonaws.com", 25)
                assert (await reader.readline()).startswith(b"220 email-smtp.amazonaws.com ESMTP")
                writer.close()
                await writer.wait_closed()
            asyncio.run(main())
        assert smtplib.SMTP._get_socket.__module__ == "smtplib"
    """,
    "aiobotocore": """
        import asyncio
        async def main():
            from aiobotocore.session import get_session
            async with get_session().create_client("ses") as client:
                await client.verify_email_identity(EmailAddress="a@example.com")
        with mock_ses() as cloud:
            asyncio.run(main())
            assert NAMES == ["a@example.com"]
    """,
    "moto": """
        import boto3
        with mock_ses() as cloud:
            from moto import mock_aws
            with mock_aws():
                boto3.client("ses").verify_email_identity(EmailAddress="a@example.com")
            assert NAMES == ["a@example.com"]
    """,
    "moto, for the first time after a mock": """
        import boto3
        with mock_ses():
            boto3.client("ses").list_identities()
        from moto import mock_aws
        with mock_ses() as cloud, mock_aws():
            boto3.client("s3").create_bucket(Bucket="theirs")
            assert [found["Name"] for found in boto3.client("s3").list_buckets()["Buckets"]] == ["theirs"]
            boto3.client("ses").verify_email_identity(EmailAddress="a@example.com")
            assert NAMES == ["a@example.com"]
    """,
    "moto, between two tests of the plugin": """
        from sesmock import pytest_plugin
        with mock_ses() as cloud:
            for client in pytest_plugin._client("ses", cloud):
                client.list_identities()
        from moto import mock_aws
        with mock_ses() as cloud, mock_aws():
            for client in pytest_plugin._client("ses", cloud):
                client.verify_email_identity(EmailAddress="a@example.com")
            assert NAMES == ["a@example.com"]
    """,
    "httpx and the standard library": """
        from sesmock import NetworkBlocked
        assert "socket" not in sys.modules
        with mock_ses() as cloud:
            import http.client, httpx
            for attempt in (
                lambda: http.client.HTTPSConnection("email.us-east-1.amazonaws.com").request("GET", "/"),
                lambda: httpx.get(URL, proxy="http://127.0.0.1:9"),
            ):
                try:
                    attempt()
                except NetworkBlocked:
                    pass
                else:
                    raise AssertionError
    """,
    "a module that was looked for first, and one that does not exist": """
        import importlib.util
        with mock_ses() as cloud:
            found = importlib.util.find_spec("responses")
            assert found.loader.get_filename() == found.origin
            assert importlib.util.find_spec("aiobotocore.no_such_module") is None
            import requests, responses
            assert responses.__loader__ is responses.__spec__.loader
            assert type(responses.__loader__).__module__ != "sesmock.hooks.patches"
            with responses.RequestsMock():
                requests.post(URL, data=FORM).raise_for_status()
        found.loader.exec_module(importlib.util.module_from_spec(found))
    """,
    "beside another finder that asks all finders": """
        class Other:
            def find_spec(self, name, path, target=None):
                finders = [finder for finder in sys.meta_path if finder is not self]
                return next((found for finder in finders if (found := finder.find_spec(name, path, target))), None)
        with mock_ses() as cloud:
            sys.meta_path.insert(0, Other())
            import requests
            requests.post(URL, data=FORM).raise_for_status()
            assert NAMES == ["a@example.com"]
        import urllib3.connectionpool
        assert urllib3.connectionpool.HTTPConnectionPool.urlopen.__module__ == "urllib3.connectionpool"
        assert [type(finder) for finder in sys.meta_path].count(Other) == 1
    """,
    "a module that is imported anew": """
        import requests, responses
        with mock_ses() as cloud:
            del sys.modules["responses"]
            import responses
            with responses.RequestsMock():
                requests.post(URL, data=FORM).raise_for_status()
            assert NAMES == ["a@example.com"]
        assert responses.RequestsMock._on_request.__module__ == "responses"
    """,
    "a module that is reloaded": """
        import importlib
        import boto3
        with mock_ses():
            importlib.reload(boto3)
            assert boto3.setup_default_session.__module__ == "sesmock.hooks.sessions"
        assert boto3.setup_default_session.__module__ == "boto3"
    """,
    "from a zip archive, whose loader all its modules share": """
        import zipfile, tempfile, os, site
        import urllib3, requests
        with tempfile.TemporaryDirectory() as folder:
            archive = os.path.join(folder, "packages.zip")
            with zipfile.ZipFile(archive, "w") as file:
                code = "import responses.more\\nclass RequestsMock:\\n  def _on_request(self): ..."
                file.writestr("responses/__init__.py", code)
                file.writestr("responses/more.py", "")
            sys.path.insert(0, archive)
            with mock_ses():
                import responses
                assert responses.__file__.startswith(archive)
                assert responses.RequestsMock._on_request.__module__ == "sesmock.hooks.requests"
            assert responses.RequestsMock._on_request.__module__ == "responses"
    """,
    "another version of a library, without the function": """
        import types
        sys.modules["responses"] = types.ModuleType("responses")
        sys.modules["moto.core.botocore_stubber"] = types.ModuleType("moto.core.botocore_stubber")
        with mock_ses() as cloud:
            import requests
            requests.post(URL, data=FORM).raise_for_status()
    """,
}


@pytest.mark.parametrize("story", STORIES)
def test_a_library_may_be_imported_inside_a_mock(story, strict_warnings):
    for module in ("aiobotocore", "httpx", "moto", "requests", "responses"):
        if module in STORIES[story]:
            pytest.importorskip(module)
    code = textwrap.dedent(STORIES[story]).replace("FORM", FORM).replace("URL", URL).replace("NAMES", NAMES)
    before = "import sys\nfrom sesmock import mock_ses\nfinders = list(sys.meta_path)\n"
    after = "\nassert [found for found in sys.meta_path if type(found).__module__.startswith('sesmock')] == []"
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "COVERAGE_"))}
    environ["PYTHONPATH"] = str(Path(sesmock.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, *strict_warnings, "-c", before + code + after],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
