//! What the machine says of name servers (resolv.conf(5)) and of hosts (hosts(5)).

use std::fs;
use std::net::IpAddr;

use crate::raw::{Answer, Args, Js};

/// `config()`: `{ servers: [address, …], timeout, attempts }`; the last two, milliseconds and a number, are 0 where nothing
/// is said.
pub(super) fn config<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let config = Config::of(&fs::read_to_string("/etc/resolv.conf").unwrap_or_default());
    let object = js.object()?;
    let servers = js.strings(config.servers.iter())?;
    object.value().define(js, js.atom("servers"), servers);
    object.value().define(js, js.atom("timeout"), js.int(config.timeout));
    object.value().define(js, js.atom("attempts"), js.int(config.attempts));
    Ok(object)
}

#[derive(Default)]
struct Config {
    servers: Vec<String>,
    timeout: i32,
    attempts: i32,
}

impl Config {
    fn of(text: &str) -> Config {
        let mut config = Config::default();
        for line in text.lines() {
            let line = line.split(['#', ';']).next().unwrap_or_default();
            let mut words = line.split_whitespace();
            match words.next() {
                Some("nameserver") => {
                    config.servers.extend(words.next().filter(|word| is_address(word)).map(str::to_owned))
                }
                Some("options") => words.for_each(|option| config.note(option)),
                _ => {}
            }
        }
        config
    }

    fn note(&mut self, option: &str) {
        let number = |text: &str| text.parse::<u16>().map_or(0, i32::from);
        if let Some(seconds) = option.strip_prefix("timeout:") {
            self.timeout = number(seconds) * 1000;
        } else if let Some(times) = option.strip_prefix("attempts:") {
            self.attempts = number(times);
        }
    }
}

/// An address, which may have a zone.
fn is_address(word: &str) -> bool {
    word.split('%').next().is_some_and(|address| address.parse::<IpAddr>().is_ok())
}

/// `hostsOf(address)`: the names that the machine's own list has for an address.
pub(super) fn hosts_of<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let wanted = args.get(0).text(js).and_then(|text| text.parse::<IpAddr>().ok());
    let text = fs::read_to_string("/etc/hosts").unwrap_or_default();
    js.strings(wanted.map(|wanted| names_in(&text, wanted)).unwrap_or_default().into_iter())
}

fn names_in(text: &str, wanted: IpAddr) -> Vec<&str> {
    let mut names = Vec::new();
    for line in text.lines() {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        if words.next().and_then(|word| word.parse().ok()) == Some(wanted) {
            names.extend(words);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_and_options_are_read_and_the_rest_is_passed_over() {
        let text = "# nameserver 1.1.1.1\nnameserver 10.0.0.1 ; first\nnameserver fe80::1%eth0\nnameserver here\n\
                    search example.org\noptions ndots:2 timeout:3 attempts:x\n";
        let config = Config::of(text);
        assert_eq!(config.servers, ["10.0.0.1", "fe80::1%eth0"]);
        assert_eq!((config.timeout, config.attempts), (3000, 0));
    }

    #[test]
    fn all_names_of_an_address_are_found() {
        let text = "127.0.0.1 localhost # me\n::1 six\n127.0.0.1\tvm box\n";
        assert_eq!(names_in(text, "127.0.0.1".parse().unwrap()), ["localhost", "vm", "box"]);
        assert!(names_in(text, "10.0.0.1".parse().unwrap()).is_empty());
    }
}
