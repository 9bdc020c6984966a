# SPDX-License-Identifier: Apache-2.0
# The front door; meson does the work. `make help` says what there is.
#   BUILD=folder   build there instead of in build/ (the other builds stand beside it: folder-asan, folder-fuzz, ...)
#   PREFIX, DESTDIR   where `make install` puts things
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 60

.PHONY: all setup demo test bench fuzz lint format po install clean help
.NOTPARALLEL:

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet program

$(BUILD)/build.ninja:
	meson setup $(BUILD)

# The packages that a build needs; says what it installs before it does.
setup:
	@tools/setup build

demo: setup
	@$(MAKE) --no-print-directory all
	@$(BUILD)/verbleib demo

test:
	@tools/setup test
	@tools/run-tests --build $(BUILD)

bench: setup
	@tools/run-bench $(BUILD)

fuzz:
	@tools/setup test
	@tools/run-fuzz $(BUILD)-fuzz $(FUZZ_SECONDS)

lint:
	@tools/setup test
	@tools/run-tests --build $(BUILD) --lint

# Twice: the second pass settles the backslashes of long macros.
format:
	@tools/each-source '*.[ch]' clang-format -i
	@tools/each-source '*.[ch]' clang-format -i

po:
	@tools/update-po

install: setup
	@test -f $(BUILD)/build.ninja || meson setup $(BUILD) --prefix $(PREFIX)
	@meson configure $(BUILD) -Dprefix=$(PREFIX)
	@ninja -C $(BUILD) --quiet program
	@DESTDIR=$(DESTDIR) meson install -C $(BUILD) --quiet --no-rebuild

clean:
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-fuzz

help:
	@echo "make            build the program: $(BUILD)/verbleib"
	@echo "make demo       install what a build needs, build, and run a demonstration"
	@echo "make test       install what tests need, run every test; the last line is the count"
	@echo "make lint       the slower readers of code: clang-format, cppcheck, clang-tidy, layers, words"
	@echo "make format     write every C file as .clang-format wants it"
	@echo "make bench      run each benchmark and print its JSON lines"
	@echo "make fuzz       fuzz each parser for FUZZ_SECONDS (60) seconds"
	@echo "make po         collect the messages for translators"
	@echo "make install    install below PREFIX (/usr/local), or below DESTDIR first"
	@echo "make clean      remove what was built"
