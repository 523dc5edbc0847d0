//! Programs of several modules, in an engine that is made and dropped again: what they loaded goes with it.

use evloop::Loop;
use evloop_js::{Engine, Error};

/// What Linux gives a process' first thread, in bytes.
const FIRST_THREADS_STACK: usize = 8 << 20;

/// A folder of files that goes when the test is over.
struct Files(std::path::PathBuf);

impl Files {
    fn new(test: &str, files: &[(&str, &str)]) -> Files {
        let root = std::env::temp_dir().join(format!("evloop-modules-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&root).expect("the temporary folder can be written");
        for (name, text) in files {
            std::fs::write(root.join(name), text).expect("the temporary folder can be written");
        }
        Files(root)
    }

    /// Runs a file in a fresh engine, to its end, and gives what it has left in `globalThis.result`.
    fn run(&self, name: &str) -> String {
        let mut lp = Loop::new().expect("a loop can be made");
        let js = Engine::new().expect("an engine can be made");
        js.run_file(&mut lp, self.0.join(name)).expect("the program runs");
        while lp.alive() {
            lp.turn().expect("the loop turns");
        }
        js.eval(&mut lp, "String(globalThis.result)").expect("the result can be read")
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn both_kinds_of_modules_load_each_other() {
    let files = Files::new(
        "both",
        &[
            ("main.cjs", "const m = require('./m.mjs'); globalThis.result = [m.a, m.default.b, require('./d.json').d];"),
            ("m.mjs", "import c, { b } from './c.cjs'; export const a = b + 1; export default c;"),
            ("c.cjs", "exports.b = 1; exports.self = module; exports.again = () => require('./c.cjs');"),
            ("d.json", "{\"d\": [4]}"),
            (
                "main.mjs",
                "import { a } from './m.mjs'; const late = await import('./c.cjs');
                 try { await import('./none.mjs'); } catch (error) { globalThis.result = [a, late.b, error.code]; }
                 globalThis.kept = [late, new Error('kept'), import.meta, () => import('./m.mjs')];",
            ),
        ],
    );
    assert_eq!(files.run("main.cjs"), "2,1,4");
    assert_eq!(files.run("main.mjs"), "2,1,ERR_MODULE_NOT_FOUND");
}

#[test]
fn errors_go_with_their_engine() {
    let program = "
        const errors = [];
        class Own extends Error { constructor() { super('own'); Error.captureStackTrace(this, Own); } }
        for (const run of [() => null.x, () => none, () => JSON.parse('x'), () => { throw new Own(); }, () => require('./none')]) {
          try { run(); } catch (error) { errors.push(error); }
        }
        (function deep() { try { deep(); } catch (error) { errors.push(error); } })();
        globalThis.kept = errors;
        errors[0].circle = errors;
        globalThis.result = errors.slice(0, 5).map((error) => `${error.message.split('\\n')[0]} ${/main.cjs/.test(error.stack)}`);
    ";
    let files = Files::new("errors", &[("main.cjs", program)]);
    let expected = "Cannot read properties of null (reading 'x') true,none is not defined true,\
        Unexpected token 'x', \"x\" is not valid JSON true,own true,Cannot find module './none' true";
    // Deep recursion needs the stack that the engine takes a thread to have: that of a process' first thread.
    let run = move || assert_eq!(files.run("main.cjs"), expected);
    let thread = std::thread::Builder::new().stack_size(FIRST_THREADS_STACK).spawn(run);
    thread.expect("a thread can be made").join().expect("the program does what is expected");
}

#[test]
fn the_exception_of_an_evaluated_script_comes_back() {
    let mut lp = Loop::new().expect("a loop can be made");
    let js = Engine::new().expect("an engine can be made");
    let Err(Error::Exception { message, stack }) =
        js.eval(&mut lp, "function f() { g.h(); } var g = {}; f()")
    else {
        panic!("the script throws");
    };
    assert!(message.starts_with("TypeError: "), "{message}");
    assert!(
        stack.starts_with(&message) && stack.contains("\n    at f (evalmachine.<anonymous>:1:"),
        "{stack}"
    );
}
