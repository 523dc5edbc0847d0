//! How the page looks.

use super::palette;

/// All of the page's style.
pub(super) fn page() -> String {
    palette::page() + SHEET + &palette::plots_by_night()
}

/// A plot as a file of its own, which turns dark by itself.
pub(super) fn standalone(svg: &str) -> String {
    match svg.split_once('>') {
        Some((head, rest)) => format!("{head}>\n<style>{FONT}{}</style>{rest}", palette::plots_by_night()),
        None => svg.to_owned(),
    }
}

/// Letters of the reader's own system: nothing is fetched.
const FONT: &str = "svg text{font-family:system-ui,sans-serif}";

const SHEET: &str = "\
svg text{font-family:system-ui,sans-serif}\
*{box-sizing:border-box}\
body{margin:0 auto;max-width:84rem;padding:2rem 1.5rem 4rem;background:var(--paper);color:var(--ink);\
font:1rem/1.5 system-ui,sans-serif}\
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem}\
h2{font-size:1.35rem;margin:2.6rem 0 .4rem;border-bottom:1px solid var(--grid);padding-bottom:.3rem}\
h3{font-size:1.05rem;margin:1.6rem 0 .4rem}\
p,li,dd{max-width:48rem}\
.quiet,figcaption,caption{color:var(--pencil)}\
.note{border-left:4px solid var(--grid);padding:.1rem 0 .1rem 1rem;margin:1rem 0}\
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,34rem),1fr));gap:1.6rem}\
figure{margin:0;border:1px solid var(--grid);border-radius:6px;padding:.4rem .4rem .7rem;break-inside:avoid}\
figure svg{display:block;width:100%;height:auto}\
figcaption{font-size:.88rem;padding:0 .7rem}\
.scroll{overflow-x:auto}\
table{border-collapse:collapse;font-size:.92rem;margin:.5rem 0 1rem;font-variant-numeric:tabular-nums}\
caption{text-align:left;padding:.2rem 0}\
th,td{padding:.28rem .6rem;text-align:right;border-bottom:1px solid var(--grid);white-space:nowrap}\
th{font-weight:600;vertical-align:bottom;white-space:normal;max-width:8.5rem;line-height:1.25}\
th .quiet{font-weight:400;font-size:.85em}\
th:first-child,td:first-child,.left{text-align:left}\
td.left{white-space:normal}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;margin:.5rem 0}\
dt{font-weight:600}dd{margin:0}\
@media print{body{max-width:none;padding:0;font-size:10pt}.plots{grid-template-columns:1fr 1fr;gap:.6rem}\
h2{break-after:avoid}tr{break-inside:avoid}.scroll{overflow:visible}th,td{padding:.15rem .3rem;font-size:7.5pt}th{max-width:5rem}}";
