# The commands of the project, one word each; run.py says what each does and sets up what it needs.
PYTHON ?= python3

.PHONY: demo test lint format types imports docs check benchmark spark
demo test lint format types imports docs check benchmark spark:
	@$(PYTHON) run.py $@
