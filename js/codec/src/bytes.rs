//! Comparing, filling and swapping.

use std::cmp::Ordering;

/// −1, 0 or 1, in the order of the bytes and then of the lengths.
pub fn compare(a: &[u8], b: &[u8]) -> i32 {
    match a.cmp(b) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }
}

/// Repeats `pattern` over `dst`; the last repetition may be cut. An empty pattern writes nothing.
#[inline(never)]
pub fn fill(dst: &mut [u8], pattern: &[u8]) {
    let first = pattern.len().min(dst.len());
    dst[..first].copy_from_slice(&pattern[..first]);
    // Each round copies all that is there already, so that few and long copies do the work.
    let mut done = first;
    while done > 0 && done < dst.len() {
        let (filled, rest) = dst.split_at_mut(done);
        let len = done.min(rest.len());
        rest[..len].copy_from_slice(&filled[..len]);
        done += len;
    }
}

/// Reverses the bytes within each group of `size` bytes. The length must be a multiple of `size`, else the
/// incomplete group at the end stays as it is.
#[inline(never)]
pub fn swap(bytes: &mut [u8], size: usize) {
    match size {
        2 => each(bytes, |group| u16::from_ne_bytes(group).swap_bytes().to_ne_bytes()),
        4 => each(bytes, |group| u32::from_ne_bytes(group).swap_bytes().to_ne_bytes()),
        8 => each(bytes, |group| u64::from_ne_bytes(group).swap_bytes().to_ne_bytes()),
        _ => bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse),
    }
}

fn each<const SIZE: usize>(bytes: &mut [u8], change: impl Fn([u8; SIZE]) -> [u8; SIZE]) {
    for group in bytes.as_chunks_mut().0 {
        *group = change(*group);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares() {
        assert_eq!(compare(b"a", b"b"), -1);
        assert_eq!(compare(b"ab", b"a"), 1);
        assert_eq!(compare(b"\xFF", b"\x00"), 1);
        assert_eq!(compare(b"a", b"a"), 0);
    }

    #[test]
    fn fills_with_a_cut_last_repetition() {
        for len in 0..20 {
            let mut dst = vec![0; len];
            fill(&mut dst, b"abc");
            let expected: Vec<u8> = b"abc".iter().copied().cycle().take(len).collect();
            assert_eq!(dst, expected);
        }
        let mut dst = *b"xyz";
        fill(&mut dst, b"");
        assert_eq!(&dst, b"xyz");
    }

    #[test]
    fn swaps() {
        let mut bytes = [1, 2, 3, 4, 5, 6, 7, 8];
        swap(&mut bytes, 2);
        assert_eq!(bytes, [2, 1, 4, 3, 6, 5, 8, 7]);
        swap(&mut bytes, 8);
        assert_eq!(bytes, [7, 8, 5, 6, 3, 4, 1, 2]);
    }
}
