//! The colors of a number between 0 and 1: dark violet, red, sand, lightness growing evenly.

/// Hue in turns and chroma of the anchors in Oklch, evenly spaced from 0 to 1.
const ANCHORS: [(f64, f64); 6] =
    [(0.78, 0.09), (0.86, 0.15), (0.97, 0.19), (1.07, 0.19), (1.17, 0.14), (1.25, 0.06)];
/// Lightness at 0 and at 1: neither is lost on a black or a white background.
const LIGHTNESS: (f64, f64) = (0.26, 0.95);
/// What has no value. No color of the ramp is a gray.
pub const UNDEFINED: [u8; 3] = [128, 128, 128];

/// The color of a value, red, green and blue. Values beyond 0 and 1 have the color of the end; NaN is
/// [`UNDEFINED`].
///
/// Lightness is that of Oklab (Ottosson 2020), linear in the value, so that equal steps look equal.
pub fn color(value: f64) -> [u8; 3] {
    if value.is_nan() {
        return UNDEFINED;
    }
    let value = value.clamp(0., 1.);
    let (hue, chroma) = between_anchors(value * (ANCHORS.len() - 1) as f64);
    let lightness = LIGHTNESS.0 + value * (LIGHTNESS.1 - LIGHTNESS.0);
    let angle = hue * std::f64::consts::TAU;
    rgb(lightness, chroma * angle.cos(), chroma * angle.sin())
}

/// The color of a difference between −1 and 1: blue for less, orange for more, the lighter the farther from 0; NaN is
/// [`UNDEFINED`].
pub fn difference(value: f64) -> [u8; 3] {
    const LESS: f64 = 0.68;
    const MORE: f64 = 0.17;
    if value.is_nan() {
        return UNDEFINED;
    }
    let far = value.abs().min(1.);
    let angle = if value < 0. { LESS } else { MORE } * std::f64::consts::TAU;
    let chroma = 0.16 * far;
    let lightness = LIGHTNESS.0 + far * 0.6;
    rgb(lightness, chroma * angle.cos(), chroma * angle.sin())
}

/// Hue and chroma at a place between two anchors.
fn between_anchors(place: f64) -> (f64, f64) {
    let mut pairs = (0..).map(f64::from).zip(ANCHORS.windows(2));
    let pair = pairs.find(|(start, _)| place <= start + 1.);
    let Some((start, &[(hue, chroma), (next_hue, next_chroma)])) = pair else {
        return (0., 0.);
    };
    let share = place - start;
    (hue + share * (next_hue - hue), chroma + share * (next_chroma - chroma))
}

/// Oklab to sRGB; the matrices are Ottosson's.
fn rgb(lightness: f64, a: f64, b: f64) -> [u8; 3] {
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
    ]
    .map(encoded)
}

/// The transfer function of sRGB, to a byte.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share lies between 0 and 1"
)]
fn encoded(linear: f64) -> u8 {
    let linear = linear.clamp(0., 1.);
    let share =
        if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1. / 2.4) - 0.055 };
    (share * 255.).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as the web's guidelines define it, 0 to 1.
    fn luminance([red, green, blue]: [u8; 3]) -> f64 {
        let linear = |byte: u8| {
            let share = f64::from(byte) / 255.;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    #[test]
    fn more_is_always_lighter() {
        let steps: Vec<f64> = (0..=64).map(|at| luminance(color(f64::from(at) / 64.))).collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
    }

    #[test]
    fn the_ends_are_neither_black_nor_white() {
        let (low, high) = (color(0.), color(1.));
        assert!(low.iter().any(|&byte| byte > 40), "{low:?}");
        assert!(high.iter().any(|&byte| byte < 225), "{high:?}");
        assert!(luminance(high) > 20. * luminance(low));
    }

    #[test]
    fn values_beyond_the_ends_have_the_color_of_the_end() {
        assert_eq!(color(-3.), color(0.));
        assert_eq!(color(f64::INFINITY), color(1.));
    }

    #[test]
    fn a_difference_is_lighter_the_farther_it_is_from_none() {
        let light = |color: [u8; 3]| color.map(u32::from).iter().sum::<u32>();
        for sign in [-1., 1.] {
            let steps: Vec<u32> =
                (0..=10).map(|tenths| light(difference(sign * f64::from(tenths) / 10.))).collect();
            assert!(steps.is_sorted_by(|a, b| a < b), "{sign}: {steps:?}");
        }
        let ([less_red, _, less_blue], [more_red, _, more_blue]) =
            (difference(-1.), difference(1.));
        assert!(less_blue > less_red && more_red > more_blue);
        assert_eq!(difference(f64::NAN), UNDEFINED);
    }

    #[test]
    fn undefined_is_gray_and_no_value_is() {
        assert_eq!(color(f64::NAN), UNDEFINED);
        let is_gray =
            |[red, green, blue]: [u8; 3]| red.abs_diff(green) < 8 && green.abs_diff(blue) < 8;
        assert!((0..=100).all(|at| !is_gray(color(f64::from(at) / 100.))));
    }
}
