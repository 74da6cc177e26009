//! Time without a database: the one clock, spans, and the programme's wall time.
//!
//! Instants are whole seconds since 1970 in UTC; spans are half-open. Wall time (a class day, a
//! weekly rule, "11:00") belongs to a [`Zone`], never to a fixed offset: Pakistan had summer time
//! by decree in 2002, 2008 and 2009, and may again. Refuses to guess: a wall time that a change of
//! clocks skipped is moved to the first one that exists.

mod clock;
mod span;
mod zone;

pub use clock::{Clock, SettableClock, SystemClock};
pub use span::{Span, SpanSet};
pub use zone::{DAY, WEEK, Zone, hour_minute, http_date, parse_date, parse_minute};
