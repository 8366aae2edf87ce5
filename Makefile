# The two commands a newcomer needs are `make run` and `make test`; see HACKING.md for the rest.
SHELL := /bin/bash
JOBS ?= $(shell nproc)
.PHONY: build run test bench lint package setup

setup:
	@scripts/install-packages

build: setup
	@cmake --preset release >/dev/null
	@cmake --build build -j $(JOBS)

test: build
	@scripts/test
