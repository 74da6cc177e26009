//! GEO values (RFC 5545, 3.8.1.6).

use super::Refused;

/// A position on Earth (WGS 84), kept in millionths of a degree (a tenth of a metre), so that the
/// written digits do not hang on floating point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GeoPoint {
    latitude: i32,
    longitude: i32,
}

impl GeoPoint {
    /// Degrees, north and east positive.
    ///
    /// # Errors
    /// [`Refused::Position`] if out of range or not a number.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, Refused> {
        Ok(Self {
            latitude: micro(latitude, 90.0)?,
            longitude: micro(longitude, 180.0)?,
        })
    }

    /// `latitude;longitude`; the semicolon is part of the value and is not escaped.
    pub(super) fn written(self) -> String {
        format!("{};{}", degrees(self.latitude), degrees(self.longitude))
    }
}

/// Millionths of a degree, within ± `limit`. The comparison is false for NaN as well.
fn micro(degrees: f64, limit: f64) -> Result<i32, Refused> {
    if degrees.abs() <= limit {
        // At most 180 million: within i32 by the check above.
        #[allow(clippy::cast_possible_truncation)]
        Ok((degrees * 1_000_000.0).round() as i32)
    } else {
        Err(Refused::Position)
    }
}

fn degrees(micro: i32) -> String {
    let (sign, size) = (if micro < 0 { "-" } else { "" }, micro.unsigned_abs());
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::GeoPoint;

    #[test]
    fn six_digits_and_a_sign_also_just_below_zero() {
        let written = |lat, lon| GeoPoint::new(lat, lon).map(GeoPoint::written);
        assert_eq!(
            written(33.6844, 73.0479),
            Ok("33.684400;73.047900".to_owned())
        );
        assert_eq!(
            written(-0.000_001, -180.0),
            Ok("-0.000001;-180.000000".to_owned())
        );
        assert_eq!(written(-0.0, 0.0), Ok("0.000000;0.000000".to_owned()));
    }

    #[test]
    fn nowhere_is_refused() {
        for (lat, lon) in [
            (90.1, 0.0),
            (0.0, -180.1),
            (f64::NAN, 0.0),
            (0.0, f64::INFINITY),
        ] {
            assert!(GeoPoint::new(lat, lon).is_err());
        }
    }
}
