"""`make run` as a newcomer sees it: the scan, then an address that answers, the logins that open it, and an end."""
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import threading
import unittest

SOURCE = pathlib.Path(os.environ.get("NIEM_SOURCE_DIR", pathlib.Path(__file__).parents[2]))


class Run(unittest.TestCase):
    def test_shows_a_page_that_the_printed_logins_open(self):
        run = subprocess.Popen([SOURCE / "scripts/run"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env={**os.environ, "NIEM_PORT": "0"}, start_new_session=True)
        guard = threading.Timer(240, run.kill)
        guard.start()
        try:
            said = ""
            address = None
            for line in run.stdout:
                said += line
                if address := re.fullmatch(r"http://([\d.]+):(\d+)", line.strip()):
                    break
            self.assertIsNotNone(address, said)
            self.assertIn("niem-report.html", said)
            login = re.search(r"logins: (\S+)", said)[1]
            password = re.search(r"password of all: (\S+)", said)[1]
            server = http.client.HTTPConnection(address[1], int(address[2]), timeout=30)
            server.request("GET", "/")
            page = server.getresponse()
            self.assertEqual((page.status, page.getheader("Content-Type")), (200, "text/html; charset=utf-8"))
            page.read()
            server.request("POST", "/api/v1/session", json.dumps({"login": login, "password": password}),
                           {"Content-Type": "application/json"})
            signed_in = server.getresponse()
            self.assertEqual(signed_in.status, 200)
            cookie = signed_in.getheader("Set-Cookie").split(";")[0]
            signed_in.read()
            # The head sees what the scan of samples/ found, at every level.
            server.request("GET", "/api/v1/findings", headers={"Cookie": cookie})
            found = json.load(server.getresponse())["findings"]
            self.assertEqual({one["level"] for one in found}, {"mat", "toi_mat", "tuyet_mat"})
            self.assertTrue(all(one["path"].startswith("samples/") and one["state"] == "open" for one in found))
            server.close()
            run.send_signal(signal.SIGINT)
            self.assertEqual(run.wait(60), 0)
        finally:
            guard.cancel()
            if run.poll() is None:
                run.kill()
            run.stdout.close()


if __name__ == "__main__":
    unittest.main()
