//! Plots, as SVG.

use super::labels;
use super::palette::{Colour, GRID, INK, PAPER, PENCIL, SERVERS};
use super::scale::Scale;
use crate::output::number;
use crate::statistics::Spread;
use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const WIDTH: u32 = 720;
const HEIGHT: u32 = 400;
/// Above the plot, for what it shows; to its right, for the names of the servers.
const TOP: u32 = 62;
const RIGHT: u32 = 178;
/// Of letters; the backend takes them for 1.24 times as large as they become.
const TITLE: f64 = 16.0 * 1.24;
const TEXT: f64 = 13.0 * 1.24;
/// Of the signs for servers, from their middle.
const SIGN: i32 = 5;
/// A row of bars.
const ROW: i32 = 30;
/// To the left of bars, for the names.
const NAMES: i32 = 190;

/// What a plot shows.
pub(super) struct Plot {
    /// At the top.
    pub(super) title: String,
    /// The unit of its numbers, and which direction is better.
    pub(super) unit: String,
    /// The numbers of connections at once.
    pub(super) concurrencies: Vec<usize>,
    /// The servers that have any numbers.
    pub(super) series: Vec<Series>,
}

/// The numbers of one server.
pub(super) struct Series {
    pub(super) name: String,
    /// Its place among all servers: it has the same colour and sign in all plots.
    pub(super) place: usize,
    /// For each number of connections, what is known.
    pub(super) points: Vec<Option<Spread>>,
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

impl Plot {
    /// Draws it: bars for one number of connections, lines for several.
    pub(super) fn draw(&self) -> std::io::Result<String> {
        let is_bars = self.concurrencies.len() == 1;
        let height = if is_bars { TOP + 24 + ROW as u32 * self.series.len() as u32 } else { HEIGHT };
        let mut svg = String::new();
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        let drawn = self.draw_head(&area).and_then(|()| {
            if is_bars { self.draw_bars(&area) } else { self.draw_lines(&area) }?;
            area.present()
        });
        drop(area);
        drawn.map_err(std::io::Error::other)?;
        Ok(svg)
    }

    fn draw_head(&self, area: &Area<'_>) -> Drawn {
        area.fill(&PAPER.rgb())?;
        let title = ("sans-serif", TITLE, FontStyle::Bold).into_font().color(&INK.rgb());
        area.draw(&Text::new(self.title.clone(), (12, 10), title))?;
        area.draw(&Text::new(self.unit.clone(), (12, 34), letters(PENCIL, HPos::Left, VPos::Top)))
    }

    fn spreads(&self) -> impl Iterator<Item = &Spread> {
        self.series.iter().flat_map(|series| series.points.iter().flatten())
    }

    fn draw_lines(&self, area: &Area<'_>) -> Drawn {
        let least = self.spreads().map(|spread| spread.min).fold(f64::INFINITY, f64::min);
        let most = self.spreads().map(|spread| spread.max).fold(0.0, f64::max);
        let scale = Scale::for_numbers(least, most);
        let mut chart = ChartBuilder::on(area)
            .margin_top(TOP)
            .margin_right(RIGHT)
            .margin_left(8)
            .margin_bottom(6)
            .x_label_area_size(46)
            .y_label_area_size(58)
            .build_cartesian_2d(Scale::of_steps(self.concurrencies.len()), scale)?;
        let at_once = |step: &f64| self.concurrencies[step.round() as usize].to_string();
        chart
            .configure_mesh()
            .disable_x_mesh()
            .bold_line_style(GRID.rgb())
            .light_line_style(TRANSPARENT)
            .axis_style(GRID.rgb())
            .label_style(letters(PENCIL, HPos::Center, VPos::Center))
            .axis_desc_style(letters(PENCIL, HPos::Center, VPos::Center))
            .x_desc("connections at once")
            .x_label_formatter(&at_once)
            .draw()?;
        let pixel = |step: usize, value: f64| chart.backend_coord(&(step as f64, value));
        let mut ends = Vec::new();
        for series in &self.series {
            let known = || {
                series.points.iter().enumerate().filter_map(|(place, point)| Some((place, point.as_ref()?)))
            };
            let colour = series.colour();
            let line = known().map(|(place, spread)| pixel(place, spread.median)).collect::<Vec<_>>();
            area.draw(&PathElement::new(line, colour.rgb().stroke_width(2)))?;
            for (place, spread) in known() {
                let (low, high) = (pixel(place, spread.min), pixel(place, spread.max));
                // Side by side, as far as there is room: otherwise one hides the other.
                let shift = series.place as i32 % 5 * 3 - 6;
                let whisker = [(low.0 + shift, low.1), (high.0 + shift, high.1)];
                area.draw(&PathElement::new(whisker, colour.rgb().stroke_width(1)))?;
                series.draw_sign(area, pixel(place, spread.median))?;
            }
            ends.extend(known().next_back().map(|(place, spread)| (pixel(place, spread.median), series)));
        }
        draw_names(area, ends)
    }

    /// Horizontal bars, each with its name and its number.
    fn draw_bars(&self, area: &Area<'_>) -> Drawn {
        let most = self.spreads().map(|spread| spread.max).fold(0.0, f64::max);
        let scale = Scale::from_zero(most);
        let room = f64::from(WIDTH as i32 - NAMES - 110);
        let along = |value: f64| NAMES + (scale.share(value) * room).round() as i32;
        for (row, series) in self.series.iter().enumerate() {
            let middle = TOP as i32 + ROW * row as i32 + ROW / 2;
            area.draw(&Text::new(
                series.name.clone(),
                (NAMES - 12, middle),
                letters(INK, HPos::Right, VPos::Center),
            ))?;
            let Some(spread) = series.points.first().and_then(Option::as_ref) else { continue };
            let bar = [(NAMES, middle - 9), (along(spread.median), middle + 9)];
            area.draw(&Rectangle::new(bar, series.colour().rgb().filled()))?;
            let whisker = [(along(spread.min), middle), (along(spread.max), middle)];
            area.draw(&PathElement::new(whisker, INK.rgb().stroke_width(1)))?;
            for (end, _) in whisker {
                area.draw(&PathElement::new(
                    [(end, middle - 4), (end, middle + 4)],
                    INK.rgb().stroke_width(1),
                ))?;
            }
            let beside = (along(spread.max) + 8, middle);
            area.draw(&Text::new(number(spread.median), beside, letters(INK, HPos::Left, VPos::Center)))?;
        }
        Ok(())
    }
}

/// The names beside the lines' ends, and what leads from one to the other.
fn draw_names(area: &Area<'_>, mut ends: Vec<((i32, i32), &Series)>) -> Drawn {
    ends.sort_by_key(|((_, y), _)| *y);
    let wanted: Vec<i32> = ends.iter().map(|((_, y), _)| *y).collect();
    let rows = labels::spread_out(&wanted, TOP as i32 - 6, HEIGHT as i32 - 56);
    let column = (WIDTH - RIGHT) as i32 + 26;
    for (((x, y), series), row) in ends.into_iter().zip(rows) {
        let leader = [(x + SIGN + 2, y), (column - 10, row), (column - 4, row)];
        area.draw(&PathElement::new(leader, series.colour().rgb().mix(0.6).stroke_width(1)))?;
        series.draw_sign(area, (column + SIGN, row))?;
        let place = (column + 2 * SIGN + 6, row);
        area.draw(&Text::new(series.name.clone(), place, letters(INK, HPos::Left, VPos::Center)))?;
    }
    Ok(())
}

fn letters(colour: Colour, h: HPos, v: VPos) -> TextStyle<'static> {
    ("sans-serif", TEXT).into_font().color(&colour.rgb()).pos(Pos::new(h, v))
}

impl Series {
    fn colour(&self) -> Colour {
        SERVERS[self.place % SERVERS.len()]
    }

    /// Its sign: of as many shapes as make, with the colours, more pairs than there will ever be servers.
    fn draw_sign(&self, area: &Area<'_>, (x, y): (i32, i32)) -> Drawn {
        let outline: &[(i32, i32)] = match self.place % 7 {
            0 => return area.draw(&Circle::new((x, y), SIGN, self.colour().rgb().filled())),
            1 => &[(-4, -4), (4, -4), (4, 4), (-4, 4)],
            2 => &[(0, -6), (6, 5), (-6, 5)],
            3 => &[(0, -6), (6, 0), (0, 6), (-6, 0)],
            4 => &[(0, 6), (6, -5), (-6, -5)],
            5 => &[
                (-2, -6),
                (2, -6),
                (2, -2),
                (6, -2),
                (6, 2),
                (2, 2),
                (2, 6),
                (-2, 6),
                (-2, 2),
                (-6, 2),
                (-6, -2),
                (-2, -2),
            ],
            _ => &[(-6, 0), (5, -6), (5, 6)],
        };
        let outline: Vec<(i32, i32)> = outline.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
        area.draw(&Polygon::new(outline, self.colour().rgb().filled()))
    }
}
