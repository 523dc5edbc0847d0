//! Records for JavaScript, in the form of `resolveAny`.

use std::net::{Ipv4Addr, Ipv6Addr};

use simple_dns::rdata::{NAPTR, RData, SOA, SRV};
use simple_dns::{Packet, ResourceRecord, TYPE};

use super::wire;
use crate::raw::{Answer, Js, Owned, Thrown};

/// The numbers of types that the crate has no names for.
const TLSA: u16 = 52;

/// An array of the records in an answer. Of an unknown type there is nothing to say.
pub(super) fn of<'a>(js: &mut Js<'a>, bytes: &[u8]) -> Answer<'a> {
    let array = js.array()?;
    let Ok(packet) = Packet::parse(bytes) else { return Ok(array) };
    let mut count = 0;
    for record in &packet.answers {
        if let Some(object) = one(js, record)? {
            array.value().set_index(js, count, object)?;
            count += 1;
        }
    }
    Ok(array)
}

fn one<'a>(js: &mut Js<'a>, record: &ResourceRecord<'_>) -> Result<Option<Owned<'a>>, Thrown> {
    let mut made = Made { object: js.object()? };
    match &record.rdata {
        RData::A(a) => {
            made.text(js, "address", &Ipv4Addr::from(a.address).to_string())?;
            made.number(js, "ttl", f64::from(record.ttl));
            made.text(js, "type", "A")?;
        }
        RData::AAAA(a) => {
            made.text(js, "address", &Ipv6Addr::from(a.address).to_string())?;
            made.number(js, "ttl", f64::from(record.ttl));
            made.text(js, "type", "AAAA")?;
        }
        RData::CNAME(name) => made.name(js, "CNAME", &name.0.to_string())?,
        RData::NS(name) => made.name(js, "NS", &name.0.to_string())?,
        RData::PTR(name) => made.name(js, "PTR", &name.0.to_string())?,
        RData::MX(mx) => {
            made.text(js, "exchange", &mx.exchange.to_string())?;
            made.number(js, "priority", f64::from(mx.preference));
            made.text(js, "type", "MX")?;
        }
        RData::TXT(_) => {
            let entries = js.strings(strings(&data(record)).into_iter())?;
            made.object.value().define(js, js.atom("entries"), entries);
            made.text(js, "type", "TXT")?;
        }
        RData::SOA(soa) => made.soa(js, soa)?,
        RData::SRV(srv) => made.srv(js, srv)?,
        RData::NAPTR(naptr) => made.naptr(js, naptr)?,
        RData::CAA(caa) => {
            made.number(js, "critical", f64::from(caa.flag));
            made.text(js, &caa.tag.to_string(), &String::from_utf8_lossy(&caa.value))?;
            made.text(js, "type", "CAA")?;
        }
        RData::NULL(TLSA, rest) => made.tlsa(js, rest.get_data())?,
        _ => return Ok(None),
    }
    Ok(Some(made.object))
}

/// The bytes of a record's data: the record is written anew, behind a header and a name without labels.
fn data(record: &ResourceRecord<'_>) -> Vec<u8> {
    const BEFORE_DATA: usize = 12 + 1 + 10;
    let mut packet = Packet::new_reply(0);
    let root = simple_dns::Name::new_with_labels(&[]);
    packet.answers.push(ResourceRecord::new(root, record.class, record.ttl, record.rdata.clone()));
    packet.build_bytes_vec().map(|bytes| bytes[BEFORE_DATA.min(bytes.len())..].to_vec()).unwrap_or_default()
}

/// Strings with their lengths before them, one behind the other.
fn strings(mut data: &[u8]) -> Vec<String> {
    let mut strings = Vec::new();
    while let Some((&length, rest)) = data.split_first() {
        let (string, rest) = rest.split_at(rest.len().min(usize::from(length)));
        strings.push(String::from_utf8_lossy(string).into_owned());
        data = rest;
    }
    strings
}

/// An object that is being made.
struct Made<'a> {
    object: Owned<'a>,
}

impl<'a> Made<'a> {
    fn text(&mut self, js: &Js<'a>, key: &str, text: &str) -> Result<(), Thrown> {
        self.object.value().define(js, js.atom(key), js.string(text)?);
        Ok(())
    }

    fn number(&mut self, js: &Js<'a>, key: &str, number: f64) {
        self.object.value().define(js, js.atom(key), js.number(number));
    }

    fn name(&mut self, js: &Js<'a>, kind: &str, name: &str) -> Result<(), Thrown> {
        self.text(js, "value", name)?;
        self.text(js, "type", kind)
    }

    fn soa(&mut self, js: &Js<'a>, soa: &SOA<'_>) -> Result<(), Thrown> {
        self.text(js, "nsname", &soa.mname.to_string())?;
        self.text(js, "hostmaster", &soa.rname.to_string())?;
        self.number(js, "serial", f64::from(soa.serial));
        // The crate takes these for signed, which RFC 1035 does not.
        for (key, value) in [("refresh", soa.refresh), ("retry", soa.retry), ("expire", soa.expire)] {
            self.number(js, key, f64::from(value as u32));
        }
        self.number(js, "minttl", f64::from(soa.minimum));
        self.text(js, "type", "SOA")
    }

    fn srv(&mut self, js: &Js<'a>, srv: &SRV<'_>) -> Result<(), Thrown> {
        self.text(js, "name", &srv.target.to_string())?;
        for (key, value) in [("port", srv.port), ("priority", srv.priority), ("weight", srv.weight)] {
            self.number(js, key, f64::from(value));
        }
        self.text(js, "type", "SRV")
    }

    fn naptr(&mut self, js: &Js<'a>, naptr: &NAPTR<'_>) -> Result<(), Thrown> {
        self.text(js, "flags", &naptr.flags.to_string())?;
        self.text(js, "service", &naptr.services.to_string())?;
        self.text(js, "regexp", &naptr.regexp.to_string())?;
        self.text(js, "replacement", &naptr.replacement.to_string())?;
        self.number(js, "order", f64::from(naptr.order));
        self.number(js, "preference", f64::from(naptr.preference));
        self.text(js, "type", "NAPTR")
    }

    fn tlsa(&mut self, js: &Js<'a>, data: &[u8]) -> Result<(), Thrown> {
        let [usage, selector, matches, certificate @ ..] = data else { return Ok(()) };
        for (key, value) in [("certUsage", usage), ("selector", selector), ("match", matches)] {
            self.number(js, key, f64::from(*value));
        }
        let certificate = js.array_buffer_from(certificate)?;
        self.object.value().define(js, js.atom("data"), certificate);
        self.text(js, "type", "TLSA")
    }
}

/// Whether an answer has a record of the type, or, for "any", one at all.
pub(super) fn has(bytes: &[u8], kind: u16) -> bool {
    const ANY: u16 = 255;
    let Ok(packet) = Packet::parse(bytes) else { return false };
    let wanted: TYPE = wire::kind(kind);
    packet.answers.iter().any(|record| kind == ANY || record.rdata.type_code() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_a_text_record_come_as_they_are() {
        assert_eq!(strings(b"\x03a=b\x00\x02=c"), ["a=b", "", "=c"]);
        assert_eq!(strings(b"\x05cut"), ["cut"]);
    }
}
