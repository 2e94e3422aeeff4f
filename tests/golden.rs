//! The answers of `NumPy` and `SciPy` to whole recordings, through the files and the analysis.
//!
//! How the answers were made, and what each key means, is told in `tests/fixtures/README.md`.

mod support;

mod golden {
    mod carriers;
    mod predictions;
    mod scores;
    mod small;
    mod tunings;

    mod answers;
}
