//! Damaged files: whatever is cut off or changed, opening and reading answer or fail, and nothing worse.

mod support;

mod damage {
    mod cut;
    mod flipped;
    mod hostile;
    mod shrunk;
    mod summaries;

    mod allocation;
    mod copies;
}
