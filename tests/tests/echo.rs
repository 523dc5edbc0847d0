//! Servers in JavaScript, byte by byte, as clients of another make see them: under evloop, with its fast ways switched
//! off, and under Node.

use std::io::Read;
use std::thread;

use evloop_tests::client::{Client, noise};
use evloop_tests::runtime::for_each;
use evloop_tests::server::Server;

#[test]
fn a_client_that_ends_its_side_gets_all_of_it_back() {
    for_each(|runtime| {
        for name in ["pipe.js", "data.js"] {
            let server = Server::start(runtime, name);
            let mut client = Client::connect(server.addr);
            assert_eq!(client.exchange(b"hi\n"), b"hi\n");
            // Nothing at all, and the end at once.
            assert_eq!(Client::connect(server.addr).exchange(b""), b"");
        }
    });
}

#[test]
fn the_greeting_comes_first() {
    for_each(|runtime| {
        let server = Server::start(runtime, "greeting.js");
        assert_eq!(Client::connect(server.addr).exchange(b"hi\n"), b"Echo server\r\nhi\n");
        let mut client = Client::greeted(server.addr, "Echo server\r\n");
        client.ping_pong(b"again and again", 100);
    });
}

#[test]
fn four_mebibytes_of_noise_come_back_unchanged() {
    let bytes = noise(4 * 1024 * 1024);
    for_each(|runtime| {
        for name in ["pipe.js", "data.js"] {
            let server = Server::start(runtime, name);
            let back = Client::connect(server.addr).exchange(&bytes);
            // Not assert_eq, which would print both.
            assert!(back == bytes, "{} bytes came back, and not the same", back.len());
        }
    });
}

#[test]
fn a_client_that_reads_only_after_having_written_all_loses_nothing() {
    // 'data' has no backpressure: the server holds what the client does not read yet.
    let bytes = noise(4 * 1024 * 1024);
    for_each(|runtime| {
        let server = Server::start(runtime, "data.js");
        let mut client = Client::connect(server.addr);
        client.write(&bytes);
        client.end();
        assert!(client.read_to_end() == bytes);
    });
}

#[test]
fn a_hundred_clients_at_once() {
    for_each(|runtime| {
        for name in ["pipe.js", "data.js"] {
            let server = Server::start(runtime, name);
            let addr = server.addr;
            let mut clients: Vec<Client> = (0..100).map(|_| Client::connect(addr)).collect();
            // All have written before the first one reads.
            for (index, client) in clients.iter_mut().enumerate() {
                client.write(&noise(1000 + index));
            }
            for (index, client) in clients.iter_mut().enumerate() {
                assert!(client.read(1000 + index) == noise(1000 + index));
                client.end();
                assert_eq!(client.read_to_end(), b"");
            }
        }
    });
}

#[test]
fn a_hundred_clients_with_much_to_say() {
    let bytes = noise(100_000);
    for_each(|runtime| {
        let server = Server::start(runtime, "pipe.js");
        thread::scope(|scope| {
            for _ in 0..100 {
                scope.spawn(|| assert!(Client::connect(server.addr).exchange(&bytes) == bytes));
            }
        });
    });
}

#[test]
fn messages_of_one_byte() {
    for_each(|runtime| {
        for name in ["pipe.js", "data.js"] {
            let server = Server::start(runtime, name);
            let mut client = Client::connect(server.addr);
            for byte in 0..=255 {
                client.ping_pong(&[byte], 4);
            }
        }
    });
}

#[test]
fn the_server_ends_in_the_connection_callback() {
    for_each(|runtime| {
        for way in ["end", "write-end", "write-end-data", "later"] {
            let server = Server::start_with(runtime, "end.js", &[way]);
            for _ in 0..20 {
                assert_eq!(Client::connect(server.addr).read_to_end(), b"HelloWorld\n", "{way}");
            }
        }
    });
}

#[test]
fn a_large_reply_is_whole_before_the_end() {
    for_each(|runtime| {
        let server = Server::start_with(runtime, "end.js", &["large"]);
        let reply = Client::connect(server.addr).read_to_end();
        assert_eq!(reply.len(), 2 * 1024 * 1024 + 6);
        assert!(reply.starts_with(b"HelloHello") && reply.ends_with(b"World\n"));
    });
}

#[test]
fn order_inside_a_callback_of_a_socket() {
    let expected = "data x\nasync\ndata ends\ntick\nmicrotask\nafter await\npromise of tick\n\
                    tick of microtask\nimmediate\ntick of immediate\ntimeout\nsecond immediate\n";
    for_each(|runtime| {
        let server = Server::start(runtime, "order.js");
        for _ in 0..5 {
            let mut client = Client::connect(server.addr);
            client.write(b"x");
            let told = String::from_utf8(client.read_to_end()).expect("text");
            // Whether a millisecond has passed by the next turn decides where the timer comes.
            let steady: Vec<_> = told.lines().filter(|line| *line != "timeout").collect();
            let wanted: Vec<_> = expected.lines().filter(|line| *line != "timeout").collect();
            assert_eq!(steady, wanted);
            let place = |word: &str| told.lines().position(|line| line == word);
            assert!(place("timeout") > place("immediate"), "{told}");
        }
    });
}

#[test]
fn a_server_that_closes_ends_the_program() {
    for_each(|runtime| {
        let server = Server::start(runtime, "lifetime.js");
        let addr = server.addr;
        assert_eq!(Client::connect(addr).exchange(b"last"), b"last");
        let outcome = server.finish();
        assert_eq!(outcome.code, 0);
        assert_eq!(outcome.stdout, format!("listening {}\nclosed\nexit 0\n", addr.port()));
    });
}

#[test]
fn a_slow_reader_holds_the_writer_back() {
    for_each(|runtime| {
        let server = Server::start(runtime, "slow-reader.js");
        let mut client = Client::connect(server.addr);
        let mut total = 0;
        let mut buffer = [0; 1000];
        loop {
            let count = client.stream.read(&mut buffer).expect("no error");
            total += count;
            if count == 0 {
                break;
            }
        }
        assert_eq!(total, 16 * 1024 * 1024);
        drop(client);
        assert_eq!(server.line("held back at most "), "little");
    });
}
