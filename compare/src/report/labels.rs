//! Puts labels side by side that would otherwise lie on top of each other.

/// How far labels are apart at least.
const LINE: i32 = 17;

/// Places for labels, in ascending order: as near as possible to where each is wanted, a line apart, from `top` to `bottom`. When
/// there is not room for all, they are nearer to each other.
pub(super) fn spread_out(wanted: &[i32], top: i32, bottom: i32) -> Vec<i32> {
    let gaps = i32::try_from(wanted.len()).unwrap_or(i32::MAX).saturating_sub(1).max(1);
    let line = LINE.min((bottom - top) / gaps);
    let mut places: Vec<i32> = Vec::with_capacity(wanted.len());
    // Downwards from the top: each at its place, or a line below the one above.
    for &place in wanted {
        let least = places.last().map_or(top, |above| above + line);
        places.push(place.max(least));
    }
    // Upwards from the bottom, if they have come too far down.
    let mut most = bottom;
    for place in places.iter_mut().rev() {
        *place = (*place).min(most);
        most = *place - line;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_make_room_for_each_other() {
        assert_eq!(spread_out(&[10, 100], 0, 200), [10, 100]);
        assert_eq!(spread_out(&[10, 12, 13], 0, 200), [10, 27, 44]);
        assert_eq!(spread_out(&[195, 196, 199], 0, 200), [166, 183, 200]);
        assert_eq!(spread_out(&[5, 5, 5, 5, 5], 0, 20), [0, 5, 10, 15, 20]);
        assert!(spread_out(&[], 0, 20).is_empty());
    }
}
