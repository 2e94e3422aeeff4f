//! The statistics against SciPy, against planted cases, and against recordings whose truth is known.

mod statistics {
    mod alike;
    mod cases;
    mod clustered;
    mod distributions;
    mod estimates;
    mod golden;
    mod images;
    mod lost;
    mod network;
    mod networks;
    mod no_shift;
    mod planted;
    mod shortcut;
    mod truth;
}
