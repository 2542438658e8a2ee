# `make run` is all that it takes to look at the portal; `make help` lists the rest.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
READY := .venv/.ready
IN_VENV := $(BIN)/python -m

.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench messages

help: ## 列出这些命令 / list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## 建立 Python 环境并安装依赖 / Python environment and pinned packages

run: setup ## 启动演示平台,按 Ctrl-C 停止 / the portal with a demonstration city, until Ctrl-C
	@exec $(BIN)/python manage.py run_portal --demo

test: lint ## 全部检查和测试 / all checks and tests
	$(IN_VENV) pytest -n auto --dist worksteal

lint: setup ## 只做代码检查 / the checks of the code alone
	$(IN_VENV) ruff check .
	$(IN_VENV) ruff format --check .
	$(IN_VENV) djlint --lint --quiet templates
	$(IN_VENV) mypy .

bench: setup ## 用一个、十个、一百个城市的数据测量 / measure with one, ten and a hundred cities' data
	$(IN_VENV) bench

messages: setup ## 更新英文译文目录(需要 gettext) / collect and compile the English texts (needs gettext)
	$(BIN)/python manage.py makemessages --locale en --add-location file --no-wrap --no-obsolete \
		--ignore '.venv*' --ignore data --ignore tests --ignore bench
	$(BIN)/python manage.py compilemessages --locale en --ignore '.venv*'

$(READY): requirements-dev.lock
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed"; exit 1; }
	@echo "正在安装依赖,约一分钟…… / Installing packages, about a minute …"
	@$(IN_VENV) pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(IN_VENV) pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $@
