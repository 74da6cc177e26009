//! The seeded generator (splitmix64): the only source of chance in the matcher.

/// A stream of numbers that depends on the seed alone.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Starts a stream.
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x5851_F42D_4C95_7F2D)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// About 1024 times an exponentially distributed number (mean one, in base 2, straight between powers):
    /// what simulated annealing may lose, without a logarithm or a float.
    pub fn patience(&mut self) -> i64 {
        let bits = self.next();
        let zeros = i64::from(bits.leading_zeros());
        let below_top = (bits << (zeros as u32 + 1).min(63)) >> 54;
        zeros * 710 + (1024 - below_top as i64) * 710 / 1024
    }
}
