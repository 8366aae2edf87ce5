// A real PostgreSQL of the tests' own: in a folder, on a socket in it, ended by its process id.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const binaries = "/usr/lib/postgresql/15/bin/";

// It refuses to run as root, so there it runs as Debian's user for it.
function user() {
  if (process.getuid() !== 0) return {};
  const [, , uid, gid] = fs.readFileSync("/etc/passwd", "utf8").split("\n").find((line) => line.startsWith("postgres:")).split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

export class Postgres {
  static async begin(folder) {
    const own = user();
    fs.mkdirSync(folder);
    if (own.uid) fs.chownSync(folder, own.uid, own.gid);
    const data = path.join(folder, "data");
    const make = ["-D", data, "-U", "niem", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    execFileSync(binaries + "initdb", make, { cwd: folder, stdio: "pipe", ...own });
    const postgres = new Postgres();
    postgres.conninfo = `host=${folder} user=niem dbname=postgres`;
    const options = ["listen_addresses=", "shared_buffers=32MB", "logging_collector=off"].flatMap((one) => ["-c", one]);
    postgres.server = spawn(binaries + "postgres", ["-D", data, "-k", folder, ...options], { cwd: folder, stdio: "ignore", ...own });
    const socket = path.join(folder, ".s.PGSQL.5432");
    for (let tries = 0; ; tries++) {
      if (fs.existsSync(socket) && ready(folder)) return postgres;
      if (tries > 300 || postgres.server.exitCode !== null) throw new Error("PostgreSQL did not start");
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  async end() {
    if (this.server.exitCode !== null) return;
    const ended = new Promise((done) => this.server.once("exit", done));
    this.server.kill("SIGINT");
    await ended;
  }
}

function ready(folder) {
  try {
    execFileSync(binaries + "pg_isready", ["-h", folder, "-q"]);
    return true;
  } catch {
    return false;
  }
}
