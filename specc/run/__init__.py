"""Places to run a build context: a locked venv on this machine, or a container of a Docker Engine.

Import from the modules: `types` (RunRequest, RunResult, Runner), `choose` (choose), `requirements`
(resolve, requirements_text), `environment` (ensure_environment, verify_environment), `progress`, `engine`
(base_digest).
"""
