"""PyPI's jupyter_kernel_test, the protocol's own suite, with no attribute unset.

Its test_history fails on ipykernel, which gives tail entries their absolute session number and range entries of the
present session the number 0: a client can't ask again for what it was told. Cellar gives absolute numbers everywhere."""

import jupyter_kernel_test


class CellarKernelTest(jupyter_kernel_test.KernelTests):
    kernel_name = "cellar"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('to stderr')"
    code_page_something = "page('Some text for the pager.')"
    code_generate_error = "throw new TypeError('on purpose')"
    code_clear_output = "display.clear()"

    completion_samples = [
        {"text": "Math.hyp", "matches": {"hypot"}},
        {"text": "process.versions.nod", "matches": {"node"}},
        {"text": "'😀'.toUpperC", "matches": {"toUpperCase"}},
    ]
    complete_code_samples = ["1 + 1", "const f = (n: number): number => n * 2", "interface A { b: string }", "await 1", "/[(]/"]
    incomplete_code_samples = ["if (a) {", "const s = `a", "f(1,", "class A {", "const a: { b: string", "/* open"]
    invalid_code_samples = ["const const = 1", "let 1x = 2", ")"]

    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "const who: string = 'you'\nwho.length", "result": "3"},
        {"code": "await Promise.resolve(8 - 1)", "result": "7"},
    ]
    code_display_data = [
        {"code": "display.html('<b>bold</b>')", "mime": "text/html"},
        {"code": "display.svg('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')", "mime": "image/svg+xml"},
        {"code": "display.markdown('*stress*')", "mime": "text/markdown"},
    ]
    code_history_pattern = "6 ? ?*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.hypot"


class CellarWelcomeTest(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "cellar"
    support_iopub_welcome = True
