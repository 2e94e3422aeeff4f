//! The statistics against SciPy, against planted cases, and against recordings whose truth is known.

mod statistics {
    mod cases;
    mod distributions;
    mod estimates;
    mod golden;
    mod planted;
    mod truth;
}
