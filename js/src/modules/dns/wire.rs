//! DNS messages: questions made, answers understood.

use simple_dns::{CLASS, Name, Packet, PacketFlag, Question, RCODE, TYPE};

/// The longest answer that a datagram may bring without further arrangements (RFC 1035); longer ones come by TCP.
pub(super) const NO_DATAGRAM_IS_LONGER: usize = 4096;

/// A question, as bytes. None for what is no name.
pub(super) fn question(id: u16, name: &str, kind: u16) -> Option<Vec<u8>> {
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    let name = Name::new(name).ok()?;
    packet.questions.push(Question::new(name, question_type(kind)?, CLASS::IN.into(), false));
    packet.build_bytes_vec().ok()
}

fn question_type(kind: u16) -> Option<simple_dns::QTYPE> {
    kind.try_into().ok()
}

/// What a name server says to a question.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    /// That is no answer to this question: somebody else's, or nonsense.
    Foreign,
    /// The answer is longer than a datagram: ask by TCP.
    Truncated,
    /// There may be records.
    Answer,
    /// The server knows, and this is what it says. No other is asked.
    Final(&'static str),
    /// The server does not know, or will not say. Another may.
    Unhelpful(&'static str),
}

/// Looks at an answer to `question`.
pub(super) fn judge(question: &[u8], bytes: &[u8]) -> Verdict {
    let Ok(answer) = Packet::parse(bytes) else { return unreadable(question, bytes) };
    if !answer.has_flags(PacketFlag::RESPONSE) || !answers(question, &answer) {
        return Verdict::Foreign;
    }
    if answer.has_flags(PacketFlag::TRUNCATION) {
        return Verdict::Truncated;
    }
    match answer.rcode() {
        RCODE::NoError => Verdict::Answer,
        RCODE::NameError => Verdict::Final("ENOTFOUND"),
        RCODE::FormatError => Verdict::Final("EFORMERR"),
        RCODE::NotImplemented => Verdict::Unhelpful("ENOTIMP"),
        RCODE::Refused => Verdict::Unhelpful("EREFUSED"),
        _ => Verdict::Unhelpful("ESERVFAIL"),
    }
}

/// What cannot be read is a bad answer if it bears the question's number.
fn unreadable(question: &[u8], bytes: &[u8]) -> Verdict {
    match bytes.len() >= 2 && bytes[..2] == question[..2] {
        true => Verdict::Final("EBADRESP"),
        false => Verdict::Foreign,
    }
}

/// Whether the number and the question are those that were asked. Names are compared as DNS does, without regard to case.
fn answers(question: &[u8], answer: &Packet<'_>) -> bool {
    let Ok(asked) = Packet::parse(question) else { return false };
    let one = |packet: &Packet<'_>| {
        let question = packet.questions.first()?;
        Some((question.qname.to_string().to_ascii_lowercase(), u16::from(question.qtype)))
    };
    asked.id() == answer.id() && (answer.questions.is_empty() || one(&asked) == one(answer))
}

/// The type of a record's number.
pub(super) fn kind(number: u16) -> TYPE {
    number.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_to_the_question_count() {
        let asked = question(7, "example.org", 1).unwrap();
        assert_eq!(judge(&asked, &asked), Verdict::Foreign);
        assert_eq!(judge(&asked, b""), Verdict::Foreign);
        assert_eq!(judge(&asked, &[0, 7, 1]), Verdict::Final("EBADRESP"));
        let mut reply = Packet::parse(&asked).unwrap().into_reply();
        assert_eq!(judge(&asked, &reply.build_bytes_vec().unwrap()), Verdict::Answer);
        *reply.rcode_mut() = RCODE::NameError;
        assert_eq!(judge(&asked, &reply.build_bytes_vec().unwrap()), Verdict::Final("ENOTFOUND"));
        reply.set_flags(PacketFlag::TRUNCATION);
        assert_eq!(judge(&asked, &reply.build_bytes_vec().unwrap()), Verdict::Truncated);
        reply.set_id(8);
        assert_eq!(judge(&asked, &reply.build_bytes_vec().unwrap()), Verdict::Foreign);
        let other = question(7, "example.com", 1).unwrap();
        let other = Packet::parse(&other).unwrap().into_reply().build_bytes_vec().unwrap();
        assert_eq!(judge(&asked, &other), Verdict::Foreign);
    }

    #[test]
    fn what_is_no_name_makes_no_question() {
        assert!(question(1, &"a".repeat(64), 1).is_none());
        assert!(question(1, &"abc.".repeat(80), 1).is_none());
    }
}
