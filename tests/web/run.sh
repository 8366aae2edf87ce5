#!/bin/bash
# Installs the test's modules when they are missing or older than the lock file, then runs it.
set -euo pipefail
cd "$(dirname "$0")"
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-progress
fi
exec node --test report.test.mjs
