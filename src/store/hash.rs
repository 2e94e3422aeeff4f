//! A number for something that is the same at every start, on every machine.

/// The FNV-1a hash of numbers below 256; larger ones are taken in as they are.
pub fn stable_hash(numbers: impl IntoIterator<Item = u64>) -> u64 {
    numbers.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, number| {
        (hash ^ number).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_fnv_1a() {
        // Published test vectors.
        let of = |text: &str| stable_hash(text.bytes().map(u64::from));
        assert_eq!([of(""), of("a")], [0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c]);
    }
}
