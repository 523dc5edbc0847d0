//! The engine as an embedder uses it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use evloop::{Backend, Loop, World};
use evloop_js::{Engine, Error};

/// A loop without a kernel: its clock jumps, so that nothing here takes time.
fn simulated() -> Loop {
    Loop::builder().backend(Backend::Simulated(World::new())).build().expect("a loop without a kernel")
}

/// What a script has handed to a host function `note`, in order.
fn notebook(js: &Engine) -> Rc<RefCell<Vec<String>>> {
    let notes = Rc::new(RefCell::new(Vec::new()));
    let kept = notes.clone();
    js.host("note", move |text: String| kept.borrow_mut().push(text)).expect("a global");
    notes
}

#[test]
fn values_cross_both_ways() {
    let (mut lp, js) = (simulated(), Engine::new().unwrap());
    js.host("half", |x: f64| x / 2.0).unwrap();
    js.host("join", |a: String, b: Option<String>| a + &b.unwrap_or_default()).unwrap();
    js.host("count", |bytes: Vec<u8>| bytes.len()).unwrap();
    js.host("not", |x: bool| !x).unwrap();
    js.host("nothing", || {}).unwrap();
    let all = "[half(5), join('a'), join('a', 'ü'), count(new Uint16Array(3)), count('ü'), not(true), nothing()].join()";
    assert_eq!(js.eval(&mut lp, all).unwrap(), "2.5,a,aü,6,2,false,");
}

#[test]
fn what_cannot_be_converted_is_a_type_error_that_says_what_is_wanted() {
    let (mut lp, js) = (simulated(), Engine::new().unwrap());
    js.host("byte", |x: u8| x).unwrap();
    for bad in ["256", "-1", "1.5", "'1'", "{}", "", "NaN", "1n"] {
        let error = js.eval(&mut lp, &format!("byte({bad})")).unwrap_err();
        let Error::Exception { message, .. } = error else { panic!("byte({bad}): {error}") };
        assert!(
            message.starts_with("TypeError: argument 1 must be a whole number"),
            "byte({bad}): {message}"
        );
    }
    // An object is not asked for its value: that would run the script inside the conversion.
    assert!(js.eval(&mut lp, "byte({ valueOf() { return 1; } })").is_err());
}

#[test]
fn a_host_function_works_on_the_lent_loop() {
    let (mut lp, js) = (simulated(), Engine::new().unwrap());
    let notes = notebook(&js);
    js.host("stopAfter", |ms: u32, lp: &mut Loop| {
        lp.after(Duration::from_millis(ms.into()), |lp| lp.stop());
    })
    .unwrap();
    js.run_source(&mut lp, "setInterval(() => note('tick'), 10); stopAfter(35);", "app.js").unwrap();
    lp.run().unwrap();
    assert_eq!(*notes.borrow(), ["tick", "tick", "tick"]);
}

#[test]
fn an_err_is_thrown_and_can_be_caught() {
    let (mut lp, js) = (simulated(), Engine::new().unwrap());
    js.host("fail", || -> Result<(), String> { Err("no luck".into()) }).unwrap();
    assert_eq!(js.eval(&mut lp, "try { fail() } catch (e) { `${e}` }").unwrap(), "Error: no luck");
}

#[test]
fn a_panic_unwinds_the_script_but_not_the_program() {
    let (mut lp, js) = (simulated(), Engine::new().unwrap());
    let notes = notebook(&js);
    js.host("burst", || {
        if true {
            panic!("a defect")
        }
    })
    .unwrap();
    let error =
        js.eval(&mut lp, "try { burst() } catch { note('caught') } finally { note('finally') }").unwrap_err();
    assert!(error.to_string().contains("a native function panicked: a defect"), "{error}");
    assert!(notes.borrow().is_empty());
    assert_eq!(js.eval(&mut lp, "1 + 1").unwrap(), "2");
}

#[test]
fn an_exception_comes_with_its_message_and_stack() {
    let (mut lp, js) = (simulated(), Engine::new().unwrap());
    let error = js.eval(&mut lp, "function f() { throw new RangeError('too far') }\nf()").unwrap_err();
    let Error::Exception { message, stack } = error else { panic!("{error}") };
    assert_eq!(message, "RangeError: too far");
    assert!(stack.contains("at f (evalmachine.<anonymous>:1:"), "{stack}");
}

#[test]
fn ticks_and_promise_jobs_have_run_when_a_call_returns() {
    let (mut lp, js) = (simulated(), Engine::new().unwrap());
    let notes = notebook(&js);
    js.eval(
        &mut lp,
        "Promise.resolve().then(() => note('job')); process.nextTick(() => note('tick')); note('code')",
    )
    .unwrap();
    assert_eq!(*notes.borrow(), ["code", "tick", "job"]);
}

#[test]
fn exit_stops_the_loop_and_closes_the_door() {
    let (mut lp, js) = (simulated(), Engine::new().unwrap());
    let notes = notebook(&js);
    js.run_source(
        &mut lp,
        "setInterval(() => note('never again'), 20);
         process.on('exit', (code) => note('exit ' + code));
         setTimeout(() => { try { process.exit(3) } finally { note('finally') } note('behind') }, 10);",
        "app.js",
    )
    .unwrap();
    assert_eq!(js.run_to_end(&mut lp).unwrap(), 3);
    assert_eq!(js.exit_code(), Some(3));
    assert_eq!(*notes.borrow(), ["exit 3"]);
    assert_eq!(js.eval(&mut lp, "1"), Err(Error::Exited(3)));
}

#[test]
fn the_end_is_told_in_nodes_order() {
    let (mut lp, js) = (simulated(), Engine::new().unwrap());
    let notes = notebook(&js);
    js.run_source(
        &mut lp,
        "let more = 1;
         process.on('beforeExit', () => { note('beforeExit'); if (more-- > 0) setTimeout(() => note('more'), 5); });
         process.on('exit', () => { note('exit'); setTimeout(() => note('too late'), 0); process.exitCode = 4; });",
        "app.js",
    )
    .unwrap();
    assert_eq!(js.run_to_end(&mut lp).unwrap(), 4);
    assert_eq!(*notes.borrow(), ["beforeExit", "more", "beforeExit", "exit"]);
}

#[test]
fn an_engine_may_go_before_its_loop() {
    let mut lp = simulated();
    let js = Engine::new().unwrap();
    let notes = notebook(&js);
    js.run_source(
        &mut lp,
        "setTimeout(() => note('fired'), 10); setImmediate(() => note('fired'));",
        "app.js",
    )
    .unwrap();
    drop(js);
    lp.run().unwrap();
    assert!(notes.borrow().is_empty());
}

#[test]
fn a_loop_may_go_before_its_engine() {
    let mut lp = Loop::new().unwrap();
    let js = Engine::new().unwrap();
    js.run_source(
        &mut lp,
        "const net = require('net');
         const server = net.createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
         server.on('listening', () => net.connect(server.address().port, '127.0.0.1').write('hello'));
         setInterval(() => {}, 1000);",
        "app.js",
    )
    .unwrap();
    for _ in 0..20 {
        lp.after(Duration::from_millis(1), |_| {});
        lp.turn().unwrap();
    }
    drop(lp);
    drop(js);
}

#[test]
fn two_engines_share_a_loop_and_nothing_else() {
    let mut lp = simulated();
    let (one, two) = (Engine::new().unwrap(), Engine::new().unwrap());
    let (notes_of_one, notes_of_two) = (notebook(&one), notebook(&two));
    one.run_source(&mut lp, "globalThis.mine = 1; setTimeout(() => note(typeof mine), 10)", "one.js")
        .unwrap();
    two.run_source(&mut lp, "setTimeout(() => note(typeof mine), 10)", "two.js").unwrap();
    lp.run().unwrap();
    assert_eq!(*notes_of_one.borrow(), ["number"]);
    assert_eq!(*notes_of_two.borrow(), ["undefined"]);
}

#[test]
fn a_host_function_may_run_the_engine_again() {
    let mut lp = simulated();
    let js = Rc::new(Engine::new().unwrap());
    let (inner, turns) = (Rc::downgrade(&js), Rc::new(Cell::new(0)));
    let counted = turns.clone();
    js.host("again", move |lp: &mut Loop| {
        counted.set(counted.get() + 1);
        inner.upgrade().and_then(|js| js.eval(lp, "6 * 7").ok())
    })
    .unwrap();
    assert_eq!(js.eval(&mut lp, "again() + again()").unwrap(), "4242");
    assert_eq!(turns.get(), 2);
}

#[test]
fn a_deep_recursion_is_a_range_error_on_any_stack() {
    let scripts = [
        "function f() { f() } f()",
        "({ get x() { return this.x } }).x",
        "[1].map(function f() { return [1].map(f) })",
        "`${{ toString() { return `${this}` } }}`",
        "JSON.parse('['.repeat(1e5))",
    ];
    for kib in [512, 1024, 2048, 16384] {
        let deep = std::thread::Builder::new().stack_size(kib << 10).spawn(move || {
            let (mut lp, js) = (simulated(), Engine::new().unwrap());
            for script in scripts {
                let error = js.eval(&mut lp, script).unwrap_err().to_string();
                assert!(
                    error.contains("RangeError") || error.contains("stack"),
                    "{kib} KiB: {script}: {error}"
                );
            }
        });
        deep.unwrap().join().unwrap();
    }
}
