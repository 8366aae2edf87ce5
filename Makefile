# A newcomer needs two commands, `make run` and `make test`; HACKING.md tells the rest.
SHELL := /bin/bash
JOBS ?= $(shell nproc)
.PHONY: build windows run test quick-test tsan bench harness pictures lint package setup clean

setup:
	@scripts/install-packages

build: setup
	@cmake --preset release >/dev/null
	@cmake --build build -j $(JOBS)

# niem-audit.exe: one program for Windows, from a USB stick.
windows: setup
	@scripts/build-windows

# The main job on sample data: an invented agency's folder scanned, its registers in the browser until Ctrl+C.
run: build
	@scripts/run

test: build
	@scripts/test

quick-test: build
	@scripts/test quick

tsan: setup
	@cmake --preset tsan >/dev/null
	@cmake --build build/tsan -j $(JOBS)
	@ctest --test-dir build/tsan -L unit --output-on-failure

bench: build
	@scripts/install-packages packages.txt packages-bench.txt
	@bench/run

# Power cuts, kills, failing calls and tampering at full length (docs/assurance.md); a short version runs with the tests.
harness: build
	@nice build/bin/tamper --mutations 12000 --honest 1000000
	@nice build/bin/tamper_store --embedded 7000 --postgres 1500 --files 1500
	@nice build/bin/store_crash --cuts 10000 --kills 2000 --faults 1
	@nice build/bin/registry_walk --steps 1000000
	@nice build/bin/registry_numbers --numbers 1000000 --children 4

# The whole labelled set of scanned pages (560, about fifteen minutes), and whole pages for the ratio of speed.
pictures: build
	@nice tests/pictures/run.sh build/bin/picture_evaluate 1 2026 --pages 12

lint: build
	@scripts/lint

package: build windows
	@cmake --build build --target package

clean:
	@rm -rf build
