//! The door for machines: who may do what, the contract, the way of a request by programs, and what is refused.

mod contract;
mod faults;
mod matrix;
mod tables;
mod tokens;
mod workflow;
