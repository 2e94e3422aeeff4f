//! The commands without a terminal, run as a user runs them: what they print, what they say, how they end.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests end the test"
)]

mod commands {
    mod cache;
    mod config;
    mod doctor;
    mod faults;
    mod first;
    mod forms;
    mod golden;
    mod groups;
    mod help;
    mod hostile;
    mod json;
    mod keys;
    mod labels;
    mod layers;
    mod log;
    mod meaning;
    mod mistakes;
    mod options;
    mod order;
    mod precision;
    mod run;
    mod shapes;
    mod shell;
    mod summaries;
    mod table;
}
