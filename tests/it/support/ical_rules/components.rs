//! Content lines to components (RFC 5545, 3.4): B07.

use super::Findings;
use super::lines::Line;

/// `BEGIN:name` to `END:name`.
pub struct Component {
    pub name: String,
    pub number: usize,
    pub lines: Vec<Line>,
    pub parts: Vec<Component>,
}

impl Component {
    /// Every property of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// The first property of a name.
    pub fn one(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// How many properties of a name there are.
    pub fn count(&self, name: &str) -> usize {
        self.lines.iter().filter(|line| line.name == name).count()
    }

    /// This and everything in it.
    pub fn walk(&self) -> Vec<&Component> {
        let mut all = vec![self];
        for part in &self.parts {
            all.extend(part.walk());
        }
        all
    }
}

/// The calendars of a stream; there has to be one, and nothing beside it.
pub fn read(lines: Vec<Line>, found: &mut Findings) -> Vec<Component> {
    let (mut done, mut open): (Vec<Component>, Vec<Component>) = (Vec::new(), Vec::new());
    for line in lines {
        let name = line.value.to_ascii_uppercase();
        match (line.name.as_str(), open.last_mut()) {
            ("BEGIN", parent) => {
                if parent.is_none() && name != "VCALENDAR" {
                    found.add("B07", line.number, format!("{name} outside a calendar"));
                }
                open.push(Component {
                    name,
                    number: line.number,
                    lines: Vec::new(),
                    parts: Vec::new(),
                });
            }
            ("END", _) => {
                if open.last().is_none_or(|inner| inner.name != name) {
                    found.add("B07", line.number, format!("END:{name} ends nothing"));
                }
                if let Some(inner) = open.pop() {
                    open.last_mut()
                        .map_or(&mut done, |outer| &mut outer.parts)
                        .push(inner);
                }
            }
            (_, Some(inner)) => inner.lines.push(line),
            (name, None) => found.add("B07", line.number, format!("{name} outside a calendar")),
        }
    }
    for unclosed in open.drain(..).rev() {
        found.add(
            "B07",
            unclosed.number,
            format!("{} has no END", unclosed.name),
        );
        done.push(unclosed);
    }
    done.retain(|root| root.name == "VCALENDAR");
    if done.len() != 1 {
        found.add("B07", 1, format!("{} calendars", done.len()));
    }
    done
}
