#!/usr/bin/env bash
# Renders a small share of the labelled pages and holds the reading of stamps to its targets.
#   run.sh EVALUATE [SHARE] [SEED] [more options of EVALUATE]
set -eu
evaluate=$1 share=${2:-0.06} seed=${3:-2026}
shift $(($# < 3 ? $# : 3))
data=$(ls /usr/share/tesseract-ocr/*/tessdata/vie.traineddata 2>/dev/null | tail -n 1)
if [ -z "$data" ] || ! /usr/bin/python3 -c 'import numpy, PIL' 2>/dev/null; then
  echo "skipped: needs tesseract-ocr-vie, python3-pil and python3-numpy"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$(dirname "$0")/make_pages.py" "$folder" --share "$share" --seed "$seed"
OMP_THREAD_LIMIT=1 "$evaluate" "$folder" "$data" --misses --check "$@"
