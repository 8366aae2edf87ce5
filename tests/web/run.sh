#!/bin/bash
# Installs the tests' modules when they are missing or older than the lock file, then runs the tests named.
#   tests/web/run.sh report.test.mjs page.test.mjs
set -euo pipefail
cd "$(dirname "$0")"
exec 9>.lock
flock 9
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-progress
fi
flock -u 9
exec node --test "$@"
