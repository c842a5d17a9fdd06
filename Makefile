# 小瓯：两条命令。 make run 开门服务；make test 跑全部测试。其余见 README。
SHELL := /bin/bash
.DELETE_ON_ERROR:
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
STAMP := .venv/.requirements.sha256
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export PYTHONWARNINGS := ignore

.PHONY: run demo test check bench setup database model browser redis clean

run: setup database model
	@echo "[4/4] 开门服务"
	@exec $(PY) -m api serve

# 用编出来的地点演示“哪里有、离我最近”。另用一个数据库，真数据库里一条也没有。
demo: export DATABASE_URL := sqlite:///var/demo.db
demo: setup database model
	@$(PY) -m services_db make-demo var/demo-places.csv
	@$(PY) -m services_db import-places var/demo-places.csv
	@echo "[4/4] 开门演示（地点都是编的，每条都写着“示例”）"
	@exec $(PY) -m api serve

test: setup database model browser redis
	@echo "[4/4] 测试"
	@$(PY) -m pytest --ignore=tests/browser
	@$(PY) -m pytest tests/browser

check: setup
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy services_db actions api bot
	@$(PY) -m services_db check
	@$(PY) -m nlu dictionary --check

bench: setup database model
	@echo "[4/4] 测速（约一刻钟，只连本机）"
	@$(PY) -m tests.bench.bench_chat --output docs/performance; \
	$(PY) -m tests.bench.bench_growth --output docs/performance; \
	$(PY) -m tests.bench.bench_door; \
	$(PY) -m tests.bench.bench_search; \
	$(PY) -m tests.bench.bench_places; \
	$(PY) -m tests.bench.bench_desk; \
	$(PY) -m tests.bench.bench_hsds --places 20000

setup:
	@echo "[1/4] 环境"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
	  echo "需要 Python 3.11（现在是 $$($(PYTHON) --version 2>&1)）。装好后用 make run PYTHON=python3.11 再来。"; exit 1; }
	@if [ "$$(cat $(STAMP) 2>/dev/null)" = "$$(sha256sum < requirements.lock)" ]; then echo "  没有变化"; else \
	  echo "  安装依赖（一两分钟）…" && \
	  { [ -x $(PY) ] || $(PYTHON) -m venv .venv || { echo "建不了虚拟环境：Debian 上先 apt-get install python3-venv，再来一次。"; exit 1; }; } && \
	  if command -v uv >/dev/null; then uv pip sync -q --compile-bytecode --python $(PY) requirements.lock; else \
	    $(PY) -m pip install -q --disable-pip-version-check --no-deps --ignore-requires-python --require-hashes -r requirements.lock; fi \
	  && sha256sum < requirements.lock > $(STAMP) \
	  || { echo "依赖没装好：看上面的错误，检查网络或包镜像，再来一次 make run。"; exit 1; }; fi

database: setup
	@echo "[2/4] 数据库"
	@$(PY) -m services_db build

model: setup
	@echo "[3/4] 模型"
	@$(PY) -m bot train

browser:
	@[ -n "$$CHROMIUM" ] || command -v chromium chromium-browser google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "  装 Chromium 和中文字体，给浏览器测试用…" && apt-get update -qq \
	    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	  else false; fi; } || echo "  没有 Chromium，也装不了：浏览器测试不会运行（Debian：apt-get install chromium fonts-noto-cjk）。"

redis:
	@[ -n "$$REDIS_SERVER" ] || command -v redis-server >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "  装 redis-server，给微信入口的测试用…" && apt-get update -qq \
	    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq redis-server >/dev/null; \
	  else false; fi; } || echo "  没有 redis-server，也装不了：要用它的测试不会运行（Debian：apt-get install redis-server）。"

clean:
	rm -rf .venv var models .rasa .pytest_cache .mypy_cache .ruff_cache
