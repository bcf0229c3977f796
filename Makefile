# Everything is two words: make run, make test. The first use sets the machine up by itself.
.PHONY: run test bench shots pictures words lock check setup gateway mutants soak
PY := .venv/bin/python

setup: .venv/.ready

.venv/.ready: requirements.lock .ci/setup
	@bash .ci/setup

run: .venv/.ready
	@$(PY) -m console run --demo

# Dozens of tests kill a process and start it again: from compiled code, whatever the shell says.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/.ready
	@$(PY) -m pytest --numprocesses=logical --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

bench: .venv/.ready
	@$(PY) -m tests.bench

gateway: .venv/.ready
	@$(PY) -m db.gateway serve

mutants: .venv/.ready
	@$(PY) -m tests.sync.mutants

soak: .venv/.ready
	@$(PY) -m tests.sync.soak

shots: .venv/.ready
	@$(PY) -m console shot --all --to build/shots

pictures: .venv/.ready
	@for page in wall response registers situation exchange; do \
	  $(PY) -m console shot --page $$page --size 1600x900 --to build/shots && \
	  cp build/shots/$$page-dark-1600x900.png resources/pictures/$$page.png; done

words: .venv/.ready
	@$(PY) -m tests.support.words

lock: .venv/.ready
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@.venv/bin/uv pip compile --quiet pyproject.toml --extra dev --generate-hashes --universal \
	  --no-emit-index-url --custom-compile-command "make lock" -o requirements.lock
