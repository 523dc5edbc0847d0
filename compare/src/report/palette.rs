//! Colours: of plots and page, by day and by night.
//!
//! A plot is drawn in the colours of the day, as plain attributes that every program understands. By night a rule of style maps
//! each of them to another, in the page as in a file of its own. Colours are told apart by people who see few of them; and each
//! server has a shape and a label besides.

use plotters::style::RGBColor;

/// A colour by day, and the one that takes its place by night.
#[derive(Clone, Copy)]
pub(super) struct Colour {
    day: u32,
    night: u32,
}

const fn colour(day: u32, night: u32) -> Colour {
    Colour { day, night }
}

/// Behind everything.
pub(super) const PAPER: Colour = colour(0xFFFFFF, 0x14181D);
/// Of headings and labels.
pub(super) const INK: Colour = colour(0x1B2026, 0xE8ECF0);
/// Of what explains.
pub(super) const PENCIL: Colour = colour(0x5A646F, 0xA3ADB8);
/// Of lines that help to read.
pub(super) const GRID: Colour = colour(0xDDE2E7, 0x333B44);
/// Of servers.
pub(super) const SERVERS: [Colour; 11] = [
    colour(0x0072B2, 0x5CB3F0),
    colour(0xD55E00, 0xFF8F45),
    colour(0x009E73, 0x3DCFA2),
    colour(0xAA4499, 0xE68FD6),
    colour(0xA87400, 0xF2C64E),
    colour(0x4C5A69, 0xC3CCD6),
    colour(0x8A2A3B, 0xF4798C),
    colour(0x3A9BC1, 0x9ADDF7),
    colour(0x6A4FB3, 0xB9A4F5),
    colour(0x5E7D1E, 0xB5D96B),
    colour(0x8C5A3C, 0xD9A682),
];

impl Colour {
    /// As plots are drawn.
    pub(super) fn rgb(self) -> RGBColor {
        let [_, red, green, blue] = self.day.to_be_bytes();
        RGBColor(red, green, blue)
    }
}

fn all() -> impl Iterator<Item = Colour> {
    [PAPER, INK, PENCIL, GRID].into_iter().chain(SERVERS)
}

/// The rules that turn plots dark for who has asked for it, on screens: paper stays white.
pub(super) fn plots_by_night() -> String {
    let rule = |Colour { day, night }: Colour| {
        format!(
            "svg [fill=\"#{day:06X}\"]{{fill:#{night:06X}}}svg [stroke=\"#{day:06X}\"]{{stroke:#{night:06X}}}"
        )
    };
    let rules: String = all().map(rule).collect();
    format!("@media screen and (prefers-color-scheme:dark){{{rules}}}")
}

/// The page's colours as variables of its style.
pub(super) fn page() -> String {
    let list = |by: fn(Colour) -> u32| {
        let named = [("paper", PAPER), ("ink", INK), ("pencil", PENCIL), ("grid", GRID)];
        named.map(|(name, colour)| format!("--{name}:#{:06X};", by(colour))).concat()
    };
    format!(
        ":root{{color-scheme:light dark;{}}}@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}",
        list(|colour| colour.day),
        list(|colour| colour.night)
    )
}
