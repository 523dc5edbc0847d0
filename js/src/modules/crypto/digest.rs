//! Digests, with and without a key, and keys made from passwords. The algorithms are RustCrypto's.

use hmac::{EagerHash, Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::digest::{Digest, FixedOutputReset};
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};

/// A digest under way.
pub(super) trait Digesting {
    /// Takes more bytes in.
    fn update(&mut self, bytes: &[u8]);
    /// What the bytes so far come to; it begins anew.
    fn finish(&mut self) -> Vec<u8>;
    /// Another one that has taken in the same bytes.
    fn fork(&self) -> Box<dyn Digesting>;
}

/// A digest without a key.
#[derive(Clone)]
struct Plain<D>(D);

impl<D: Digest + FixedOutputReset + Clone + 'static> Digesting for Plain<D> {
    fn update(&mut self, bytes: &[u8]) {
        Digest::update(&mut self.0, bytes);
    }

    fn finish(&mut self) -> Vec<u8> {
        self.0.finalize_reset().to_vec()
    }

    fn fork(&self) -> Box<dyn Digesting> {
        Box::new(self.clone())
    }
}

/// One with a key.
struct Keyed<D: EagerHash>(Hmac<D>);

impl<D: EagerHash + 'static> Digesting for Keyed<D>
where
    Hmac<D>: Mac + Clone,
{
    fn update(&mut self, bytes: &[u8]) {
        Mac::update(&mut self.0, bytes);
    }

    fn finish(&mut self) -> Vec<u8> {
        self.0.clone().finalize().into_bytes().to_vec()
    }

    fn fork(&self) -> Box<dyn Digesting> {
        Box::new(Keyed(self.0.clone()))
    }
}

/// The digests that there are.
#[derive(Clone, Copy)]
pub(super) enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512To224,
    Sha512To256,
}

/// Does `$with!(TYPE)` for the type of an algorithm.
macro_rules! for_type {
    ($algorithm:expr, $with:ident) => {
        match $algorithm {
            Algorithm::Md5 => $with!(Md5),
            Algorithm::Sha1 => $with!(Sha1),
            Algorithm::Sha224 => $with!(Sha224),
            Algorithm::Sha256 => $with!(Sha256),
            Algorithm::Sha384 => $with!(Sha384),
            Algorithm::Sha512 => $with!(Sha512),
            Algorithm::Sha512To224 => $with!(Sha512_224),
            Algorithm::Sha512To256 => $with!(Sha512_256),
        }
    };
}

impl Algorithm {
    /// By its name, in any of OpenSSL's ways of writing it: `sha256`, `SHA-256`, `SHA2-256`, `RSA-SHA256`.
    pub(super) fn named(name: &str) -> Option<Algorithm> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_prefix("rsa-").unwrap_or(&name);
        Some(match name {
            "md5" => Algorithm::Md5,
            "sha1" | "sha-1" => Algorithm::Sha1,
            "sha224" | "sha-224" | "sha2-224" => Algorithm::Sha224,
            "sha256" | "sha-256" | "sha2-256" => Algorithm::Sha256,
            "sha384" | "sha-384" | "sha2-384" => Algorithm::Sha384,
            "sha512" | "sha-512" | "sha2-512" => Algorithm::Sha512,
            "sha512-224" | "sha-512/224" | "sha2-512/224" | "sha512/224" => Algorithm::Sha512To224,
            "sha512-256" | "sha-512/256" | "sha2-512/256" | "sha512/256" => Algorithm::Sha512To256,
            _ => return None,
        })
    }

    /// A digest of no bytes yet.
    pub(super) fn digest(self) -> Box<dyn Digesting> {
        macro_rules! plain {
            ($type:ty) => {
                Box::new(Plain(<$type>::new()))
            };
        }
        for_type!(self, plain)
    }

    /// The same with a key, which may have any length (HMAC, RFC 2104).
    pub(super) fn digest_with_key(self, key: &[u8]) -> Box<dyn Digesting> {
        macro_rules! keyed {
            ($type:ty) => {
                Box::new(Keyed::<$type>(Hmac::new_from_slice(key).expect("HMAC takes keys of any length")))
            };
        }
        for_type!(self, keyed)
    }

    /// Fills `key` with what `rounds` of PBKDF2 (RFC 8018) make of a password.
    pub(super) fn derive_key(self, password: &[u8], salt: &[u8], rounds: u32, key: &mut [u8]) {
        macro_rules! derive {
            ($type:ty) => {
                pbkdf2::pbkdf2_hmac::<$type>(password, salt, rounds, key)
            };
        }
        for_type!(self, derive);
    }
}

#[cfg(test)]
mod tests {
    use super::Algorithm;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The examples of RFC 1321, FIPS 180 and RFC 2202.
    #[test]
    fn digests_are_those_of_the_standards() {
        let mut digest = Algorithm::named("MD5").unwrap().digest();
        digest.update(b"message ");
        digest.update(b"digest");
        assert_eq!(hex(&digest.finish()), "f96b697d7cb7938d525a2f31aaf161d0");
        let mut digest = Algorithm::named("RSA-SHA1").unwrap().digest();
        digest.update(b"abc");
        let mut other = digest.fork();
        assert_eq!(hex(&digest.finish()), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex(&other.finish()), "a9993e364706816aba3e25717850c26c9cd0d89d");
        let mut digest = Algorithm::named("md5").unwrap().digest_with_key(b"Jefe");
        digest.update(b"what do ya want for nothing?");
        assert_eq!(hex(&digest.finish()), "750c783e6ab0b503eaa86e310a5db738");
    }

    /// An example of RFC 6070.
    #[test]
    fn keys_are_made_of_passwords() {
        let mut key = [0; 20];
        Algorithm::Sha1.derive_key(b"password", b"salt", 2, &mut key);
        assert_eq!(hex(&key), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
    }

    #[test]
    fn other_names_are_refused() {
        for name in ["", "sha", "sha3-256", "rsa-", "sha256 "] {
            assert!(Algorithm::named(name).is_none(), "{name}");
        }
    }
}
