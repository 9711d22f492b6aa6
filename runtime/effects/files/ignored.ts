/**
 * Paths that are no inputs though cells read them: installed packages (their version is the input), what Cellar, git and
 * Jupyter keep for themselves, and what is built from other inputs.
 */
const ignored = /[\\/](node_modules|\.cellar|\.git|\.ipynb_checkpoints|_output|\.venv|__pycache__)([\\/]|$)/

export const ignoredByDefault = (path: string): boolean => ignored.test(path)
